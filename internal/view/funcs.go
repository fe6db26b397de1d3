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
		"t":         s.t,
		"say":       s.say,
		"day":       s.day,
		"brief":     s.brief,
		"moment":    s.moment,
		"stamp":     s.stamp,
		"left":      s.left,
		"size":      s.size,
		"number":    s.words.Number,
		"list":      s.list,
		"iso":       func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") },
		"locale":    func() string { return s.words.Locale },
		"asset":     s.asset,
		"icon":      icon,
		"passages":  Passages,
		"rest":      func(list []string) int { return len(list) - 1 },
		"next":      func(n int) int { return n + 1 },
		"key":       func(parts ...any) string { return strings.ReplaceAll(fmt.Sprint(parts...), " ", "") },
		"field":     fieldError,
		"described": described,
		"labelled":  func(label string, v any) labelled { return labelled{Label: label, Value: v} },
		"textfield": func(x DeskText, errors []FieldError) textField { return textField{DeskText: x, Errors: errors} },
		"choices": func(name, label, hint string, list []Choice, errors []FieldError) choiceField {
			return choiceField{Name: name, Label: label, Hint: hint, Choices: list, Errors: errors}
		},
		"optional": func(f choiceField, empty string) choiceField { f.Empty = empty; return f },
		"line": func(name, label, hint, value string, errors []FieldError) textField {
			return textField{DeskText: DeskText{Name: name, Label: label, Hint: hint, Value: value, Rows: 1}, Errors: errors}
		},
		"link":    func(url, text string) link { return link{URL: url, Text: text} },
		"navlink": navlink,
		"plural":  plural,
		"when":    when,
		"row":     func(label, text, url string) reviewRow { return reviewRow{Label: label, Text: text, URL: url} },
		"contact": func(name, label, hint, value, fill, kind string, errors []FieldError) contactField {
			return contactField{textField: textField{DeskText: DeskText{Name: name, Label: label, Hint: hint, Value: value, Rows: 1}, Errors: errors}, Fill: fill, Type: kind}
		},
		"milestone": Milestone,
		"problem":   func(e FieldError) Sentence { return Sentence{Key: "error." + e.Key, Args: e.Args} },
	}
}

// link is an address with its words. Here tells that the page stands below it.
type link struct {
	URL, Text string
	Here      bool
}

// navlink is an entry of the navigation; "=/mesa" is the page itself and none below it.
func navlink(section, path, text string) link {
	exact := strings.HasPrefix(path, "=")
	path = strings.TrimPrefix(path, "=")
	return link{URL: path, Text: text, Here: section == path || !exact && strings.HasPrefix(section, path+"/")}
}

// plural is the key of a message for a number: below it stand ".one" and ".other".
func plural(key string, n int) string {
	if n == 1 {
		return key + ".one"
	}
	return key + ".other"
}

// when is one of two texts.
func when(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}

// reviewRow is one answer on the page before sending.
type reviewRow struct{ Label, Text, URL string }

// contactField is a field of text that browsers can fill in.
type contactField struct {
	textField
	Fill, Type string
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
	Name, Label, Hint string
	Empty             string // catalogue key of the option that says nothing
	Choices           []Choice
	Errors            []FieldError
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

// Passage is a paragraph of a text with its lines, or a list.
type Passage struct{ Lines, Items []string }

// Passages cuts a text at its empty lines. Lines within a paragraph stay lines; those that begin with "- " make a list, as they do in letters.
func Passages(text string) []Passage {
	var out []Passage
	open, items := false, false // what the next line continues
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		item, isItem := strings.CutPrefix(strings.TrimSpace(line), "- ")
		item = strings.TrimSpace(item)
		switch last := len(out) - 1; {
		case strings.TrimSpace(line) == "":
			open, items = false, false
		case isItem && items:
			out[last].Items = append(out[last].Items, item)
		case isItem:
			out, open, items = append(out, Passage{Items: []string{item}}), false, true
		case open:
			out[last].Lines = append(out[last].Lines, line)
		default:
			out, open, items = append(out, Passage{Lines: []string{line}}), true, false
		}
	}
	return out
}
