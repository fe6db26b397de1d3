package statute

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// What a file of definitions is at most: it is some pages of text, and nothing in it is nested deep.
const (
	maxBrackets = 20_000
	maxDepth    = 16
)

// parse reads a file strictly: an unknown key is an error. So are anchors, with which a few lines can stand for millions, and
// all that nests without end, for which the parser has no limit: it is looked for before anything is parsed. What is wrong is
// said whole: see readAll.
func parse(name string, b []byte, into any) error {
	if n := bytes.Count(b, []byte("[")) + bytes.Count(b, []byte("{")); n > maxBrackets {
		return fmt.Errorf("%s:1:1: has %d brackets: no definition needs more than %d", name, n, maxBrackets)
	}
	depth, entries, line := 0, 0, 0
	for _, t := range lexer.Tokenize(string(b)) {
		bad := func(what string) error {
			return fmt.Errorf("%s:%d:%d: %s", name, t.Position.Line, t.Position.Column, what)
		}
		if t.Position.Line != line {
			entries, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.AnchorType, token.AliasType:
			return bad("anchors and aliases are not used here")
		case token.TagType, token.MappingKeyType, token.MergeKeyType:
			return bad("tags, keys written with a question mark and merges are not used here")
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType:
			entries++
		}
		if depth > maxDepth || entries > maxDepth || t.Position.IndentNum > 4*maxDepth {
			return bad(fmt.Sprintf("is nested deeper than %d", maxDepth))
		}
	}
	if yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(into) == nil {
		return nil
	}
	reflect.ValueOf(into).Elem().SetZero()
	return readAll(name, b, into)
}

// place turns the decoder's "[12:3] unknown field" into "12:3: unknown field".
func place(m string) string {
	at, what, ok := strings.Cut(strings.TrimPrefix(m, "["), "] ")
	if !ok || !strings.HasPrefix(m, "[") {
		return " " + m
	}
	return at + ": " + what
}
