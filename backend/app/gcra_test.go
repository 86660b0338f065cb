package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"
)

// TestGCRAKnowsTheScript watches what redis_rate sends: another version of the
// library with another script would make every call slow, so it shows here.
func TestGCRAKnowsTheScript(t *testing.T) {
	m := miniredis.RunT(t)
	seen := make(chan string, 16)
	m.Server().SetPreHook(func(_ *server.Peer, cmd string, args ...string) bool {
		if cmd == "EVALSHA" {
			seen <- args[0]
		}
		return false
	})
	client := redis.NewClient(&redis.Options{Addr: m.Addr()})
	t.Cleanup(func() { _ = client.Close() })
	if _, err := redis_rate.NewLimiter(client).Allow(t.Context(), "k", redis_rate.PerMinute(3)); err != nil {
		t.Fatal(err)
	}
	if got := <-seen; got != gcraScript {
		t.Errorf("redis_rate sends the script %s", got)
	}
}

// TestGCRAAnswersAsTheScript gives both the same tries.
func TestGCRAAnswersAsTheScript(t *testing.T) {
	lua := miniredis.RunT(t)
	luaClient := redis.NewClient(&redis.Options{Addr: lua.Addr()})
	t.Cleanup(func() { _ = luaClient.Close() })
	native := newGCRA(luaClient, time.Now)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		// An hour's period, so that the microseconds between the two calls do not show.
		limit := redis_rate.Limit{Rate: rapid.IntRange(1, 5).Draw(t, "rate"), Burst: rapid.IntRange(1, 6).Draw(t, "burst"), Period: time.Hour}
		for range rapid.IntRange(1, 10).Draw(t, "tries") {
			key := fmt.Sprintf("%d-%d", run, rapid.IntRange(0, 1).Draw(t, "key"))
			a, err1 := redis_rate.NewLimiter(luaClient).Allow(context.Background(), key, limit)
			b, err2 := redis_rate.NewLimiter(native).Allow(context.Background(), key, limit)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			if a.Allowed != b.Allowed || a.Remaining != b.Remaining || !near(a.RetryAfter, b.RetryAfter) || !near(a.ResetAfter, b.ResetAfter) {
				t.Fatalf("the script says %+v, the native answer is %+v", a, b)
			}
		}
	})
}

func near(a, b time.Duration) bool { return (a - b).Abs() < 5*time.Second }

func BenchmarkLimiter(b *testing.B) {
	client, stop, err := openRedis("")
	if err != nil {
		b.Fatal(err)
	}
	defer stop()
	l := newLimiter(client, "")
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := l.Allow(b.Context(), "k", 1e8, time.Hour); err != nil {
				b.Fatal(err)
			}
		}
	})
}
