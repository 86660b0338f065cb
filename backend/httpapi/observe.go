package httpapi

import (
	"crypto/subtle"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type metrics struct {
	requests    *prometheus.HistogramVec
	series      sync.Map // answered → prometheus.Observer: routes and statuses are few
	limited     *prometheus.CounterVec
	limiterDown prometheus.Counter
}

func newMetrics(r *prometheus.Registry) *metrics {
	m := &metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "yanhe_http_request_seconds",
			Help: "Time to answer, by route pattern and status.", Buckets: []float64{.001, .005, .02, .1, .5, 2, 10}},
			[]string{"route", "status"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yanhe_rate_limited_total",
			Help: "Requests refused by a rate limit."}, []string{"limit"}),
		limiterDown: prometheus.NewCounter(prometheus.CounterOpts{Name: "yanhe_rate_limiter_unavailable_total",
			Help: "Requests for which the rate limiter could not be asked."}),
	}
	r.MustRegister(m.requests, m.limited, m.limiterDown)
	return m
}

// answered names a series of requests.
type answered struct {
	route  string
	status int
}

func (m *metrics) observe(a answered, took time.Duration) {
	series, ok := m.series.Load(a)
	if !ok {
		series, _ = m.series.LoadOrStore(a, m.requests.WithLabelValues(a.route, strconv.Itoa(a.status)))
	}
	series.(prometheus.Observer).Observe(took.Seconds())
}

// observe measures and logs a request. The log holds the route's pattern, never
// the path or the query: those carry tokens and numbers.
func (s *Server) observe(ctx *fiber.Ctx) error {
	s.busy.Add(1)
	defer s.busy.Add(-1)
	begin := time.Now() // a duration on the monotonic clock, not a time of day
	err := ctx.Next()
	if err != nil {
		if e := s.fail(ctx, err); e != nil {
			return e
		}
	}
	took, status := time.Since(begin), ctx.Response().StatusCode()
	route := ctx.Route().Path
	if route == "/" && (status == fiber.StatusNotFound || status == fiber.StatusMethodNotAllowed) {
		route = "none"
	}
	s.metrics.observe(answered{route, status}, took)
	level := slog.LevelDebug
	if status >= fiber.StatusInternalServerError {
		level = slog.LevelWarn
	}
	if s.log.Enabled(ctx.UserContext(), level) {
		attrs := []any{"method", ctx.Method(), "route", route, "status", status, "took", took}
		if c, ok := ctx.Locals(callerKey).(*caller); ok {
			attrs = append(attrs, "request", c.RequestID)
		}
		s.log.Log(ctx.UserContext(), level, "request", attrs...)
	}
	return nil
}

// addHealth adds what operators and orchestrators ask.
func (s *Server) addHealth() {
	s.App.Get("/healthz", func(ctx *fiber.Ctx) error { return ctx.JSON(fiber.Map{"status": "ok"}) })
	s.App.Get("/readyz", func(ctx *fiber.Ctx) error {
		if err := s.d.Ready(ctx.UserContext()); err != nil {
			s.log.Warn("not ready", "problem", err)
			return ctx.Status(fiber.StatusServiceUnavailable).JSON(fiber.Map{"status": "unavailable"})
		}
		return ctx.JSON(fiber.Map{"status": "ready"})
	})
	page := adaptor.HTTPHandler(promhttp.HandlerFor(s.d.Registry, promhttp.HandlerOpts{}))
	s.App.Get("/metrics", func(ctx *fiber.Ctx) error {
		if !s.mayMeasure(ctx) {
			return fiber.ErrNotFound
		}
		return page(ctx)
	})
}

// mayMeasure lets in who has the token; without one set, callers on this machine.
func (s *Server) mayMeasure(ctx *fiber.Ctx) bool {
	if s.o.MetricsToken == "" {
		host, _, err := net.SplitHostPort(ctx.Context().RemoteAddr().String())
		return err == nil && net.ParseIP(host).IsLoopback() && ctx.Get(fiber.HeaderXForwardedFor) == ""
	}
	token, ok := strings.CutPrefix(ctx.Get(fiber.HeaderAuthorization), "Bearer ")
	return ok && subtle.ConstantTimeCompare([]byte(token), []byte(s.o.MetricsToken)) == 1
}
