// Package e2e tests the whole program over HTTP and in a browser.
package e2e

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"yanhe/backend/client"
	"yanhe/backend/httpapi"
	"yanhe/backend/testkit/program"
)

// TestEveryRouteIsGuarded lists what the router really answers. Each route is on
// the list of open pages, a public line of the list of routes, or refuses a
// caller without a session.
func TestEveryRouteIsGuarded(t *testing.T) {
	p := program.Run(t, nil)
	public := slices.Clone(httpapi.OpenPages)
	guarded := slices.Clone(httpapi.GuardedFiles)
	for _, r := range p.Server.Routes() {
		line := r.Method + " " + strings.NewReplacer("{", ":", "}", "").Replace(r.Path)
		if r.Access.Public {
			public = append(public, line)
		} else {
			guarded = append(guarded, line)
		}
	}
	anybody := client.New(p.URL)
	seen := map[string]bool{}
	for _, route := range p.Server.App.GetRoutes(true) {
		if route.Method == http.MethodHead {
			continue
		}
		line := route.Method + " " + route.Path
		seen[line] = true
		if slices.Contains(public, line) {
			continue
		}
		if !slices.Contains(guarded, line) {
			t.Errorf("%s is in no list", line)
			continue
		}
		path := strings.NewReplacer(":id", "x", ":party", "p1", ":file", "f").Replace(route.Path)
		reply, err := anybody.Send(t.Context(), route.Method, path, bytes.NewReader([]byte("{}")), "Content-Type", "application/json")
		if err != nil {
			t.Fatal(err)
		}
		if reply.Status != http.StatusUnauthorized {
			t.Errorf("%s answers a stranger with %d", line, reply.Status)
		}
		if !strings.Contains(string(reply.Body), `"code":"signed_out"`) {
			t.Errorf("%s says %s", line, reply.Body)
		}
	}
	for _, line := range append(public, guarded...) {
		if !seen[line] {
			t.Errorf("%s is listed, but no such route exists", line)
		}
	}
}

// TestRolesMeetTheGuard tries each staff role and a citizen on each guarded
// route: who may take the action on nothing at all is refused before the domain.
func TestRolesMeetTheGuard(t *testing.T) {
	p := program.Run(t, nil)
	citizen := p.Citizen("guard")
	for _, path := range []string{"/api/v1/desk", "/api/v1/queue", "/api/v1/staff", "/api/v1/audit", "/api/v1/deliveries", "/api/v1/mediator/cases"} {
		err := citizen.Call(t.Context(), http.MethodGet, path, nil, nil)
		if problem, ok := err.(*client.Problem); !ok || problem.Status != http.StatusForbidden {
			t.Errorf("a citizen at %s: %v", path, err)
		}
	}
	maintainer := p.Staff("maintainer", "")
	for _, path := range []string{"/api/v1/desk", "/api/v1/queue", "/api/v1/audit", "/api/v1/cases/x"} {
		err := maintainer.Call(t.Context(), http.MethodGet, path, nil, nil)
		if problem, ok := err.(*client.Problem); !ok || problem.Status != http.StatusForbidden {
			t.Errorf("a maintainer at %s: %v", path, err)
		}
	}
}
