package app

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"yanhe/backend/clock"
)

// TestLimiter over Redis's script and over the native answer.
func TestLimiter(t *testing.T) {
	for name, url := range map[string]string{"native": "", "script": "redis://"} {
		t.Run(name, func(t *testing.T) {
			m := miniredis.RunT(t)
			client := redis.NewClient(&redis.Options{Addr: m.Addr()})
			t.Cleanup(func() { _ = client.Close() })
			l := newLimiter(client, url)
			for n := range 3 {
				s, err := l.Allow(t.Context(), "key", 3, time.Hour)
				if err != nil || !s.Allowed || s.Remaining != 2-n || s.RetryAfter != 0 {
					t.Fatalf("try %d: %+v, %v", n, s, err)
				}
			}
			s, err := l.Allow(t.Context(), "key", 3, time.Hour)
			if err != nil || s.Allowed || !near(s.RetryAfter, 20*time.Minute) || !near(s.Reset, time.Hour) {
				t.Errorf("one too many: %+v, %v", s, err)
			}
			if s, err := l.Allow(t.Context(), "other", 3, time.Hour); err != nil || !s.Allowed {
				t.Errorf("another key: %+v, %v", s, err)
			}
		})
	}
}

// TestGCRAOverTime moves the time itself: one more try is there each interval.
func TestGCRAOverTime(t *testing.T) {
	c := clock.At(monday)
	g := newGCRA(nil, c.Now)
	take := func() gcraReply { return g.take("key", 3, 3, 3600, 1) }
	for range 3 {
		if r := take(); r.allowed != 1 {
			t.Fatalf("%+v", r)
		}
	}
	if r := take(); r.allowed != 0 || r.retryAfter < 1199 || r.retryAfter > 1201 {
		t.Fatalf("one too many: %+v", r)
	}
	c.Advance(1199 * time.Second)
	if r := take(); r.allowed != 0 {
		t.Errorf("too early: %+v", r)
	}
	c.Advance(2 * time.Second)
	if r := take(); r.allowed != 1 || r.remaining >= 1 {
		t.Errorf("after an interval: %+v", r)
	}
	if r := take(); r.allowed != 0 {
		t.Errorf("two after one interval: %+v", r)
	}
}

// TestGCRAForgets: each guessed number leaves a key, but not for ever, and a key
// that still limits is never dropped.
func TestGCRAForgets(t *testing.T) {
	c := clock.At(monday)
	g := newGCRA(nil, c.Now)
	most := 0
	for n := range 20 * minSweep {
		c.Advance(time.Second)
		g.take(strconv.Itoa(n), 1, 1, 60, 1)
		most = max(most, len(g.arrivals))
		if r := g.take(strconv.Itoa(n-30), 1, 1, 60, 1); n >= 30 && r.allowed != 0 {
			t.Fatalf("try %d: the key of 30 s ago is free again: %+v", n, r)
		}
	}
	if most > minSweep+1 {
		t.Errorf("%d keys at most, of which 60 limit", most)
	}
}

// TestTheInProcessRedisExpires: openRedis itself moves its clock.
func TestTheInProcessRedisExpires(t *testing.T) {
	client, stop, err := openRedis("")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if err := client.Set(t.Context(), "key", "v", time.Second).Err(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for client.Exists(t.Context(), "key").Val() == 1 {
		select {
		case <-look.C:
		case <-ctx.Done():
			t.Fatal("the key is still there")
		}
	}
}

// TestALostRedisIsAnError soon: what that means is for the guard to say.
func TestALostRedisIsAnError(t *testing.T) {
	m := miniredis.RunT(t)
	client, stop, err := openRedis("redis://" + m.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	l := newLimiter(client, "redis://")
	if s, err := l.Allow(t.Context(), "key", 1, time.Hour); err != nil || !s.Allowed {
		t.Fatalf("%+v, %v", s, err)
	}
	m.Close()
	begin := time.Now()
	if s, err := l.Allow(t.Context(), "key", 1, time.Hour); err == nil || s.Allowed {
		t.Errorf("%+v, %v", s, err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it held the request up for %v", took)
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Allow(t.Context(), "key", 1, time.Hour); err != nil {
		t.Errorf("once it is back: %v", err)
	}
}
