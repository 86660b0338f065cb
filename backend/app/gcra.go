package app

import (
	"context"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// gcraScript is the SHA-1 of the one script that redis_rate sends (v10.0.1,
// Allow). A test compares it with what is really sent.
const gcraScript = "f52a5b566060d79fd321d695df55bc918339c4aa"

// gcra stands between redis_rate and the in-process Redis and answers redis_rate's
// script natively: miniredis starts a Lua interpreter for each call, which takes
// longer than a filing does. Every other command, and any other script, goes to
// miniredis; a real Redis runs the script. A test compares the two answers.
type gcra struct {
	*redis.Client
	now func() time.Time
	mu  sync.Mutex
	// arrivals are the theoretical arrival times by key, in seconds since 2017.
	arrivals map[string]float64
	// sweepAt is the number of keys at which those are dropped that limit nothing any more.
	sweepAt int
}

const minSweep = 1000

func newGCRA(client *redis.Client, now func() time.Time) *gcra {
	return &gcra{Client: client, now: now, arrivals: map[string]float64{}, sweepAt: minSweep}
}

// EvalSha answers the one script and passes on all others.
func (g *gcra) EvalSha(ctx context.Context, sha string, keys []string, args ...any) *redis.Cmd {
	// burst, rate, period in seconds, cost
	if sha != gcraScript || len(keys) != 1 || len(args) != 4 {
		return g.Client.EvalSha(ctx, sha, keys, args...)
	}
	var n [4]float64
	for i := range n {
		switch v := args[i].(type) {
		case int:
			n[i] = float64(v)
		case float64:
			n[i] = v
		}
	}
	if n[0] <= 0 || n[1] <= 0 || n[2] <= 0 {
		return g.Client.EvalSha(ctx, sha, keys, args...)
	}
	r := g.take(keys[0], n[0], n[1], n[2], n[3])
	answer := redis.NewCmd(ctx)
	answer.SetVal([]any{int64(r.allowed), int64(r.remaining), seconds(r.retryAfter), seconds(r.resetAfter)})
	return answer
}

// seconds writes a time as redis_rate reads it; a microsecond is fine enough.
func seconds(s float64) string { return strconv.FormatFloat(s, 'f', 6, 64) }

type gcraReply struct{ allowed, remaining, retryAfter, resetAfter float64 }

// epoch2017 keeps times small enough for a float's precision, as the script does.
const epoch2017 = 1483228800

// take is the generic cell rate algorithm: a key holds its theoretical arrival time.
func (g *gcra) take(key string, burst, rate, period, cost float64) gcraReply {
	interval := period / rate
	now := float64(g.now().UnixMicro())/1e6 - epoch2017
	g.mu.Lock()
	defer g.mu.Unlock()
	tat := math.Max(g.arrivals[key], now)
	next := tat + interval*cost
	room := now - (next - interval*burst)
	remaining := room / interval
	if remaining < 0 {
		return gcraReply{retryAfter: -room, resetAfter: tat - now}
	}
	g.arrivals[key] = next
	if len(g.arrivals) > g.sweepAt {
		g.sweep(now)
	}
	return gcraReply{allowed: cost, remaining: remaining, retryAfter: -1, resetAfter: next - now}
}

// sweep drops keys whose time has come: each guess would leave one for ever. It runs
// when their number has doubled, so that it costs each try next to nothing.
func (g *gcra) sweep(now float64) {
	for key, tat := range g.arrivals {
		if tat <= now {
			delete(g.arrivals, key)
		}
	}
	g.sweepAt = max(minSweep, 2*len(g.arrivals))
}
