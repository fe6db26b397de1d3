package view

import (
	"reflect"
	"testing"
)

// What people write as a list is shown as one, wherever words are shown; a dash within a line is a dash.
func TestPassages(t *testing.T) {
	for text, want := range map[string][]Passage{
		"":                               nil,
		"uno\r\ndos\n\n tres - x ":       {{Lines: []string{"uno", "dos"}}, {Lines: []string{" tres - x "}}},
		"a:\n- b\n  - c\nd\n\n- e\n\n-f": {{Lines: []string{"a:"}}, {Items: []string{"b", "c"}}, {Lines: []string{"d"}}, {Items: []string{"e"}}, {Lines: []string{"-f"}}},
		"- <b>x</b>\n- ":                 {{Items: []string{"<b>x</b>"}}, {Lines: []string{"- "}}},
	} {
		if got := Passages(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
