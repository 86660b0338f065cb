package house

import (
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// imports reads who imports whom: folder -> imported path -> a file that does.
// Tests are left out: they may use a real engine and the test kit.
func imports(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, name := range goFiles(t) {
		pkg := path.Dir(name)
		if all[pkg] == nil {
			all[pkg] = map[string]string{}
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			all[pkg][strings.TrimPrefix(imported, "yanhe/")] = name
		}
	}
	return all
}

func TestWhoMayImportWhom(t *testing.T) {
	for pkg, imported := range imports(t) {
		if layerOf(pkg) == unknown {
			t.Errorf("%s stands in no layer: enter it in layers_test.go", pkg)
			continue
		}
		for name, file := range imported {
			if why := refusal(pkg, name); why != "" {
				t.Errorf("%s imports %s: %s", file, name, why)
			}
		}
	}
}

func TestTheRuleRefuses(t *testing.T) {
	for _, c := range []struct{ pkg, imported string }{
		{"backend/elsewhere", "fmt"},
		{"backend/fault", "backend/dispute"},
		{"backend/docstore", "backend/docstore/sqlite"},
		{"backend/center", "backend/booking"},
		{"backend/dispute", "backend/docstore/mongo"},
		{"backend/dispute", "backend/httpapi"},
		{"backend/dispute", "i18n"},
		{"backend/dispute", "backend/app"},
		{"backend/dispute", "database/sql"},
		{"backend/dispute", "net/http"},
		{"backend/dispute", "go.mongodb.org/mongo-driver/bson"},
		{"backend/dispute", "github.com/redis/go-redis/v9"},
		{"backend/notice", "github.com/silenceper/wechat/v2/officialaccount"},
		{"backend/identity", "github.com/gofiber/fiber/v2"},
		{"backend/docstore/sqlite", "backend/docstore/mongo"},
		{"backend/httpapi", "backend/wechat"},
		{"backend/wechat", "backend/blob"},
		{"backend/blob/local", "backend/blob/s3"},
		{"backend/httpapi", "backend/testkit"},
		{"backend/httpapi", "example.com/unheard/of"},
		{"i18n", "backend/dispute"},
	} {
		if refusal(c.pkg, c.imported) == "" {
			t.Errorf("%s may import %s", c.pkg, c.imported)
		}
	}
}

func TestTheRuleAllows(t *testing.T) {
	for _, c := range []struct{ pkg, imported string }{
		{"backend/booking", "backend/dispute"},
		{"backend/dispute", "backend/docstore"},
		{"backend/dispute", "encoding/json"},
		{"backend/docstore/sqlite", "modernc.org/sqlite"},
		{"backend/docstore/sqlite", "database/sql"},
		{"backend/httpapi", "backend/dispute"},
		{"backend/httpapi", "i18n"},
		{"backend/httpapi", "github.com/gofiber/fiber/v2/middleware/recover"},
		{"backend/wechat/simulator", "backend/wechat"},
		{"backend/blob/s3", "backend/blob"},
		{"backend/app", "backend/docstore/mongo"},
	} {
		if why := refusal(c.pkg, c.imported); why != "" {
			t.Errorf("%s may not import %s: %s", c.pkg, c.imported, why)
		}
	}
}
