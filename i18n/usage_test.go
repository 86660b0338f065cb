package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources are the files whose mention of a key counts as its use.
var sources = []string{".go", ".ts", ".vue", ".wxml", ".html", ".yaml", ".csv"}

// usage is what the sources of the repository say about keys.
type usage struct {
	words    map[string]bool   // every quoted or bare word that could be a key or a fault code
	asked    map[string]string // keys that code asks for by a literal -> where
	prefixes map[string]string // literals like "state." that a key is built from -> where
}

func readSources(t *testing.T) usage {
	t.Helper()
	u := usage{words: map[string]bool{}, asked: map[string]string{}, prefixes: map[string]string{}}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if slices.Contains([]string{".git", "node_modules", "dist", "data", "bin", "out"}, e.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		name := e.Name()
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".test.ts") || name == "catalog.ts" ||
			!slices.Contains(sources, filepath.Ext(name)) { // catalog.ts is made from the catalog
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if filepath.Ext(name) == ".go" {
			return u.readGo(path, text)
		}
		u.readText(path, string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

var (
	word     = regexp.MustCompile(`[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*)*`)
	askedFor = regexp.MustCompile(`(?:\bt|\btext)\(\s*['"]([a-z][a-z0-9_.]*[a-z0-9_])['"]`)
	template = regexp.MustCompile(`\{\{[^}]*?\bt "([a-z][a-z0-9_.]*[a-z0-9_])"`)
	family   = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.$`)
)

func (u usage) readText(path, text string) {
	for _, w := range word.FindAllString(text, -1) {
		u.words[w] = true
	}
	for _, form := range []*regexp.Regexp{askedFor, template} {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			u.asked[m[1]] = path
		}
	}
}

// readGo reads literals only, so that a key in a comment is not a use of it.
func (u usage) readGo(path string, text []byte) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			u.literal(set, n)
		case *ast.CallExpr:
			u.call(set, n)
		case *ast.CompositeLit:
			u.composite(set, n)
		}
		return true
	})
	return nil
}

func (u usage) literal(set *token.FileSet, n *ast.BasicLit) {
	s, ok := unquote(n)
	if !ok {
		return
	}
	for _, w := range word.FindAllString(s, -1) {
		u.words[w] = true
	}
	if family.MatchString(s) {
		u.prefixes[s] = set.Position(n.Pos()).String()
	}
}

// callsWithKey says which argument of a call is a key ("") or a fault code ("fault.").
var callsWithKey = map[string]struct {
	arg    int
	prefix string
}{
	"fault.New":   {1, "fault."},
	"fault.Bad":   {1, "fault."},
	"fault.Wrap":  {1, "fault."},
	".Check":      {2, "fault."}, // fault.List
	"i18n.Text":   {1, ""},
	"i18n.Has":    {0, ""},
	"i18n.Key":    {0, ""},
	"fault.Error": {-1, "fault."}, // a composite literal's Code
}

func (u usage) call(set *token.FileSet, n *ast.CallExpr) {
	name := callee(n.Fun)
	if name == "fault.Internalf" || name == "fault.From" {
		u.asked["fault.internal"] = set.Position(n.Pos()).String()
		u.words["internal"] = true
	}
	c, ok := callsWithKey[name]
	if !ok || c.arg < 0 || c.arg >= len(n.Args) {
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			c, ok = callsWithKey[name[i:]]
		}
	}
	if ok && c.arg >= 0 && c.arg < len(n.Args) {
		u.ask(set, n.Args[c.arg], c.prefix)
	}
}

func (u usage) composite(set *token.FileSet, n *ast.CompositeLit) {
	if callee(n.Type) != "fault.Error" {
		return
	}
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && callee(kv.Key) == "Code" {
			u.ask(set, kv.Value, "fault.")
		}
	}
}

func (u usage) ask(set *token.FileSet, n ast.Expr, prefix string) {
	if lit, ok := n.(*ast.BasicLit); ok {
		if s, ok := unquote(lit); ok && s != "" {
			u.asked[prefix+s] = set.Position(n.Pos()).String()
		}
	}
}

// callee writes a called function as pkg.Name, or .Name below a longer expression.
func callee(n ast.Expr) string {
	switch n := n.(type) {
	case *ast.Ident:
		return n.Name
	case *ast.SelectorExpr:
		if x, ok := n.X.(*ast.Ident); ok {
			return x.Name + "." + n.Sel.Name
		}
		return "." + n.Sel.Name
	}
	return ""
}

func unquote(n *ast.BasicLit) (string, bool) {
	if n.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(n.Value)
	return s, err == nil
}

func TestEveryKeyIsUsed(t *testing.T) {
	u := readSources(t)
	for _, k := range keys(Default) {
		if u.words[k] || u.words[strings.TrimPrefix(k, "fault.")] && strings.HasPrefix(k, "fault.") {
			continue
		}
		if !inFamily(k) {
			t.Errorf("%s is used nowhere", k)
		}
	}
}

func TestEveryKeyAskedForExists(t *testing.T) {
	for k, where := range readSources(t).asked {
		for _, lang := range languages {
			if _, ok := catalogs[lang][k]; !ok {
				t.Errorf("%s: %s has no text %s", where, lang, k)
			}
		}
	}
}

func TestTheReaderSeesKeys(t *testing.T) {
	u := usage{words: map[string]bool{}, asked: map[string]string{}, prefixes: map[string]string{}}
	err := u.readGo("x.go", []byte(`package x
import "not.a_key"
// comment.only
var a = fault.New(fault.Invalid, "a.one").With("x", i18n.Key("a.two"))
var b = fault.Bad("field", "a.three")
var c = &fault.Error{Kind: fault.Invalid, Code: "a.four"}
func f() { faults.Check(ok, "field", "a.five"); i18n.Text(lang, "a.six", nil); s.faults.Check(ok, "f", "a.seven"); g("state." + s) }`))
	if err != nil {
		t.Fatal(err)
	}
	u.readText("x.vue", `<p>{{ $t('a.eight') }}</p> {{t "a.nine"}} {{if .X}}{{.T.t "a.ten" .}}`)
	for _, k := range []string{"fault.a.one", "a.two", "fault.a.three", "fault.a.four", "fault.a.five", "a.six",
		"fault.a.seven", "a.eight", "a.nine", "a.ten"} {
		if _, ok := u.asked[k]; !ok || !u.words[strings.TrimPrefix(k, "fault.")] {
			t.Errorf("%s was not seen", k)
		}
	}
	if u.words["comment.only"] || u.words["not.a_key"] {
		t.Error("a comment or an import counts as a use")
	}
	if _, ok := u.prefixes["state."]; !ok {
		t.Error("the prefix was not seen")
	}
}
