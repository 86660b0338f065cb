package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	setting  = regexp.MustCompile(`^YANHE_[A-Z0-9]+(_[A-Z0-9]+)*$`)
	mention  = regexp.MustCompile(`\bYANHE_[A-Z0-9]+(?:_[A-Z0-9]+)*\b`)
	tableRow = regexp.MustCompile("(?m)^\\| *`(YANHE_[A-Z0-9_]+)` *\\|")
)

// readmes hold the table of settings, in each language.
var readmes = []string{"README.md", "README.zh-CN.md"}

// settingsInCode lists the environment variables that Go code names -> a place.
// Of tests only those count that are for tests: others may be made up.
func settingsInCode(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, name := range goFiles(t) {
		if strings.HasPrefix(name, "backend/house/") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, filepath.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			forTests := strings.HasPrefix(text, "YANHE_TEST_")
			if err == nil && setting.MatchString(text) && (forTests || !strings.HasSuffix(name, "_test.go")) {
				all[text] = set.Position(lit.Pos()).String()
			}
			return true
		})
	}
	return all
}

// settingsIn lists the variables of the table between the settings markers.
func settingsIn(readme string) []string {
	_, rest, _ := strings.Cut(readme, "<!-- settings -->")
	table, _, _ := strings.Cut(rest, "<!-- /settings -->")
	var all []string
	for _, row := range tableRow.FindAllStringSubmatch(table, -1) {
		all = append(all, row[1])
	}
	return all
}

func TestSettingsAreDocumented(t *testing.T) {
	code := settingsInCode(t)
	for _, readme := range readmes {
		if !exists(filepath.Join(root, readme)) {
			t.Errorf("%s is missing", readme)
			continue
		}
		documented := settingsIn(read(t, readme))
		for _, name := range slices.Sorted(maps.Keys(code)) {
			if !slices.Contains(documented, name) {
				t.Errorf("%s: the settings table of %s lacks %s", code[name], readme, name)
			}
		}
		for _, name := range documented {
			if code[name] == "" {
				t.Errorf("%s documents %s, which no code reads", readme, name)
			}
		}
	}
}

func TestSettingsTableIsRead(t *testing.T) {
	got := settingsIn("| `YANHE_BEFORE` |\n<!-- settings -->\n| name | meaning |\n|---|---|\n" +
		"| `YANHE_ADDR` | where, see `YANHE_MODE` |\n|`YANHE_MODE`| how |\n<!-- /settings -->\n| `YANHE_AFTER` |")
	if !slices.Equal(got, []string{"YANHE_ADDR", "YANHE_MODE"}) {
		t.Error(got)
	}
}
