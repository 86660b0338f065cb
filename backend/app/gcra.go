package app

import (
	"context"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// gcraScript is the SHA-1 of the one script that redis_rate sends (v10.0.1,
// Allow). A test compares it with what is really sent.
const gcraScript = "f52a5b566060d79fd321d695df55bc918339c4aa"

// gcra answers redis_rate's script natively before it is sent to the in-process
// Redis: miniredis starts a Lua interpreter for each call, which takes longer than
// a filing does. Every other command, and any other script, goes to miniredis
// itself; a real Redis runs the script. A test compares the two answers.
type gcra struct {
	store *miniredis.Miniredis
	mu    sync.Mutex
}

// DialHook is go-redis's; connections are made as ever.
func (g *gcra) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessPipelineHook is go-redis's; redis_rate sends no pipelines.
func (g *gcra) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// ProcessHook is go-redis's: it answers the one script and passes on all else.
func (g *gcra) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		answer, ok := cmd.(*redis.Cmd)
		args := cmd.Args() // evalsha, script, 1, key, burst, rate, period in seconds, cost
		if !ok || len(args) != 8 || args[0] != "evalsha" || args[1] != gcraScript {
			return next(ctx, cmd)
		}
		key, isText := args[3].(string)
		var n [4]float64
		for i := range n {
			switch v := args[4+i].(type) {
			case int:
				n[i] = float64(v)
			case float64:
				n[i] = v
			}
		}
		if !isText || n[0] <= 0 || n[1] <= 0 || n[2] <= 0 {
			return next(ctx, cmd)
		}
		r := g.take(key, n[0], n[1], n[2], n[3], time.Now())
		answer.SetVal([]any{int64(r.allowed), int64(r.remaining),
			strconv.FormatFloat(r.retryAfter, 'g', -1, 64), strconv.FormatFloat(r.resetAfter, 'g', -1, 64)})
		return nil
	}
}

type gcraReply struct{ allowed, remaining, retryAfter, resetAfter float64 }

// epoch2017 keeps times small enough for a float's precision, as the script does.
const epoch2017 = 1483228800

// take is the generic cell rate algorithm: a key holds its theoretical arrival
// time, in seconds since 2017.
func (g *gcra) take(key string, burst, rate, period, cost float64, at time.Time) gcraReply {
	g.mu.Lock()
	defer g.mu.Unlock()
	interval := period / rate
	now := float64(at.UnixMicro())/1e6 - epoch2017
	tat := now
	if text, err := g.store.Get(key); err == nil {
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			tat = math.Max(v, now)
		}
	}
	next := tat + interval*cost
	room := now - (next - interval*burst)
	remaining := room / interval
	if remaining < 0 {
		return gcraReply{retryAfter: -room, resetAfter: tat - now}
	}
	reset := next - now
	if reset > 0 {
		// An error would mean a key of another type: then nothing is limited by it.
		if err := g.store.Set(key, strconv.FormatFloat(next, 'f', -1, 64)); err == nil {
			g.store.SetTTL(key, time.Duration(math.Ceil(reset))*time.Second)
		}
	}
	return gcraReply{allowed: cost, remaining: remaining, retryAfter: -1, resetAfter: reset}
}
