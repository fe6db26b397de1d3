package mail

import (
	htmltemplate "html/template"
	"strings"
	texttemplate "text/template"

	"qhana/internal/view"
	"qhana/templates"
)

const lineWidth = 72 // runes, as mail programs without HTML show them

// The two letters; a fault in them stops the program at its start.
var (
	textLetter = texttemplate.Must(texttemplate.New("letter.txt").Funcs(texttemplate.FuncMap{
		"wrap": func(s string) string { return wrap(s, lineWidth, "") },
		"cite": func(s string) string { return wrap(s, lineWidth, "> ") },
		"item": item,
	}).ParseFS(templates.FS, "mail/letter.txt"))

	htmlLetter = htmltemplate.Must(htmltemplate.New("letter.html").Funcs(htmltemplate.FuncMap{
		"passages": view.Passages,
	}).ParseFS(templates.FS, "mail/letter.html"))
)

// item writes a point of a list, its later lines set in.
func item(s string) string {
	return "- " + strings.ReplaceAll(wrap(s, lineWidth-2, ""), "\n", "\n  ")
}
