package view

import (
	"fmt"
	"html/template"
	"strings"
	"time"
)

// funcs are what templates can call.
func (s speaker) funcs() template.FuncMap {
	return template.FuncMap{
		"t":          s.t,
		"say":        s.say,
		"day":        s.day,
		"brief":      s.brief,
		"moment":     s.moment,
		"stamp":      s.stamp,
		"left":       s.left,
		"size":       s.size,
		"number":     s.words.Number,
		"list":       s.list,
		"iso":        func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") },
		"locale":     func() string { return s.words.Locale },
		"asset":      s.asset,
		"icon":       icon,
		"paragraphs": paragraphs,
		"key":        func(parts ...any) string { return strings.ReplaceAll(fmt.Sprint(parts...), " ", "") },
		"field":      fieldError,
		"described":  described,
		"labelled":   func(label string, v any) labelled { return labelled{Label: label, Value: v} },
		"textfield":  func(x DeskText, errors []FieldError) textField { return textField{DeskText: x, Errors: errors} },
		"choose": func(name string, choices []Choice, errors []FieldError) choiceField {
			return choiceField{Name: name, Choices: choices, Errors: errors}
		},
	}
}

// labelled is a value with a label, for components that take two.
type labelled struct {
	Label string
	Value any
}

// textField is a field of text with the form's errors.
type textField struct {
	DeskText
	Errors []FieldError
}

// choiceField is a group of options with the form's errors.
type choiceField struct {
	Name    string
	Choices []Choice
	Errors  []FieldError
}

// fieldError is the first error of a field; nil when it has none.
func fieldError(errors []FieldError, field string) *FieldError {
	for i, e := range errors {
		if e.Field == field {
			return &errors[i]
		}
	}
	return nil
}

// described is the value of aria-describedby for a field that may have a hint and an error.
func described(errors []FieldError, field string, hint bool) string {
	var ids []string
	if hint {
		ids = append(ids, field+"-ayuda")
	}
	if fieldError(errors, field) != nil {
		ids = append(ids, field+"-error")
	}
	return strings.Join(ids, " ")
}

// paragraphs cuts a text at its empty lines. Lines within a paragraph stay lines.
func paragraphs(text string) [][]string {
	var out [][]string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if strings.TrimSpace(p) != "" {
			out = append(out, strings.Split(strings.Trim(p, "\n"), "\n"))
		}
	}
	return out
}
