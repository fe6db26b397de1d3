package server_test

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"qhana/internal/foi"
)

const importPage = "/admin/personas/importar"

// try uploads a file of people and returns the page that it leads to.
func (v *visitor) try(file string) page {
	v.h.t.Helper()
	return v.upload(importPage, nil, "personas.csv", file)
}

// confirm sends the form of a page that shows what a file would do.
func (v *visitor) confirm(p page, pairs ...string) page {
	v.h.t.Helper()
	form := url.Values{"visto": {p.between(`name="visto" value="`, `"`)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return v.post(p.path, form)
}

// account is an account of the house by its login; zero when there is none.
func (h *house) account(login string) foi.Account {
	h.t.Helper()
	all, err := h.store.Accounts(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, a := range all {
		if a.Login == login {
			return a
		}
	}
	return foi.Account{}
}

// counted are new, changed, unchanged and wrong, as the page has them.
func (p page) counted() string {
	p.t.Helper()
	_, rest, _ := strings.Cut(p.body, "<dt>Personas nuevas</dt>")
	var out []string
	for range 4 {
		_, after, ok := strings.Cut(rest, "<dd>")
		n, more, _ := strings.Cut(after, "</dd>")
		if !ok {
			p.t.Fatalf("no counts:\n%s", mainOf(p.body))
		}
		out, rest = append(out, n), more
	}
	return strings.Join(out, " ")
}

func encoded16(s string, big bool) string {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if big {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	return b.String()
}

func windows1252(s string) string {
	var b bytes.Buffer
	for _, r := range s {
		b.WriteByte(byte(r)) // the letters of these tests are the same in Latin-1
	}
	return b.String()
}

// A file that cannot be read at all is refused with the line where it goes wrong, and the form goes on working.
func TestPeopleFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	const head = "usuario,nombre,correo,unidad,roles\n"
	for _, x := range []struct{ name, file, says string }{
		{"Empty", "", "El archivo está vacío"},
		{"Blank", " \r\n;;;\r\n", "El archivo está vacío"},
		{"OnlyMark", "\ufeff", "El archivo está vacío"},
		{"OnlyHead", head, "ninguna persona"},
		{"NoHead", "ana.flores,Ana Flores,a@b.example,finanzas,auditor\n", "falta la columna «usuario»"},
		{"ColumnTwice", "usuario,nombre,login\nx,y,z\n", "La columna «login» está dos veces"},
		{"Binary", "PK\x03\x04\x14\x00\x06\x00binario", "no es un archivo CSV"},
		{"UTF16WithoutMark", encoded16(head, false)[2:], "no es un archivo CSV"},
		{"HalfUTF16", encoded16(head+"ana,Ana", false) + "x", "no se pueden leer"},
		{"BrokenUTF8", head + "ana.flores,Ana Ñuñez,,,auditor\nben.ruiz,Ben Ru\xffz,,,auditor\n", "La línea 3 tiene letras que no se pueden leer"},
		{"BrokenUTF8WithMark", "\ufeff" + head + "ana.flores,Ana \xd1,,,auditor\n", "La línea 2 tiene letras"},
		{"NoWindows1252", head + "ana.flores,Ana \x81,,,auditor\n", "La línea 2 tiene letras"},
		{"Quotes", head + "ana.flores,\"Ana Flores,,,auditor\nben.ruiz,Ben,,,auditor\n", "comillas no cierran bien en la celda que empieza en la línea 2"},
		{"BareQuote", head + "ana.flores,Ana \"la jefa\" Flores,,,auditor\n", "comillas no cierran bien en la celda que empieza en la línea 2"},
		{"TooManyBytes", head + strings.Repeat("x", 6<<20), "pesa más de 5 MB"},
		{"TooManyLines", head + strings.Repeat("a,b,c,d,e\n", 10_001), "tiene 10.001 personas y se importan hasta 10.000"},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := admin.try(x.file).is(http.StatusUnprocessableEntity, "<title>Error:", `id="archivo-error"`)
			if !strings.Contains(html.UnescapeString(p.body), x.says) {
				t.Errorf("does not say %q:\n%s", x.says, mainOf(p.body))
			}
		})
	}
	admin.upload(importPage, nil).is(http.StatusUnprocessableEntity, "Elija un archivo")
	admin.post(importPage, nil).is(http.StatusUnprocessableEntity)
	admin.try(head+"ana.flores,Ana Flores,,,auditor\n").is(http.StatusOK, "Importar a 1 persona")
	if h.account("ana.flores").ID != 0 {
		t.Error("a dry run wrote")
	}
}

// Every encoding and separator that spreadsheets write comes to the same people.
func TestPeopleFilesAsSpreadsheetsWriteThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	const good = "Usuario;NOMBRE;Correo electrónico;Unidad;Roles;Teléfono\r\n\"jose.ñ\";x\r\n"
	file := strings.Replace(good, "\"jose.ñ\";x", "jose.nina;José Ñuñez;jose@entidad.example;Finanzas;Jefatura de unidad;70000", 1)
	for name, x := range map[string]struct{ file, says string }{
		"UTF8": {file, "UTF-8 · separado por punto y coma"}, "UTF8WithMark": {"\ufeff" + file, "UTF-8"}, "Windows1252": {windows1252(file), "Windows-1252"},
		"UTF16LE": {encoded16(file, false), "UTF-16"}, "UTF16BE": {encoded16(file, true), "UTF-16"},
		"Comma": {strings.ReplaceAll(file, ";", ","), "separado por comas"}, "Tab": {strings.ReplaceAll(file, ";", "\t"), "separado por tabulaciones"},
		"Excel": {"sep=;\r\n" + file, "separado por punto y coma"}, "Macintosh": {strings.ReplaceAll(file, "\r\n", "\r"), "UTF-8"},
		"English":   {strings.Replace(strings.Replace(file, "Usuario;NOMBRE", "Login;Full name", 1), "Jefatura de unidad", "unit_head", 1), "UTF-8"},
		"OtherRows": {file + ";;;;;\r\n\r\n", "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			p := admin.try(x.file).is(http.StatusOK, x.says, "no se conocen", "Importar a 1 persona", "José Ñuñez<br>", "jose@entidad.example</td><td>Jefatura de unidad · Finanzas")
			if got := p.counted(); got != "1 0 0 0" {
				t.Errorf("counted %s", got)
			}
		})
	}
	p := admin.try(windows1252(file)).is(http.StatusOK)
	admin.confirm(p).at(p.path).is(http.StatusOK, "El archivo se importó")
	a := h.account("jose.nina")
	if a.Name != "José Ñuñez" || a.Email != "jose@entidad.example" || len(a.Grants) != 1 || a.Grants[0] != (foi.Grant{Role: foi.UnitHead, Unit: "finanzas"}) || !a.NoPassword {
		t.Errorf("%+v", a)
	}
	if p := admin.try(file).is(http.StatusOK, "No hay nada que importar"); p.counted() != "0 0 1 0" {
		t.Errorf("imported again: %s", p.counted())
	}
}

// Each line says what is wrong with it; the others are imported only where that is asked for.
func TestPeopleLinesWithErrors(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	admin.post("/admin/personas/nueva", url.Values{"usuario": {"con.correo"}, "nombre": {"Con Correo"}, "correo": {"Tomado@entidad.example"}}).is(http.StatusOK)
	id := h.account("con.correo").ID
	admin.post(fmt.Sprintf("/admin/personas/%d", h.account("otro").ID), url.Values{"nombre": {"Otro"}, "seguro": {"si"}}).at("/admin/personas")
	lines := []struct{ line, says string }{
		{"buena.uno,Buena Uno,uno@entidad.example,finanzas,unit_official", ""},
		{",Sin Usuario,,finanzas,unit_official", "Falta el usuario"},
		{"sin.nombre,,,finanzas,unit_official", "Escriba el nombre"},
		{"sin.rol,Sin Rol,,finanzas,", "Falta el rol"},
		{"Con Espacio,Mal Usuario,,finanzas,unit_official", "letras minúsculas sin acento"},
		{"mal.correo,Mal Correo,no-es-correo,finanzas,unit_official", "correo"},
		{"mala.unidad,Mala Unidad,,pinturas,unit_official", "No se conoce la unidad «pinturas»"},
		{"mala.unidad2,Mala Unidad,,finanzas,unit_official; clerk @ pinturas", "No se conoce la unidad «pinturas»"},
		{"mal.rol,Mal Rol,,finanzas,jefazo", "No se conoce el rol «jefazo»"},
		{"rol.solo,Rol Solo,,,unit_official", "Elija la unidad de cada rol"},
		{"dos.papeles,Dos Papeles,,finanzas,auditor; unit_official", "Quien audita no puede tener otro rol"},
		{"gemelo,Gemelo Uno,,finanzas,unit_official", "El mismo usuario está también en la línea 14"},
		{"GEMELO,Gemelo Dos,,finanzas,unit_official", "El mismo usuario está también en la línea 13"},
		{"mismo.a,Mismo A,doble@entidad.example,finanzas,unit_official", "El mismo correo está también en la línea 16"},
		{"mismo.b,Mismo B,DOBLE@entidad.example,finanzas,unit_official", "El mismo correo está también en la línea 15"},
		{"ladron,Ladrón,tomado@entidad.example,finanzas,unit_official", "Ese correo ya lo tiene Con Correo (con.correo)"},
		{"otro,Otro,,sur,unit_official", "Esa cuenta está cerrada"},
		{"sobra,Sobra,,finanzas,unit_official,y más", "más celdas que columnas"},
		{"largo," + strings.Repeat("x", 201) + ",,finanzas,unit_official", "hasta 200 caracteres"},
		{"admin,,,finanzas,unit_official", "al menos una persona que administre"},
		{"con.correo,Con Correo,tomado@entidad.example,finanzas,unit_official", ""},
	}
	file := "usuario,nombre,correo,unidad,roles\n"
	for _, l := range lines {
		file += l.line + "\n"
	}
	p := admin.try(file).is(http.StatusOK)
	if got := p.counted(); got != "1 1 0 19" {
		t.Errorf("counted %s", got)
	}
	p.body, _, _ = strings.Cut(p.body, "Personas nuevas, como se leyeron") // below stand those without errors
	for i, l := range lines {
		row := fmt.Sprintf(`<th scope="row" class="num">%d</th>`, i+2)
		at := strings.Index(p.body, row)
		if (at < 0) != (l.says == "") && !strings.HasPrefix(l.line, "con.correo") { // who changes is listed too
			t.Errorf("line %d, %s: shown %v", i+2, l.line, at >= 0)
			continue
		}
		if at < 0 || l.says == "" {
			continue
		}
		text, _, _ := strings.Cut(p.body[at:], "</tr>")
		if !strings.Contains(html.UnescapeString(text), l.says) {
			t.Errorf("line %d, %s: does not say %q but %s", i+2, l.line, l.says, text)
		}
	}
	admin.confirm(p).is(http.StatusUnprocessableEntity, "Marque esta casilla", `href="#buenas"`)
	if h.account("buena.uno").ID != 0 {
		t.Fatal("imported although lines have errors")
	}
	admin.confirm(p, "buenas", "si").is(http.StatusOK, "El archivo se importó", "1 persona todavía no tiene contraseña")
	if h.account("buena.uno").ID == 0 || h.account("mal.rol").ID != 0 || h.account("gemelo").ID != 0 || h.account("con.correo").ID != id {
		t.Error("not the good lines only")
	}
	if a := h.account("con.correo"); !a.Actor().In(foi.UnitOfficial, "finanzas") || a.NoPassword {
		t.Errorf("%+v", a)
	}
}

// What a spreadsheet would carry out is a name like others, kept and shown as it was written.
func TestPeopleFormulasAreText(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	name := `=HYPERLINK("http://malo.example","<b>aquí</b>")`
	p := admin.try("usuario;nombre;roles;=1+1\nformula;\""+strings.ReplaceAll(name, `"`, `""`)+"\";auditor;@SUM(A1)\n").is(http.StatusOK, "=1&#43;1")
	admin.confirm(p).is(http.StatusOK)
	if got := h.account("formula").Name; got != name {
		t.Errorf("kept as %q", got)
	}
	if p := admin.get("/admin/personas").is(http.StatusOK); !strings.Contains(html.UnescapeString(p.body), name) || strings.Contains(p.body, "<b>aquí") {
		t.Error("not shown as it was written")
	}
}

// The people change between the two pages: the second page is shown anew, and the file is not lost.
func TestPeopleChangeMeanwhile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	p := admin.try("usuario,nombre,unidad,roles\nlucia.rojas,Lucía Rojas,finanzas,unit_official\n").is(http.StatusOK)
	admin.post("/admin/personas/nueva", url.Values{"usuario": {"lucia.rojas"}, "nombre": {"Otra Lucía"}}).is(http.StatusOK)
	again := admin.confirm(p).is(http.StatusConflict, "cambiaron desde que usted abrió", "<title>Error:")
	if got := again.counted(); got != "0 1 0 0" {
		t.Errorf("counted %s", got)
	}
	admin.confirm(again).is(http.StatusOK, "El archivo se importó")
	if a := h.account("lucia.rojas"); a.Name != "Lucía Rojas" || a.NoPassword {
		t.Errorf("%+v", a)
	}
	admin.post(p.path, url.Values{"visto": {"x"}}).is(http.StatusOK, "El archivo se importó") // sent twice

	one := admin.try("usuario,nombre\nadmin,Alguien\n").is(http.StatusOK)
	h.as("transparencia").get(one.path).is(http.StatusForbidden)
	admin.get(importPage + "/nada").is(http.StatusNotFound)
	h.now.Add(int64(25 * time.Hour))
	h.as("admin").get(one.path).is(http.StatusNotFound)
}

// A form that is sent several times at once imports once.
func TestPeopleImportedOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	p := admin.try("usuario,nombre,roles\nlucia.rojas,Lucía Rojas,auditor\n").is(http.StatusOK)
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { admin.confirm(p).is(http.StatusOK, "El archivo se importó") })
	}
	all.Wait()
	admin.get("/admin/registro").is(http.StatusOK, "Nuevas: 1; cambiadas: 0;")
	var entries int
	if err := h.store.DB().GetContext(t.Context(), &entries, `SELECT count(*) FROM admin_entry`); err != nil || entries != 2 {
		t.Errorf("%d entries, %v", entries, err)
	}
}

// The last who holds a role in a unit loses it only when that was seen.
func TestPeopleRolesWithoutAnybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	p := admin.try("usuario,unidad,roles\njefe,finanzas,unit_official\n").is(http.StatusOK, "Estos roles quedarían sin nadie", "Jefatura de unidad · Finanzas", `href="/admin/personas/`)
	admin.confirm(p).is(http.StatusUnprocessableEntity, "Confirme que esos roles", `href="#seguro"`)
	admin.confirm(p, "seguro", "si").is(http.StatusOK, "El archivo se importó")
	if a := h.account("jefe"); !a.Actor().In(foi.UnitOfficial, "finanzas") || a.Actor().Has(foi.UnitHead) || a.Name != "Nombre de jefe" {
		t.Errorf("%+v", a)
	}
}

// New people cannot come in before an administrator has given them a password; all of it is on record.
func TestPeopleGetPasswordsAfterwards(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	admin.get("/admin/personas/contrasenas").is(http.StatusOK, "Todas las personas tienen contraseña")
	example := admin.get(importPage + "/ejemplo.csv").is(http.StatusOK).body
	p := admin.try(example).is(http.StatusOK)
	if got := p.counted(); got != "3 0 0 0" {
		t.Fatalf("the example counts %s:\n%s", got, mainOf(p.body))
	}
	admin.confirm(p).is(http.StatusOK, "3 personas todavía no tienen contraseña")
	if a := h.account("jose.nina"); len(a.Grants) != 2 {
		t.Errorf("%+v", a)
	}
	for _, guess := range []string{"", "x", password} {
		h.visitor().post("/entrar", url.Values{"usuario": {"rosa.quispe"}, "clave": {guess}}).is(http.StatusUnprocessableEntity)
	}
	admin.get("/admin/personas").is(http.StatusOK, "todavía sin contraseña", "3 personas todavía no tienen")
	list := admin.get("/admin/personas/contrasenas").is(http.StatusOK, "Rosa Quispe Mamani", "Dar una contraseña a estas 3 personas")
	ids := url.Values{}
	for _, part := range strings.Split(list.body, `name="persona" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids.Add("persona", id)
	}
	given := admin.post("/admin/personas/contrasenas", ids).is(http.StatusOK, "Las contraseñas de 3 personas están listas")
	_, rest, _ := strings.Cut(given.body, "<code>rosa.quispe</code>")
	_, rest, _ = strings.Cut(rest, `<code class="nowrap">`)
	first, _, _ := strings.Cut(rest, "<")
	h.visitor().post("/entrar", url.Values{"usuario": {"rosa.quispe"}, "clave": {first}}).is(http.StatusOK).at("/mesa")
	admin.post("/admin/personas/contrasenas", ids).is(http.StatusOK, "Todas las personas tienen contraseña")
	admin.get("/admin/registro").is(http.StatusOK, "Importó personas de un archivo", "Nuevas: 3", "Agregó la cuenta de Rosa Quispe Mamani", "Dio una contraseña nueva a Rosa")
}

// Ten thousand people are checked and imported at once.
func TestTenThousandPeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := h.as("admin")
	var b strings.Builder
	b.WriteString("usuario;nombre;correo;unidad;roles\r\n")
	for i := range 10_000 {
		_, _ = fmt.Fprintf(&b, "persona.%d;María Ñandú %d;p%d@entidad.example;finanzas;Funcionario de unidad, Ventanilla @ sur\r\n", i, i, i)
	}
	p := admin.try(b.String()).is(http.StatusOK, ">2</th><td>María Ñandú 0<br>", ">26</th>", "Y 9.975 personas más")
	if got := p.counted(); got != "10.000 0 0 0" {
		t.Errorf("counted %s", got)
	}
	admin.confirm(p).is(http.StatusOK, "El archivo se importó")
	admin.get("/admin/registro").is(http.StatusOK, "Nuevas: 10.000;")
	if a := h.account("persona.9999"); a.Name != "María Ñandú 9999" || len(a.Grants) != 2 {
		t.Errorf("%+v", a)
	}
	var entries int
	if err := h.store.DB().GetContext(t.Context(), &entries, `SELECT count(*) FROM admin_entry`); err != nil || entries != 10_001 {
		t.Errorf("%d entries, %v", entries, err)
	}
	wrong := strings.ReplaceAll(b.String(), ";finanzas;", ";ninguna;")
	p = admin.try(wrong).is(http.StatusOK, "Hay 9.800 líneas más con errores")
	if got := p.counted(); got != "0 0 0 10.000" {
		t.Errorf("counted %s", got)
	}
}
