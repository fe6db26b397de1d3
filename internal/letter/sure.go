package letter

import (
	"slices"
	"text/template/parse"
)

// Sure tells that a text can have no hole in any case of its kind: what it names is always there, or it asks first whether it is. Else it
// fails with Invalid and the key "letters.empty", with the fact.
func Sure(name, text string) error {
	t, err := Parse(text)
	if err != nil {
		return err
	}
	facts, always := Has(name)
	return t.sure(t.root, facts[:always])
}

// sure walks through a text with the facts that are there wherever it comes to.
func (t *Template) sure(list *parse.ListNode, there []string) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if names, _, _ := t.named(n.Pipe); !slices.Contains(there, names[0]) {
				return refused("empty", t.line(n), names[0])
			}
		case *parse.IfNode:
			names, op, _ := t.named(n.Pipe)
			then, otherwise := there, there
			switch {
			case op == "not":
				otherwise = slices.Concat(there, names)
			case op != "or" || len(names) == 1:
				then = slices.Concat(there, names)
			}
			if err := t.sure(n.List, then); err != nil {
				return err
			}
			if err := t.sure(n.ElseList, otherwise); err != nil {
				return err
			}
		}
	}
	return nil
}
