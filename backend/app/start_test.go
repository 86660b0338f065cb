package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
)

// monday is when the clock of these tests stands.
var monday = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// settings are those of a development with nothing in it.
func settings(t *testing.T, more map[string]string) Config {
	t.Helper()
	dir := t.TempDir()
	c, err := ReadConfig(func(name string) string {
		if v, ok := more[name]; ok {
			return v
		}
		return map[string]string{"YANHE_DATA_DIR": dir, "YANHE_DEMO": "0"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func quiet(a *App) { a.Log = slog.New(slog.DiscardHandler) }

func open(t *testing.T, more map[string]string) (*App, *clock.Fixed) {
	t.Helper()
	clk := clock.At(monday)
	a, err := New(t.Context(), settings(t, more), WithClock(clk), quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a, clk
}

// TestNewClosesWhatItOpened lets New fail late, and late, and looks at what it had.
func TestNewClosesWhatItOpened(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Config)
		names  string
		redis  bool // had been opened
	}{
		"a broken keyring":        {func(c *Config) { c.SealKeys = "k1:rot13:AAAA" }, "YANHE_SEAL_KEYS", true},
		"a broken blind key":      {func(c *Config) { c.BlindKey = "?" }, "YANHE_BLIND_KEY", true},
		"a bucket without a name": {func(c *Config) { c.Blob = "s3://" }, "YANHE_BLOB", true},
		"a broken Redis address":  {func(c *Config) { c.RedisURL = "http://127.0.0.1" }, "redis", false},
	} {
		t.Run(name, func(t *testing.T) {
			c := settings(t, nil)
			good := c
			tc.change(&c)
			var half *App
			a, err := New(t.Context(), c, quiet, func(a *App) { half = a })
			if a != nil || err == nil || !strings.Contains(err.Error(), tc.names) {
				t.Fatalf("New gave %v, %v", a, err)
			}
			if err := half.Engine.Ping(t.Context()); !errors.Is(err, docstore.ErrUnavailable) {
				t.Errorf("the store is still open: %v", err)
			}
			if (half.redis != nil) != tc.redis {
				t.Fatalf("Redis: %v", half.redis)
			}
			if tc.redis && half.redis.Ping(t.Context()).Err() == nil {
				t.Error("Redis is still there")
			}
			again, err := New(t.Context(), good, quiet)
			if err != nil {
				t.Fatalf("once mended: %v", err)
			}
			again.Close()
			again.Close() // twice is harmless
		})
	}
}

// TestAFailedSeedStopsTheSimulator: the last that New opens before it can fail.
func TestAFailedSeedStopsTheSimulator(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var half *App
	a, err := New(ctx, settings(t, nil), quiet, func(a *App) {
		half = a
		a.Clock = stopping{a.Clock, func() {
			if half.sim != nil {
				cancel()
			}
		}}
	})
	if a != nil || err == nil {
		t.Fatalf("New gave %v, %v", a, err)
	}
	if half.sim == nil {
		t.Fatal("the simulator was never opened, so nothing is shown")
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(half.sim.url, "http://")); err == nil {
		conn.Close()
		t.Error("the simulator still listens")
	}
}

// stopping is a clock that does something each time it is read.
type stopping struct {
	clock.Clock
	do func()
}

func (s stopping) Now() time.Time { s.do(); return s.Clock.Now() }

// TestRunFinishesWhatIsUnderWay stops the program in the middle of a request's body.
func TestRunFinishesWhatIsUnderWay(t *testing.T) {
	a, _ := open(t, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, l) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := fmt.Sprintf(`{"name":%q}`, "stop")
	fmt.Fprintf(conn, "POST /api/v1/simulator/codes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", len(body))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the server said %q, %v", line, err)
	}
	begin := time.Now()
	stop()
	for { // until nobody new is let in
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			break
		}
		c.Close()
	}
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	if _, err := in.ReadString('\n'); err != nil { // the empty line after 100
		t.Fatal(err)
	}
	r, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatalf("no answer to what was under way: %v", err)
	}
	defer r.Body.Close()
	if text, err := io.ReadAll(r.Body); r.StatusCode != http.StatusOK || err != nil || !strings.Contains(string(text), "phone_code") {
		t.Errorf("%d: %s, %v", r.StatusCode, text, err)
	}
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
	if took := time.Since(begin); took > drainTime {
		t.Errorf("the stop took %v", took)
	}
}

// TestRunEndsWithItsListener: one that fails ends the program with its error, and
// the background work with it.
func TestRunEndsWithItsListener(t *testing.T) {
	a, _ := open(t, nil)
	if err := a.Run(t.Context(), deaf{}); !errors.Is(err, errDeaf) {
		t.Errorf("Run gave %v", err)
	}
}

var errDeaf = errors.New("no file descriptors are left")

// deaf is a listener that cannot accept.
type deaf struct{}

func (deaf) Accept() (net.Conn, error) { return nil, errDeaf }
func (deaf) Close() error              { return nil }
func (deaf) Addr() net.Addr            { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
