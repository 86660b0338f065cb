// Package generated keeps the parts of documents that are made from code equal to
// it. `make gen` writes them:
//
//	go test ./backend/house/generated -update
//
// It stands apart from package house, whose tests only read and so run on a tree
// that does not compile.
package generated

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yanhe/backend/app"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore/mongo"
	"yanhe/i18n"
)

var update = flag.Bool("update", false, "write the generated parts instead of comparing them")

const root = "../../.."

// keep compares what stands between <!-- name --> and <!-- /name --> with want,
// or writes it there.
func keep(t *testing.T, path, name, want string) {
	t.Helper()
	path = filepath.Join(root, path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	open, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, found := strings.Cut(string(text), open)
	have, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no part %s", path, name)
	}
	if have == want {
		return
	}
	if !*update {
		t.Fatalf("%s: the part %s is not what the code says: run make gen", path, name)
	}
	if err := os.WriteFile(path, []byte(before+open+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestStateDiagram(t *testing.T) {
	keep(t, "README.md", "states", diagram("en"))
	keep(t, "README.zh-CN.md", "states", diagram("zh-CN"))
}

// diagram draws the state table in Mermaid, each state by its word.
func diagram(lang string) string {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, s := range dispute.States {
		fmt.Fprintf(&b, "  state \"%s\" as %s\n", i18n.Text(lang, "state."+string(s), nil), s)
	}
	type arrow struct{ from, to dispute.State }
	events := map[arrow][]string{}
	var arrows []arrow
	for _, r := range dispute.Table {
		if r.To == "" {
			continue
		}
		from := r.From
		if len(from) == 0 {
			from = []dispute.State{"[*]"}
		}
		for _, f := range from {
			a := arrow{f, r.To}
			if events[a] == nil {
				arrows = append(arrows, a)
			}
			events[a] = append(events[a], string(r.Event))
		}
	}
	for _, a := range arrows {
		fmt.Fprintf(&b, "  %s --> %s : %s\n", a.from, a.to, strings.Join(events[a], ", "))
	}
	b.WriteString("```\n")
	return b.String()
}

// TestDiagramIsTheTable reads the arrows back.
func TestDiagramIsTheTable(t *testing.T) {
	drawn := 0
	for _, m := range regexp.MustCompile(`(?m)^  (\S+) --> (\S+) : (.+)$`).FindAllStringSubmatch(diagram("en"), -1) {
		for _, e := range strings.Split(m[3], ", ") {
			drawn++
			r, ok := dispute.RuleOf(dispute.Event(e))
			fromNothing := m[1] == "[*]" && len(r.From) == 0
			if !ok || string(r.To) != m[2] || !fromNothing && !slices.Contains(r.From, dispute.State(m[1])) {
				t.Errorf("%s leads from %s to %s in the diagram only", e, m[1], m[2])
			}
		}
	}
	want := 0
	for _, r := range dispute.Table {
		if r.To != "" {
			want += max(1, len(r.From))
		}
	}
	if drawn != want {
		t.Errorf("the diagram has %d arrows, the table %d", drawn, want)
	}
}

func TestMongoCommands(t *testing.T) {
	var b bytes.Buffer
	if err := mongo.WriteShellCommands(&b, "yanhe", app.Schemas()); err != nil {
		t.Fatal(err)
	}
	keep(t, "deploy/mongodb.md", "commands", "```js\n"+b.String()+"```\n")
}

// TestEveryCollectionIsListed finds a collection that the wiring forgot.
func TestEveryCollectionIsListed(t *testing.T) {
	var listed []string
	for _, s := range app.Schemas() {
		listed = append(listed, s.Name)
	}
	defined := regexp.MustCompile(`docstore\.Define\[[^]]+\]\("([a-z_]+)"\)`)
	paths, err := filepath.Glob(filepath.Join(root, "backend", "*", "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range defined.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasSuffix(path, "_test.go") && !slices.Contains(listed, m[1]) {
				t.Errorf("%s: the collection %s is not in app.Schemas", path, m[1])
			}
		}
	}
}
