package policy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryActionIsAskedFor reads the program: an action that no route, rule or
// domain names guards nothing, and one without a line in the table is denied to
// all.
func TestEveryActionIsAskedFor(t *testing.T) {
	declared := map[string]bool{}
	each(t, ".", func(n ast.Node) {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Action" {
			declared[spec.Names[0].Name] = false
		}
	})
	if len(declared) != len(table) {
		t.Errorf("%d actions are declared, the table has %d", len(declared), len(table))
	}
	each(t, "..", func(n ast.Node) {
		name, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		if from, ok := name.X.(*ast.Ident); !ok || from.Name != "policy" {
			return
		}
		if _, ok := declared[name.Sel.Name]; ok {
			declared[name.Sel.Name] = true
		}
	})
	for name, used := range declared {
		if !used {
			t.Errorf("nothing asks for %s", name)
		}
	}
}

// each looks at every node of the program's files below a folder; test files are
// left out.
func each(t *testing.T, root string, look func(ast.Node)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if n != nil {
				look(n)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
