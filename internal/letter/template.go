package letter

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"qhana/internal/foi"
)

// Longest is the most characters that a template may have.
const Longest = 20_000

// Template is the text of a letter with places for facts.
type Template struct {
	text string
	root *parse.ListNode
}

// asked are the only words that a condition may use.
var asked = map[string]any{"not": true, "and": true, "or": true}

var parsedLine = regexp.MustCompile(`letter:(\d+)`)

// Parse reads a template. It fails with Invalid and one of the keys "letters.blank", "letters.long", "letters.syntax",
// "letters.unknown" and "letters.call", with the line and, where one is meant, the fact.
func Parse(text string) (*Template, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.TrimSpace(text) == "" {
		return nil, refused("blank", 1, "")
	}
	if utf8.RuneCountInString(text) > Longest {
		return nil, &foi.Error{Code: foi.Invalid, Key: "letters.long", Args: map[string]string{"max": strconv.Itoa(Longest)}}
	}
	trees, err := parse.Parse("letter", text, "", "", asked)
	if err != nil {
		line := 1
		if m := parsedLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		e := refused("syntax", line, "")
		e.Cause = err
		return nil, e
	}
	tree := trees["letter"]
	if len(trees) != 1 || tree == nil {
		return nil, refused("call", 1, "")
	}
	t := &Template{text: text, root: tree.Root}
	return t, t.check(t.root)
}

func refused(key string, line int, fact string) *foi.Error {
	return &foi.Error{Code: foi.Invalid, Key: "letters." + key, Args: map[string]string{"line": strconv.Itoa(line), "fact": fact}}
}

// line is where a node stands.
func (t *Template) line(n parse.Node) int {
	return 1 + strings.Count(t.text[:min(int(n.Position()), len(t.text))], "\n")
}

// check refuses everything but text, facts and conditions on facts.
func (t *Template) check(list *parse.ListNode) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			if names, op, err := t.named(n.Pipe); err != nil {
				return err
			} else if op != "" || len(names) != 1 {
				return refused("call", t.line(n), "")
			}
		case *parse.IfNode:
			if _, _, err := t.named(n.Pipe); err != nil {
				return err
			}
			if err := errors.Join(t.check(n.List), t.check(n.ElseList)); err != nil {
				return err
			}
		default:
			return refused("call", t.line(n), "")
		}
	}
	return nil
}

// named are the facts that a pipe names, and the word before them: "", "not", "and" or "or".
func (t *Template) named(p *parse.PipeNode) (names []string, op string, err error) {
	if p == nil || len(p.Cmds) != 1 || len(p.Decl) != 0 {
		return nil, "", refused("call", t.line(p), "")
	}
	for i, arg := range p.Cmds[0].Args {
		switch a := arg.(type) {
		case *parse.IdentifierNode:
			if i != 0 {
				return nil, "", refused("call", t.line(a), "")
			}
			op = a.Ident
		case *parse.FieldNode:
			name := strings.Join(a.Ident, ".")
			if _, ok := factOf(name); !ok {
				return nil, "", refused("unknown", t.line(a), name)
			}
			names = append(names, name)
		default:
			return nil, "", refused("call", t.line(p), "")
		}
	}
	if len(names) == 0 || op == "" && len(names) > 1 || op == "not" && len(names) > 1 {
		return nil, "", refused("call", t.line(p), "")
	}
	return names, op, nil
}

// Print fills the template. It fails with Invalid and the key "letters.empty" when it would print a fact that is empty.
func (t *Template) Print(f Facts) (string, error) {
	var b strings.Builder
	err := t.print(&b, t.root, f)
	return b.String(), err
}

func (t *Template) print(b *strings.Builder, list *parse.ListNode, f Facts) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		var err error
		switch n := n.(type) {
		case *parse.TextNode:
			_, _ = b.Write(n.Text)
		case *parse.ActionNode:
			names, _, _ := t.named(n.Pipe)
			v := f.value(names[0])
			if strings.TrimSpace(v) == "" {
				return refused("empty", t.line(n), names[0])
			}
			b.WriteString(v)
		case *parse.IfNode:
			if t.holds(n.Pipe, f) {
				err = t.print(b, n.List, f)
			} else {
				err = t.print(b, n.ElseList, f)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// holds tells whether the facts of a condition are there, as it asks.
func (t *Template) holds(p *parse.PipeNode, f Facts) bool {
	names, op, _ := t.named(p)
	there := 0
	for _, name := range names {
		if strings.TrimSpace(f.value(name)) != "" {
			there++
		}
	}
	switch op {
	case "not":
		return there == 0
	case "or":
		return there > 0
	}
	return there == len(names)
}
