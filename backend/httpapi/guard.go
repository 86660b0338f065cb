package httpapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yanhe/backend/fault"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
)

// Access is who may knock at a route: everybody, or who has some object on which
// the policy table allows the action. The domain then asks about the object itself.
type Access struct {
	Public bool
	Action policy.Action
}

var public = Access{Public: true}

func may(a policy.Action) Access { return Access{Action: a} }

// Route is a line of the list of routes.
type Route struct {
	Method, Path string
	Access       Access
	Limit        Limit
	Summary      string
	Status       int // 0 means 200
}

// Routes returns the list of all API routes, for tests and documentation.
func (s *Server) Routes() []Route { return s.routes }

// handle adds a route: the list, the OpenAPI document, the guard and the limit
// all come from its one line.
func handle[I, O any](s *Server, r Route, h func(context.Context, *I) (*O, error)) {
	s.routes = append(s.routes, r)
	op := huma.Operation{
		OperationID: operationID(r), Method: r.Method, Path: r.Path, Summary: r.Summary,
		DefaultStatus: r.Status, Tags: []string{tagOf(r.Path)}, MaxBodyBytes: maxBody,
		Middlewares: huma.Middlewares{s.guard(r.Access), s.limited(r.Limit)},
	}
	if !r.Access.Public {
		op.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if same, ok := err.(unchanged); ok {
			return nil, same
		}
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// guard lets through who is signed in and may take the action on something.
func (s *Server) guard(a Access) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if err := admit(a, callerOf(ctx.Context()), ctx.Operation().Path, ctx.Method(), ctx.Header("Origin"), ctx.Host()); err != nil {
			s.refuse(ctx, err)
			return
		}
		next(ctx)
	}
}

// passwordPath is all that an account may use whose password was given to it.
const passwordPath = "/api/v1/me/password"

func admit(a Access, c caller, path, method, origin, host string) error {
	if a.Public {
		return nil
	}
	if c.Subject.Account == "" && c.Token != "" {
		return identity.ErrSessionExpired
	}
	if c.Subject.Account == "" {
		return fault.New(fault.SignedOut, "signed_out")
	}
	// A cookie is sent by the browser, whoever's page asks: changes must come from
	// the console's own origin.
	if c.Cookie && method != http.MethodGet && !sameOrigin(origin, host) {
		return fault.New(fault.Forbidden, "origin")
	}
	if c.Current != nil && c.Current.Account.MustChange && path != passwordPath && path != "/api/v1/me" {
		return fault.New(fault.Forbidden, "identity.must_change")
	}
	if !policy.AllowsSome(c.Subject, a.Action) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	return nil
}

func sameOrigin(origin, host string) bool {
	_, rest, ok := strings.Cut(origin, "://")
	return ok && strings.EqualFold(rest, host)
}

// refuse answers from a middleware.
func (s *Server) refuse(ctx huma.Context, err error) {
	p := s.problem(ctx.Context(), err)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	if err := s.api.Marshal(ctx.BodyWriter(), "application/json", p); err != nil {
		s.log.Error("a reply could not be written", "problem", err)
	}
}

// problem words an error for the caller and logs what is our own mistake.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	c := callerOf(ctx)
	if f := fault.From(err); f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		s.log.Error("request failed", "request", c.RequestID, "code", f.Code, "problem", f.Error())
	}
	return problemOf(err, c.Lang, c.RequestID)
}

func signedOut(err error) bool { return fault.Is(err, fault.SignedOut) }

// operationID names an operation after its method and path: get-cases-id.
func operationID(r Route) string {
	path := strings.NewReplacer("/api/v1", "", "{", "", "}", "", "/", "-", "_", "-").Replace(r.Path)
	return strings.ToLower(r.Method) + path
}

func tagOf(path string) string {
	part, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
	return part
}
