package app

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

// gcraScript is the SHA-1 of the one script that redis_rate sends (v10.0.1,
// Allow). A test compares it with what is really sent.
const gcraScript = "f52a5b566060d79fd321d695df55bc918339c4aa"

// gcra answers redis_rate's script natively in the in-process Redis: miniredis
// starts a Lua interpreter for each call, which takes longer than a filing does.
// Every other command, and any other script, goes to miniredis itself; a real
// Redis runs the script. A test compares the two answers.
type gcra struct {
	store *miniredis.Miniredis
	mu    sync.Mutex
}

// hook is miniredis's pre-hook; true says that the command is answered.
func (g *gcra) hook(peer *server.Peer, cmd string, args ...string) bool {
	if !strings.EqualFold(cmd, "EVALSHA") || len(args) != 7 || args[0] != gcraScript || args[1] != "1" {
		return false
	}
	var n [4]float64 // burst, rate, period in seconds, cost
	for i := range n {
		v, err := strconv.ParseFloat(args[3+i], 64)
		if err != nil || v <= 0 && i < 3 {
			return false
		}
		n[i] = v
	}
	r := g.take(args[2], n[0], n[1], n[2], n[3], time.Now())
	peer.Block(func(w *server.Writer) {
		w.WriteLen(4)
		w.WriteInt(int(r.allowed))
		w.WriteInt(int(r.remaining))
		w.WriteBulk(strconv.FormatFloat(r.retryAfter, 'g', -1, 64))
		w.WriteBulk(strconv.FormatFloat(r.resetAfter, 'g', -1, 64))
	})
	return true
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
