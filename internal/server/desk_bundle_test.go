package server_test

import (
	"archive/zip"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qhana/internal/foi"
)

// unzipped are the files of an archive by name.
func unzipped(t *testing.T, body string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

var replaceLink = regexp.MustCompile(`href="(/mesa/casos/[^"]*/replace_document\?documento=([^"]*))"`)

// A document of a branch, and one of the draft, is replaced by who may; earlier versions stay with who and when, and the person gets
// the newest alone.
func TestDocumentVersions(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	who := h.visitor()
	ref, _ := who.ask("Presupuesto", "¿Cuánto?")
	desk, lead, official, head := "/mesa/casos/"+ref, h.as("transparencia"), h.as("oficial"), h.as("jefe")
	do := func(v *visitor, act string, form url.Values, files ...string) page {
		t.Helper()
		name, query, _ := strings.Cut(act, "?")
		form.Set("rev", v.get(desk+"/"+act).is(http.StatusOK).rev())
		if query != "" {
			query = "?" + query
		}
		return v.upload(desk+"/"+name+query, form, files...)
	}
	do(lead, "acknowledge", url.Values{}).is(http.StatusOK)
	do(lead, "open_branch", url.Values{"unidad": {"finanzas"}, "plazo": {"5"}, "texto": {"¿Cuánto se gastó?"}}).is(http.StatusOK)
	do(official, "accept_branch?rama=1", url.Values{}).is(http.StatusOK)
	do(official, "answer_branch?rama=1", url.Values{"texto": {"Va la planilla."}}, "planilla.csv", "a,1\n").is(http.StatusOK)

	link := replaceLink.FindStringSubmatch(official.get(desk).is(http.StatusOK, "planilla.csv").body)
	if link == nil {
		t.Fatal("the official has no way to replace what they brought")
	}
	if replaceLink.MatchString(lead.get(desk).body) {
		t.Error("the lead may replace a unit's document")
	}
	form := url.Values{"rev": {official.get(link[1]).is(http.StatusOK, "planilla.csv", "versión 1").rev()}, "documento": {link[2]}, "texto": {"Corregí la suma."}}
	replace := desk + "/replace_document"
	official.upload(replace, form).is(http.StatusUnprocessableEntity, "Suba un solo archivo", "Corregí la suma.</textarea>")
	official.upload(replace, form, "a.csv", "1\n", "b.csv", "2\n").is(http.StatusUnprocessableEntity, "Suba un solo archivo")
	if p := lead.upload(replace, form, "a.csv", "1\n"); p.status == http.StatusOK {
		t.Error("the lead replaced a unit's document")
	}
	h.as("otro").upload(replace, form, "a.csv", "1\n").is(http.StatusNotFound)
	official.upload(replace, form, "planilla corregida.csv", "a,2\n").is(http.StatusOK, "Hecho", "planilla corregida.csv", "versión 2", "1 versión anterior", "Nombre de oficial", "Corregí la suma.")
	official.upload(replace, form, "tarde.csv", "a,3\n").is(http.StatusConflict)
	form.Set("rev", official.get(desk+"/replace_document").rev())
	official.upload(replace, form, "tarde.csv", "a,3\n").is(http.StatusUnprocessableEntity)

	got := unzipped(t, head.get(desk+"/documentos.zip?rama=1").is(http.StatusOK).body)
	if len(got) != 2 || got["planilla corregida.csv"] != "a,2\n" || got["versiones anteriores/1 planilla.csv"] != "a,1\n" {
		t.Errorf("%q", got)
	}
	h.as("otro").get(desk + "/documentos.zip?rama=1").is(http.StatusNotFound)
	head.get(desk + "/documentos.zip?rama=7").is(http.StatusNotFound)
	h.visitor().get(desk + "/documentos.zip?rama=1").at("/entrar")

	do(head, "approve_branch?rama=1", url.Values{}).is(http.StatusOK)
	official.get(link[1]).is(http.StatusOK, "No hay documentos que usted pueda reemplazar")

	// the draft takes the newest of the unit's, and its own is replaced too
	draft := lead.get(desk+"/draft").is(http.StatusOK, "planilla corregida.csv")
	if strings.Contains(draft.body, ">planilla.csv") {
		t.Error("an earlier version is offered for delivery")
	}
	ids := regexp.MustCompile(`name="entregar" type="checkbox" value="([^"]*)"`).FindStringSubmatch(draft.body)
	do(lead, "draft", url.Values{"resultado": {"granted"}, "resumen": {"Asunto"}, "texto": {"Va todo."}, "entregar": {ids[1]}}, "nota.csv", "n,1\n").is(http.StatusOK)
	link = replaceLink.FindStringSubmatch(lead.get(desk).body)
	if link == nil {
		t.Fatal("the lead has no way to replace what they brought")
	}
	form = url.Values{"rev": {lead.get(link[1]).rev()}, "documento": {link[2]}}
	lead.upload(replace, form, "nota nueva.csv", "n,2\n").is(http.StatusOK, "nota nueva.csv")
	do(lead, "submit", url.Values{}).is(http.StatusOK)
	if lead.get(desk + "/replace_document").is(http.StatusOK); replaceLink.MatchString(lead.get(desk).body) {
		t.Error("a document is replaced while the answer is signed")
	}
	sign := h.as("firma")
	do(sign, "sign", url.Values{}).is(http.StatusOK)
	do(lead, "deliver", url.Values{}).is(http.StatusOK)
	p := who.get("/caso/"+ref).is(http.StatusOK, "nota nueva.csv", "planilla corregida.csv")
	for _, old := range []string{">nota.csv", ">planilla.csv", "versión anterior"} {
		if strings.Contains(p.body, old) {
			t.Errorf("the person sees %q", old)
		}
	}
	who.get("/caso/" + ref + "/documento/" + link[2]).is(http.StatusNotFound)
	var wrong int
	err := h.store.DB().GetContext(t.Context(), &wrong, `SELECT count(*) FROM document WHERE (purpose = $1) <> (version = 2)`, string(foi.Release))
	if err != nil || wrong != 0 {
		t.Errorf("%d documents are delivered that are not the newest, or the other way round: %v", wrong, err)
	}
}
