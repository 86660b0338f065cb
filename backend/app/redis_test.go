package app

import (
	"context"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// TestLimiterOverTheInProcessRedis, with the native answer and with the script.
func TestLimiterOverTheInProcessRedis(t *testing.T) {
	for name, native := range map[string]bool{"native": true, "script": false} {
		t.Run(name, func(t *testing.T) {
			m := miniredis.RunT(t)
			client := redis.NewClient(&redis.Options{Addr: m.Addr()})
			if native {
				client.AddHook(&gcra{store: m})
			}
			t.Cleanup(func() { _ = client.Close() })
			l := newLimiter(client, "redis://")
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
			// Keys do not stay for ever: each guessed number would leave one.
			m.FastForward(time.Hour - 10*time.Second)
			if left := len(m.Keys()); left != 1 {
				t.Errorf("%d keys just before the end", left)
			}
			m.FastForward(11 * time.Second)
			if left := m.Keys(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if s, err := l.Allow(t.Context(), "key", 3, time.Hour); err != nil || !s.Allowed || s.Remaining != 2 {
				t.Errorf("after the hour: %+v, %v", s, err)
			}
		})
	}
}

// TestGCRAOverTime moves the time itself: one more try is there each interval.
func TestGCRAOverTime(t *testing.T) {
	g := &gcra{store: miniredis.NewMiniRedis()}
	at := monday
	take := func() gcraReply { return g.take("key", 3, 3, 3600, 1, at) }
	for range 3 {
		if r := take(); r.allowed != 1 {
			t.Fatalf("%+v", r)
		}
	}
	if r := take(); r.allowed != 0 || r.retryAfter < 1199 || r.retryAfter > 1201 {
		t.Fatalf("one too many: %+v", r)
	}
	at = at.Add(1199 * time.Second)
	if r := take(); r.allowed != 0 {
		t.Errorf("too early: %+v", r)
	}
	at = at.Add(2 * time.Second)
	if r := take(); r.allowed != 1 || r.remaining >= 1 {
		t.Errorf("after an interval: %+v", r)
	}
	if r := take(); r.allowed != 0 {
		t.Errorf("two after one interval: %+v", r)
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
