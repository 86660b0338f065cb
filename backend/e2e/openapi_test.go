package e2e

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yanhe/backend/client"
	"yanhe/backend/httpapi"
)

// operation is what the test reads of one.
type operation struct {
	OperationID string
	Summary     string
	Security    []map[string][]string
	RequestBody any
	Parameters  []struct {
		Name, In string
		Required bool
	}
	Responses map[string]struct {
		Content map[string]struct{ Schema map[string]any }
	}
}

// TestTheDocumentTellsOfEveryRoute, what it takes, what it answers, and who may call.
func TestTheDocumentTellsOfEveryRoute(t *testing.T) {
	w := start(t, nil)
	raw := w.text(client.New(w.URL), "/api/openapi.json")
	var doc struct {
		OpenAPI    string
		Info       struct{ Title, Version string }
		Paths      map[string]map[string]operation
		Components struct{ Schemas, SecuritySchemes map[string]any }
	}
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Title == "" || doc.Info.Version == "" {
		t.Errorf("it is %s of %+v", doc.OpenAPI, doc.Info)
	}
	for _, r := range routes(w) {
		op, ok := doc.Paths[r.Path][strings.ToLower(r.Method)]
		if !ok {
			t.Errorf("%s %s is not in the document", r.Method, r.Path)
			continue
		}
		if (len(op.Security) == 0) != r.Access.Public {
			t.Errorf("%s %s: public is %v, the security %v", r.Method, r.Path, r.Access.Public, op.Security)
		}
	}
	seen, n := map[string]string{}, 0
	for path, methods := range doc.Paths {
		for method, op := range methods {
			where := method + " " + path
			n++
			if before := seen[op.OperationID]; before != "" || op.OperationID == "" {
				t.Errorf("%s and %s are both called %q", where, before, op.OperationID)
			}
			seen[op.OperationID] = where
			checkOperation(t, where, path, op)
		}
	}
	if want := len(routes(w)); n != want {
		t.Errorf("the document has %d operations, the list %d routes", n, want)
	}
	for _, ref := range regexp.MustCompile(`"\$ref":"([^"]*)"`).FindAllStringSubmatch(raw, -1) {
		name, ok := strings.CutPrefix(ref[1], "#/components/schemas/")
		if _, there := doc.Components.Schemas[name]; !ok || !there {
			t.Errorf("%s leads nowhere", ref[1])
		}
	}
	w.absent("the document", raw, "openid", "phone_key", "name_key", "number_key", "password_hash", "sealed")
}

// routes are the lines of the list and those that serve files.
func routes(w *world) []httpapi.Route {
	all := slices.Clone(w.Server.Routes())
	for _, line := range httpapi.GuardedFiles {
		method, path, _ := strings.Cut(line, " ")
		all = append(all, httpapi.Route{Method: method, Path: regexp.MustCompile(`:(\w+)`).ReplaceAllString(path, "{$1}")})
	}
	return all
}

func checkOperation(t *testing.T, where, path string, op operation) {
	t.Helper()
	if op.Summary == "" {
		t.Errorf("%s has no summary", where)
	}
	for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
		if !slices.ContainsFunc(op.Parameters, func(p struct {
			Name, In string
			Required bool
		}) bool {
			return p.Name == name[1] && p.In == "path" && p.Required
		}) {
			t.Errorf("%s does not tell of {%s}", where, name[1])
		}
	}
	good := 0
	for status := range op.Responses {
		if strings.HasPrefix(status, "2") {
			good++
		}
	}
	if problem := op.Responses["default"].Content["application/problem+json"].Schema["$ref"]; problem != "#/components/schemas/Problem" || good != 1 {
		t.Errorf("%s answers with %d successes and the problem %v", where, good, problem)
	}
}

// TestTheDocumentComesInAllForms that tools ask for.
func TestTheDocumentComesInAllForms(t *testing.T) {
	w := start(t, nil)
	anybody := client.New(w.URL)
	for path, begins := range map[string]string{"/api/openapi.json": "{", "/api/openapi-3.0.json": "{", "/api/openapi.yaml": "components:", "/api/openapi-3.0.yaml": "components:"} {
		if r := w.raw(anybody, http.MethodGet, path, ""); r.Status != http.StatusOK || !strings.HasPrefix(string(r.Body), begins) {
			t.Errorf("%s: %d %.60s", path, r.Status, r.Body)
		}
	}
}
