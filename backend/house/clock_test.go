package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// TestOnlyTheClockTellsTime holds domains to clock.Clock, so that a test can move
// every deadline.
func TestOnlyTheClockTellsTime(t *testing.T) {
	for _, name := range goFiles(t) {
		if layerOf(path.Dir(name)) != domain || strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range readsTime(file) {
			t.Errorf("%s reads the machine's time", set.Position(at))
		}
	}
}

// readsTime finds calls of time.Now and of what reads it inside.
func readsTime(file *ast.File) []token.Pos {
	var all []token.Pos
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			x, named := s.X.(*ast.Ident)
			if named && x.Name == "time" && (s.Sel.Name == "Now" || s.Sel.Name == "Since" || s.Sel.Name == "Until") {
				all = append(all, s.Pos())
			}
		}
		return true
	})
	return all
}

func TestReadsTime(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x.go",
		`package x; import "time"; var a, b = time.Now(), time.Since(t); var c = clock.Now()`, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(readsTime(file)); got != 2 {
		t.Errorf("found %d of 2", got)
	}
}
