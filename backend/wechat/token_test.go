package wechat_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

const stableToken = "/cgi-bin/stable_token"

// call makes the cheapest request that needs a token.
func call(t *testing.T, c *wechat.Client) {
	t.Helper()
	err := c.SendSubscribe(context.Background(), simulator.OpenID("li"), "T", "", "", map[string]string{"thing1": "x"})
	if err != nil {
		t.Errorf("%v", err)
	}
}

func (w *world) wantFetches(t *testing.T, want int) {
	t.Helper()
	if got := w.sim.Calls(stableToken); got != want {
		t.Errorf("%d token requests, want %d", got, want)
	}
}

func TestTokenIsKeptAndRenewed(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	call(t, w.client)
	call(t, w.client)
	w.wantFetches(t, 1)
	w.clock.Advance(7200*time.Second - 5*time.Minute)
	call(t, w.client)
	w.wantFetches(t, 2)
}

// TestTokenForgotten: the platform drops a token that the cache still believes in.
func TestTokenForgotten(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	call(t, w.client)
	w.sim.ExpireTokens()
	call(t, w.client)
	w.wantFetches(t, 2)
	if n := w.sim.Calls("/cgi-bin/message/subscribe/send"); n != 3 {
		t.Errorf("%d requests, want one to be repeated", n)
	}
}

// TestTokenForced: only when stable_token gives the rejected token again is a
// new one forced.
func TestTokenForced(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	call(t, w.client)
	w.sim.Fail("/cgi-bin/message/subscribe/send", 40001, 1)
	call(t, w.client)
	w.wantFetches(t, 3)
	call(t, w.client)
	w.wantFetches(t, 3)
}

// stuckCache gives out its first token for ever, as a cache by another clock does.
type stuckCache struct{ *wechat.MemoryCache }

func (s stuckCache) Set(ctx context.Context, key, value string, _ time.Duration) error {
	return s.MemoryCache.Set(ctx, key, value, 1000*time.Hour)
}

func TestTokenExpiresInTheCache(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	c := w.another(t, func(c *wechat.Config) { c.Cache = stuckCache{wechat.NewMemoryCache(w.clock)} })
	call(t, c)
	w.clock.Advance(3 * time.Hour) // 42001 from here
	call(t, c)
	w.wantFetches(t, 2)
}

func race(t *testing.T, clients []*wechat.Client) {
	t.Helper()
	start := make(chan struct{})
	var all sync.WaitGroup
	for _, c := range clients {
		all.Go(func() { <-start; call(t, c) })
	}
	close(start)
	all.Wait()
}

// TestOneRefreshOfMany: 16 instances share Redis, find no token, and make one
// request; so do they again when the token is rejected.
func TestOneRefreshOfMany(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	server := miniredis.RunT(t)
	connect := func() *redis.Client {
		r := redis.NewClient(&redis.Options{Addr: server.Addr()})
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
	var clients []*wechat.Client
	for range 16 {
		clients = append(clients, w.another(t, func(c *wechat.Config) { c.Cache = wechat.NewRedisCache(connect()) }))
	}
	race(t, clients)
	w.wantFetches(t, 1)
	race(t, clients)
	w.wantFetches(t, 1)
	w.sim.ExpireTokens()
	race(t, clients)
	w.wantFetches(t, 2)
	if keys := server.Keys(); len(keys) != 1 || server.TTL(keys[0]) != 6900*time.Second {
		t.Errorf("left in Redis: %v", keys)
	}
}

func TestOneRefreshInOneProcess(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	clients := make([]*wechat.Client, 16)
	for i := range clients {
		clients[i] = w.client
	}
	race(t, clients)
	w.wantFetches(t, 1)
}

// TestRedisAway: without Redis the process's own memory serves.
func TestRedisAway(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	server := miniredis.RunT(t)
	r := redis.NewClient(&redis.Options{Addr: server.Addr(), MaxRetries: -1, DialerRetries: 1})
	t.Cleanup(func() { _ = r.Close() })
	c := w.another(t, func(c *wechat.Config) { c.Cache = wechat.NewRedisCache(r) })
	server.Close()
	call(t, c)
	call(t, c)
	w.wantFetches(t, 1)
}

func TestRedisLock(t *testing.T) {
	server := miniredis.RunT(t)
	r := redis.NewClient(&redis.Options{Addr: server.Addr()})
	t.Cleanup(func() { _ = r.Close() })
	cache, ctx := wechat.NewRedisCache(r), context.Background()
	unlock, err := cache.Lock(ctx, "k")
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if _, err := cache.Lock(short, "k"); err == nil {
		t.Fatal("two holders")
	}
	server.FastForward(15 * time.Second) // the lease of a dead holder
	second, err := cache.Lock(ctx, "k")
	if err != nil {
		t.Fatal(err)
	}
	unlock() // late: it must not free the second holder's lock
	if !server.Exists("k:lock") {
		t.Fatal("a late holder freed another's lock")
	}
	second()
	if server.Exists("k:lock") {
		t.Fatal("still locked")
	}
}
