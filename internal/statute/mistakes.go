package statute

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"qhana/internal/foi"
)

// mistakes are what a file says otherwise than a definition can be said: each with its place, and with the path of the value, which
// was left empty.
type mistakes struct {
	paths []string
	list  []error
}

func (m *mistakes) Error() string { return errors.Join(m.list...).Error() }

// Unwrap gives the mistakes one by one.
func (m *mistakes) Unwrap() []error { return m.list }

// reader takes a file's values one by one, so that one mistake hides no other.
type reader struct {
	name string
	mistakes
}

// readAll fills a definition with everything in a file that can be read, and says everything that cannot. Only a file that is no YAML
// ends at its first mistake: nobody knows what is meant after it.
func readAll(name string, b []byte, into any) error {
	file, err := parser.ParseBytes(b, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return fmt.Errorf("%s:%s (what comes after it is checked once it is mended)", name, place(yaml.FormatError(err, false, false)))
	}
	r := &reader{name: name}
	for i, doc := range file.Docs {
		if i > 0 && doc.Body != nil {
			r.bad(doc.Body, "", "a second document: a file of definitions has one")
			continue
		}
		r.value(doc.Body, reflect.ValueOf(into).Elem(), "")
	}
	if len(r.list) == 0 {
		return nil
	}
	return &r.mistakes
}

func (r *reader) bad(n ast.Node, path, format string, args ...any) {
	at := n.GetToken().Position
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		at = m.Values[0].Key.GetToken().Position
	}
	r.paths = append(r.paths, path)
	r.list = append(r.list, fmt.Errorf("%s:%d:%d: %s", r.name, at.Line, at.Column, fmt.Sprintf(format, args...)))
}

var dateType = reflect.TypeFor[foi.Date]()

// value reads one value, whatever it is to be.
func (r *reader) value(n ast.Node, v reflect.Value, path string) {
	if n == nil || n.Type() == ast.NullType {
		return
	}
	switch kind := v.Kind(); {
	case v.Type() == dateType:
		r.leaf(n, v, path)
	case kind == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.value(n, v.Elem(), path)
	case kind == reflect.Struct:
		fields := map[string]reflect.Value{}
		for i := range v.NumField() {
			if key, ok := v.Type().Field(i).Tag.Lookup("yaml"); ok && key != "-" {
				fields[key] = v.Field(i)
			}
		}
		r.pairs(n, path, func(key ast.MapKeyNode, name, path string, value ast.Node) {
			if field, known := fields[name]; known {
				r.value(value, field, path)
			} else {
				r.bad(key, path, "there is no %q here%s", name, nearest(name, sorted(fields)))
			}
		})
	case kind == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		r.pairs(n, path, func(_ ast.MapKeyNode, name, path string, value ast.Node) {
			one := reflect.New(v.Type().Elem()).Elem()
			r.value(value, one, path)
			v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), one)
		})
	case kind == reflect.Slice:
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			r.bad(n, path, "%s: must be a list: [a, b], or lines that begin with a dash", lastOf(path))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
		for i, one := range list.Values {
			r.value(one, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	default:
		r.leaf(n, v, path)
	}
}

// pairs hands out what a mapping has; a key that stands in it twice is a mistake.
func (r *reader) pairs(n ast.Node, path string, each func(key ast.MapKeyNode, name, path string, value ast.Node)) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.bad(n, path, "%s: must have keys with values: {a: 1}, or lines such as a: 1", lastOf(path))
		return
	}
	seen := map[string]int{}
	for _, pair := range values {
		name := keyOf(pair.Key)
		below := strings.TrimPrefix(path+"."+name, ".")
		if line := seen[name]; line > 0 {
			r.bad(pair.Key, below, "%q stands in line %d already", name, line)
			continue
		}
		seen[name] = pair.Key.GetToken().Position.Line
		each(pair.Key, name, below, pair.Value)
	}
}

func keyOf(n ast.MapKeyNode) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	return n.GetToken().Value
}

// leaf reads a number, a word, a day.
func (r *reader) leaf(n ast.Node, v reflect.Value, path string) {
	_, isMap := n.(*ast.MappingNode)
	_, isPair := n.(*ast.MappingValueNode)
	_, isList := n.(*ast.SequenceNode)
	what := map[reflect.Kind]string{reflect.Bool: "true or false", reflect.String: "text"}[v.Kind()]
	switch {
	case v.Type() == dateType:
		what = "a day written as 2026-01-31"
	case what == "":
		what = "a whole number"
	}
	if isMap || isPair || isList {
		r.bad(n, path, "%s: must be %s", lastOf(path), what)
		return
	}
	if err := yaml.NodeToValue(n, v.Addr().Interface(), yaml.Strict()); err != nil {
		v.SetZero()
		r.bad(n, path, "%s: %q is not %s", lastOf(path), n.GetToken().Value, what)
	}
}

// lastOf is the part of a path that somebody looks for in the file.
func lastOf(path string) string {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		path = path[i+1:]
	}
	if path == "" {
		return "the file"
	}
	return path
}

// nearest names what was probably meant: the known key that fewest changes turn into the one that stands there.
func nearest(name string, known []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, k := range known {
		if n := changes(name, k); n < least {
			best, least = k, n
		}
	}
	if best == "" {
		return "; there can be " + strings.Join(known, ", ")
	}
	return fmt.Sprintf("; is %s meant?", best)
}

// changes is how many letters must be put in, left out or replaced to turn one word into another.
func changes(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// readWordsOf reads a file of words: an object of texts. Each mistake is said, where it stands.
func readWordsOf(name string, b []byte) (map[string]string, []error) {
	words := map[string]string{}
	var problems []error
	bad := func(at int64, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s:%s: %s", name, placeAt(b, at), fmt.Sprintf(format, args...)))
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		bad(d.InputOffset(), "is not an object of texts: {\"name\": \"…\"}")
		return words, problems
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			bad(offsetOf(err, d), "%v (what comes after it is checked once it is mended)", err)
			return words, problems
		}
		at := d.InputOffset()
		var value any
		if err := d.Decode(&value); err != nil {
			bad(offsetOf(err, d), "%v (what comes after it is checked once it is mended)", err)
			return words, problems
		}
		text, ok := value.(string)
		k, _ := key.(string)
		_, twice := words[k]
		switch {
		case !ok:
			bad(at, "%s must be a text", k)
		case twice:
			bad(at, "%s stands here twice", k)
		}
		words[k] = text
	}
	if _, err := d.Token(); err != nil {
		bad(offsetOf(err, d), "%v", err)
	} else if _, err := d.Token(); !errors.Is(err, io.EOF) {
		bad(d.InputOffset(), "something stands after the end")
	}
	return words, problems
}

// offsetOf is where a mistake in JSON stands.
func offsetOf(err error, d *json.Decoder) int64 {
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return syntax.Offset
	}
	return d.InputOffset()
}

// placeAt is the line and the column of an offset.
func placeAt(b []byte, at int64) string {
	before := b[:min(int(at), len(b))]
	return fmt.Sprintf("%d:%d", bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'))
}
