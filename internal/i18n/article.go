package i18n

import (
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// Sentences that name a unit or a body give it its article: «{{el .Unit}} aceptó», «la jefatura {{de .Unit}}», «se derivó {{a .Unit}}»
// come out as "la Secretaría aceptó", "la jefatura del Concejo", "se derivó al Despacho". El begins a sentence. A name whose first word is
// no kind of office (Catastro, Recursos Humanos) stands without one, as people say it.
var spanish = &parser{template.TextParser{Option: "missingkey=zero", Funcs: map[string]any{
	"el": theES,
	"El": func(name string) string { return upper(theES(name)) },
	"de": func(name string) string { return contracted("de", "del", name) },
	"a":  func(name string) string { return contracted("a", "al", name) },
	"en": func(name string) string { return "en " + theES(name) },
}}}

// English names the same units with one article: «sent to the Sur District Office», «The Municipal Guard accepted».
var english = &parser{template.TextParser{Option: "missingkey=zero", Funcs: map[string]any{
	"the": theEN,
	"The": func(name string) string { return upper(theEN(name)) },
}}}

// parser is one whose functions never change, so that each sentence is read once.
type parser struct{ template.TextParser }

func (*parser) Cacheable() bool { return true }

var (
	feminine = words(`administración administradora agencia alcaldía asamblea asesoría autoridad autoridades biblioteca brigada cámara caja central comisión contraloría
		coordinación corporación corte defensoría delegación división dirección empresa entidad escuela fiscalía fundación gerencia gobernación
		guardia inspectoría intendencia jefatura junta mancomunidad mesa municipalidad oficina plataforma policía presidencia
		procuraduría sala secretaría sección subalcaldía subdirección subgobernación subsecretaría superintendencia terminal tesorería unidad
		universidad ventanilla vicepresidencia`)
	masculine = words(`archivo área ayuntamiento banco cementerio centro comité complejo concejo consejo consultorio departamento despacho distrito equipo
		fondo gabinete gobierno hospital instituto juzgado laboratorio macrodistrito matadero mercado ministerio museo municipio observatorio órgano
		parque programa proyecto registro senado servicio sistema taller teatro tribunal viceministerio zoológico`)
)

// offices are the English words of which one makes a name that of an office.
var offices = words(`agency authority board bureau cabinet centre chamber commission committee court council department directorate district division fund
	government guard head inspectorate institute library ministry municipality museum office ombudsman police presidency registry secretariat section service
	treasury tribunal unit`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// theES is a name with its article.
func theES(name string) string {
	first, rest, _ := strings.Cut(strings.ToLower(name), " ")
	if first == "sub" { // Sub Alcaldía
		first, _, _ = strings.Cut(rest, " ")
	}
	switch {
	case first == "la" || first == "el": // it has one
		return first + name[len(first):]
	case feminine[first]:
		return "la " + name
	case masculine[first]:
		return "el " + name
	}
	return name
}

// theEN is a name with its article, where it is that of an office, in English or left in Spanish.
func theEN(name string) string {
	if rest, ok := strings.CutPrefix(name, "The "); ok || strings.HasPrefix(name, "the ") { // it has one
		return "the " + strings.TrimPrefix(rest, "the ")
	}
	all := strings.Fields(strings.ToLower(name))
	if len(all) > 0 && (feminine[all[0]] || masculine[all[0]]) || slices.ContainsFunc(all, func(w string) bool { return offices[w] }) {
		return "the " + name
	}
	return name
}

func contracted(preposition, withEl, name string) string {
	name = theES(name)
	if rest, ok := strings.CutPrefix(name, "el "); ok {
		return withEl + " " + rest
	}
	return preposition + " " + name
}

// upper begins a sentence.
func upper(s string) string {
	for i, r := range s {
		return s[:i] + strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
