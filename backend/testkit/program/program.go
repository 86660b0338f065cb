// Package program runs a whole program on a port of its own for tests. It stands
// apart from testkit so that tests inside a domain can use the store alone.
package program

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/client"
	"yanhe/backend/clock"
	"yanhe/backend/policy"
)

// Program is a whole program on a port of its own, with the demo's people and no
// cases, at ten in the morning of a working Monday until the clock is moved.
type Program struct {
	*app.App
	Clock *clock.Fixed
	URL   string
	t     testing.TB
}

// Monday is when a Program's clock stands.
var Monday = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// Run starts a program; it is stopped at the end of the test. settings are
// environment variables; options come after the fixed clock and the test's log.
func Run(t testing.TB, settings map[string]string, options ...app.Option) *Program {
	t.Helper()
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config, err := app.ReadConfig(func(name string) string {
		if v, ok := settings[name]; ok {
			return v
		}
		return map[string]string{"YANHE_DATA_DIR": dir, "YANHE_ADDR": l.Addr().String(), "YANHE_DEMO": "0",
			"YANHE_RATE_LIMIT_FACTOR": "100"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &Program{Clock: clock.At(Monday), URL: "http://" + l.Addr().String(), t: t}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	options = append([]app.Option{app.WithClock(p.Clock), app.WithLog(log)}, options...)
	p.App, err = app.New(t.Context(), config, options...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.App.Run(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		p.App.Close()
	})
	return p
}

// Citizen signs a made-up person in.
func (p *Program) Citizen(name string) *client.Client {
	p.t.Helper()
	c, err := client.New(p.URL).Citizen(p.t.Context(), name)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// Staff signs in the first demo account with a role at a center.
func (p *Program) Staff(role policy.Role, center string) *client.Client {
	p.t.Helper()
	for _, s := range p.Seeded.SignIns {
		if s.Role == role && (center == "" || s.Center == center) {
			c, err := client.New(p.URL).Staff(p.t.Context(), s.Login, s.Password)
			if err != nil {
				p.t.Fatal(err)
			}
			return c
		}
	}
	p.t.Fatalf("the demo has no %s at %s", role, center)
	return nil
}
