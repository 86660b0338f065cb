// Package httpapi is the HTTP face: Fiber, one list of routes, the guard, rate
// limits and one translator of errors. Handlers are thin: they decode, ask the
// domain and word the answer.
package httpapi

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"path"
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/etag"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/valyala/fasthttp"

	"yanhe/backend/audit"
	"yanhe/backend/booking"
	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/document"
	"yanhe/backend/evidence"
	"yanhe/backend/fault"
	"yanhe/backend/identity"
	"yanhe/backend/live"
	"yanhe/backend/mediation"
	"yanhe/backend/message"
	"yanhe/backend/notice"
	"yanhe/backend/rating"
	"yanhe/backend/tracking"
)

// Body limits in bytes.
const (
	maxBody   = 256 << 10
	maxUpload = 21 << 20 // the largest file (20 MB) with its multipart frame
)

// Deps are the parts that the routes use.
type Deps struct {
	Clock     clock.Clock
	Identity  *identity.Service
	Centers   *center.Directory
	Cases     *dispute.Service
	Booking   *booking.Service
	Tracking  *tracking.Service
	Evidence  *evidence.Service
	Rating    *rating.Service
	Live      *live.Hub
	Notices   *notice.Worker
	Messages  *message.Service
	Rules     RuleBook
	Documents *document.Service
	Mediation *mediation.Service
	Audit     *audit.Log
	Limiter   Limiter
	WeChat    WeChatCallback
	Signer    Signer
	Console   fs.FS
	Ready     func(context.Context) error
	Log       *slog.Logger
	Registry  *prometheus.Registry
	Simulator Simulator // nil with a real mini-program and in production
}

// Options are the settings of the HTTP face.
type Options struct {
	// Secure is set behind HTTPS: cookies are then bound to the host.
	Secure bool
	// Proxies are the addresses whose X-Forwarded-For is believed.
	Proxies []string
	// MetricsToken guards /metrics; "" leaves it to loopback callers.
	MetricsToken string
	// LimitFactor above 1 widens every limit; only bench and demo use it.
	LimitFactor int
	// Preview is the folder of the mini-program's preview; "" serves none.
	Preview string
	// PublicURL is the address people reach the service at, without a final slash.
	PublicURL string
}

// Server is the HTTP face.
type Server struct {
	App     *fiber.App
	d       Deps
	o       Options
	api     huma.API
	routes  []Route
	log     *slog.Logger
	metrics *metrics
	busy    atomic.Int64 // requests being answered
	open    atomic.Pointer[connections]
	drawn   drawings
}

// New builds the server with all its routes.
func New(d Deps, o Options) *Server {
	s := &Server{d: d, o: o, log: d.Log, metrics: newMetrics(d.Registry)}
	s.App = fiber.New(fiber.Config{
		AppName: "yanhe", DisableStartupMessage: true,
		StrictRouting: true, // /t leads to /t/: the two are not the same
		// Strings from a request outlive it: they go into documents and queues.
		Immutable: true,
		BodyLimit: maxUpload,
		// Most pages go out in one write.
		WriteBufferSize: 16 << 10,
		ReadTimeout:     30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 90 * time.Second,
		EnableTrustedProxyCheck: true, TrustedProxies: o.Proxies, ProxyHeader: proxyHeader(o.Proxies),
		EnableIPValidation: true,
		ErrorHandler:       s.fail,
	})
	s.App.Server().HeaderReceived = bodyLimit
	s.App.Use(recover.New(recover.Config{EnableStackTrace: false}), s.observe, s.secure, s.meet,
		etag.New(etag.Config{Weak: true, Next: untagged}))
	cfg := huma.DefaultConfig("Yanhe 言和", "1")
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "/api/openapi", "", ""
	cfg.CreateHooks = nil // no $schema links in replies
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer"},
		"cookie": {Type: "apiKey", In: "cookie", Name: s.cookieName()},
	}
	s.api = humafiber.New(s.App, cfg)
	s.addRoutes()
	return s
}

// schemaName puts the domain's name before a type of a domain: several have an Appointment.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	domain := path.Base(t.PkgPath())
	if t.Name() == "" || domain == "httpapi" || domain == "." {
		return name
	}
	return strings.ToUpper(domain[:1]) + domain[1:] + name
}

func proxyHeader(proxies []string) string {
	if len(proxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// bodyLimit keeps large bodies to the upload route, and there to callers who
// claim a session, before a byte of them is read.
func bodyLimit(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	uri := string(h.RequestURI())
	if path, _, _ := strings.Cut(uri, "?"); path == uploadPath && (len(h.Peek("Authorization")) > 0 || len(h.Peek("Cookie")) > 0) {
		return fasthttp.RequestConfig{MaxRequestBodySize: maxUpload}
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: maxBody}
}

// fail answers for what happens outside the routes: no such path, a body over its
// limit, a panic.
func (s *Server) fail(ctx *fiber.Ctx, err error) error {
	c, ok := ctx.Locals(callerKey).(*caller)
	if !ok { // refused before anybody was met
		c = &caller{Lang: spoken(ctx)}
		s.setSecure(ctx)
	}
	var known *fiber.Error
	status := 0
	switch {
	case errors.Is(err, fiber.ErrMethodNotAllowed):
		err, status = fault.New(fault.NotFound, "method"), fiber.StatusMethodNotAllowed
	case errors.As(err, &known):
		err = faultOf(known.Code, nil)
	}
	p := problemOf(err, c.Lang, c.RequestID)
	if status != 0 { // the only one that no fault of a domain can have
		p.Status = status
	}
	if p.Status == fiber.StatusRequestEntityTooLarge {
		linger(ctx.Context().Conn())
	}
	if p.Status >= fiber.StatusInternalServerError {
		s.log.Error("request failed", "request", c.RequestID, "problem", err)
	}
	for name, values := range p.GetHeaders() {
		ctx.Set(name, values[0])
	}
	if err := ctx.Status(p.Status).JSON(p); err != nil {
		return err
	}
	ctx.Set(fiber.HeaderContentType, p.ContentType(""))
	return nil
}

// untagged says which replies get no ETag from their bytes: all but reads of the
// API, and files, which are streamed.
func untagged(ctx *fiber.Ctx) bool {
	path := ctx.Path()
	return ctx.Method() != fiber.MethodGet || !strings.HasPrefix(path, v1) || strings.HasSuffix(path, eventsTail) ||
		strings.HasSuffix(path, ".zip") || strings.Contains(path, "/evidence/") || strings.Contains(path, "/files/")
}

// Serve answers on a listener until Close.
func (s *Server) Serve(l net.Listener) error {
	w := watch(l)
	s.open.Store(w)
	return s.App.Listener(w)
}

// OpenAPI returns the document that /api/openapi.json serves.
func (s *Server) OpenAPI() ([]byte, error) { return s.api.OpenAPI().MarshalJSON() }
