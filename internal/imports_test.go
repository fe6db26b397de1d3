// Package internal has no code of its own; its tests keep the order of the house.
package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "qhana/"

// may says which of our packages each of our packages may import. cmd/ may import everything; nobody imports cmd/.
var may = map[string][]string{
	"migrations":        {},
	"templates":         {},
	"web":               {},
	"workflows":         {},
	"internal/foi":      {},
	"internal/attached": {},
	"internal/i18n":     {},
	"internal/postgres": {},
	"internal/statute":  {"internal/foi"},
	"internal/ledger":   {"internal/foi"},
	"internal/document": {"internal/foi"},
	"internal/store":    {"internal/foi", "migrations"},
	"internal/access":   {"internal/foi", "internal/store"},
	"internal/view":     {"internal/foi", "internal/i18n", "templates"},
	"internal/casework": {"internal/foi", "internal/statute", "internal/store"},
	"internal/letter":   {"internal/foi", "internal/i18n", "templates"},
	"internal/mail":     {"internal/foi", "internal/i18n", "internal/view", "internal/document", "templates"},
	"internal/paper":    {"internal/foi", "internal/statute", "internal/store", "internal/letter"},
	"internal/jobs":     {"internal/foi", "internal/statute", "internal/store", "internal/casework", "internal/mail", "internal/document", "internal/letter", "internal/paper", "internal/ledger"},
	"internal/simulate": {"internal/foi", "internal/statute", "internal/casework"},
	"internal/server": {"internal/foi", "internal/statute", "internal/store", "internal/casework", "internal/document",
		"internal/access", "internal/i18n", "internal/view", "internal/letter", "internal/paper", "internal/ledger", "internal/attached", "web"},
	"internal/verify": {"internal/foi", "internal/statute", "internal/attached"}, // never the record's own half: two verifiers that share no code
	"internal/testdb": {"internal/foi", "internal/store", "internal/postgres", "migrations"},
}

// pure packages take values and return values: they neither read nor write, wait, log or guess.
var pure = []string{"internal/foi", "internal/statute", "internal/ledger"}

var impure = []string{"database/sql", "net/http", "os", "log/slog", "context", "math/rand", "math/rand/v2", "crypto/rand"}

// owned are imports that only the named packages may have.
var owned = map[string][]string{
	"github.com/jmoiron/sqlx":     {"internal/store"},
	"github.com/lib/pq":           {"internal/store", "internal/testdb", "internal/postgres"},
	"github.com/wneessen/go-mail": {"internal/mail"},
}

// source is one Go file of ours, without tests.
type source struct {
	dir, name string
	file      *ast.File
}

func sources(t *testing.T) ([]source, *token.FileSet) {
	t.Helper()
	fset := token.NewFileSet()
	var out []source
	walk(t, func(name string) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return
		}
		file, err := parser.ParseFile(fset, filepath.Join("..", name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, source{dir: path.Dir(name), name: name, file: file})
	})
	return out, fset
}

// walk visits our files, named from the project's root.
func walk(t *testing.T, visit func(name string)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (slices.Contains([]string{"node_modules", "dist", "testdata", "bin", "var", "build"}, d.Name()) ||
			(strings.HasPrefix(d.Name(), ".") && name != ".")) {
			return fs.SkipDir
		}
		if !d.IsDir() {
			visit(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestImports(t *testing.T) {
	files, _ := sources(t)
	for _, f := range files {
		if strings.HasPrefix(f.dir, "cmd/") || strings.HasPrefix(f.dir, "interop/") { // the latter are modules of their own
			continue
		}
		allowed, known := may[f.dir]
		if !known {
			t.Errorf("%s: package %s is not in the table", f.name, f.dir)
		}
		for _, spec := range f.file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if ours, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s: %s may not import %s", f.name, f.dir, ours)
			}
			if slices.Contains(pure, f.dir) && slices.Contains(impure, imported) {
				t.Errorf("%s: %s takes and returns values, it may not import %s", f.name, f.dir, imported)
			}
			if owners, ok := owned[imported]; ok && !slices.Contains(owners, f.dir) {
				t.Errorf("%s: only %s may import %s", f.name, strings.Join(owners, ", "), imported)
			}
		}
	}
}

// TestTimeIsHandedIn finds what asks the machine for the time of day, or for luck that no seed repeats.
func TestTimeIsHandedIn(t *testing.T) {
	files, fset := sources(t)
	for _, f := range files {
		if strings.HasPrefix(f.dir, "cmd/") {
			continue
		}
		names := importNames(f.file)
		ast.Inspect(f.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if ok && untold(names[x.Name], sel.Sel.Name) {
				t.Errorf("%s: %s.%s below cmd/", fset.Position(sel.Pos()), x.Name, sel.Sel.Name)
			}
			return true
		})
	}
}

func untold(imported, name string) bool {
	switch imported {
	case "time":
		return name == "Now" || name == "Since" || name == "Until"
	case "math/rand", "math/rand/v2":
		return ast.IsExported(name) && !strings.HasPrefix(name, "New") && !slices.Contains([]string{"Rand", "Source", "PCG", "ChaCha8", "Zipf"}, name)
	}
	return false
}

// importNames maps the names by which a file calls its imports to their paths.
func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(strings.TrimSuffix(imported, "/v2"))
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
	}
	return names
}

func TestPackagesAreDocumented(t *testing.T) {
	files, _ := sources(t)
	documented := map[string]bool{}
	for _, f := range files {
		documented[f.dir] = documented[f.dir] || f.file.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

func TestMigrationsAreNumbered(t *testing.T) {
	files, err := filepath.Glob("../migrations/[0-9]*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	slices.Sort(files)
	for i, name := range files {
		number, _, _ := strings.Cut(filepath.Base(name), "_")
		if n, err := strconv.Atoi(number); err != nil || len(number) != 4 || n != i+1 {
			t.Errorf("%s: want number %04d", name, i+1)
		}
	}
}

// maxLines is where a file has become two.
const maxLines = 400

func TestFilesAreShort(t *testing.T) {
	written := []string{".go", ".mjs", ".js", ".ts", ".scss", ".css", ".html", ".sh"}
	walk(t, func(name string) {
		if !slices.Contains(written, path.Ext(name)) {
			return
		}
		data, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(data), "\n"); n > maxLines {
			t.Errorf("%s has %d lines, more than %d", name, n, maxLines)
		}
	})
}
