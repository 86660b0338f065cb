package i18n

import (
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// families are the keys that code builds from a prefix and a value: "state." and
// a state. Each names where its members come from, so that a new member without
// a text, and a text without its member, are both found.
var families = []struct {
	prefix string
	// folder and name say where the members are: the string constants of a Go
	// type, a Go variable that lists strings, or a column of a CSV file.
	folder, name string
}{
	{"state.", "backend/dispute", "State"},
	{"event.", "backend/dispute", "Event"},
	{"type.", "backend/dispute", "Types"},
	{"body.", "backend/dispute", "Bodies"},
	{"notice.", "backend/dispute", "Told"},
	{"channel.", "backend/dispute", "Channel"},
	{"side.", "backend/dispute", "Side"},
	{"decline.", "backend/dispute", "DeclineReasons"},
	{"terminate.", "backend/dispute", "TerminateReasons"},
	{"onward.", "backend/dispute", "OnwardWays"},
	{"record.", "backend/dispute", "RecordKinds"},
	{"sign.", "backend/dispute", "SignMethods"},
	{"follow_up.kind.", "backend/dispute", "FollowUpKinds"},
	{"follow_up.result.", "backend/dispute", "FollowUpResults"},
	{"enforcement.", "backend/dispute", "Enforcement"},
}

func members(t *testing.T, folder, name string) []string {
	t.Helper()
	if strings.HasSuffix(folder, ".csv") {
		return column(t, filepath.Join("..", folder), name)
	}
	paths, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range paths {
		if strings.HasSuffix(p, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, constants(file, name)...)
	}
	return all
}

// constants lists the values of the string constants of a type, or the strings of
// a variable.
func constants(file *ast.File, name string) []string {
	var all []string
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST && g.Tok != token.VAR {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			ofType := g.Tok == token.CONST && v.Type != nil && callee(v.Type) == name
			if ofType || g.Tok == token.VAR && v.Names[0].Name == name {
				for _, value := range v.Values {
					all = append(all, literals(value)...)
				}
			}
		}
	}
	return all
}

func literals(value ast.Expr) []string {
	switch v := value.(type) {
	case *ast.BasicLit:
		if text, ok := unquote(v); ok && text != "" {
			return []string{text}
		}
	case *ast.CompositeLit:
		var all []string
		for _, e := range v.Elts {
			all = append(all, literals(e)...)
		}
		return all
	}
	return nil
}

func column(t *testing.T, path, name string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment, r.FieldsPerRecord = '#', -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %v", path, err)
	}
	at := slices.Index(rows[0], name)
	if at < 0 {
		t.Fatalf("%s has no column %s", path, name)
	}
	var all []string
	for _, row := range rows[1:] {
		if !slices.Contains(all, row[at]) {
			all = append(all, row[at])
		}
	}
	return all
}

func inFamily(key string) bool {
	for _, f := range families {
		if strings.HasPrefix(key, f.prefix) {
			return true
		}
	}
	return false
}

func TestFamiliesAreComplete(t *testing.T) {
	u := readSources(t)
	for _, f := range families {
		all := members(t, f.folder, f.name)
		if len(all) == 0 {
			t.Errorf("%s: %s has no %s", f.prefix, f.folder, f.name)
		}
		if _, ok := u.prefixes[f.prefix]; !ok {
			t.Errorf("%s: nothing builds keys from it", f.prefix)
		}
		for _, m := range all {
			if !Has(f.prefix + m) {
				t.Errorf("%s %q has no text %s", f.name, m, f.prefix+m)
			}
		}
		for _, k := range keys(Default) {
			if m, ok := strings.CutPrefix(k, f.prefix); ok && !slices.Contains(all, m) && !u.words[k] {
				t.Errorf("%s: there is no %s %q", k, f.name, m)
			}
		}
	}
}

// TestPrefixesAreDeclared finds keys that are built from a prefix which the
// table does not know.
func TestPrefixesAreDeclared(t *testing.T) {
	for prefix, where := range readSources(t).prefixes {
		known := prefix == "fault."
		for _, f := range families {
			known = known || f.prefix == prefix
		}
		for _, k := range keys(Default) {
			if !known && strings.HasPrefix(k, prefix) {
				t.Errorf("%s: %q builds keys but is not in the table of families", where, prefix)
				break
			}
		}
	}
}

func TestConstantsAreRead(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", `package x
const (
	One State = "one"
	Two State = "two"
	No  Other = "no"
	Not = "not"
)
var List, Else = []string{"three", "four"}, 5
`, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := constants(file, "State"); !slices.Equal(got, []string{"one", "two"}) {
		t.Error(got)
	}
	if got := constants(file, "List"); !slices.Equal(got, []string{"three", "four"}) {
		t.Error(got)
	}
}
