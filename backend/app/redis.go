package app

import (
	"context"
	"net"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"yanhe/backend/httpapi"
)

// limiter counts tries by redis_rate (GCRA), over Redis or the in-process one.
type limiter struct {
	rate *redis_rate.Limiter
	// patience is how long a try may take; 0 for the in-process Redis, which is
	// never away, only sometimes behind other work of this process.
	patience time.Duration
}

// patience is that with a Redis which may be away: it must not hold requests up.
const patience = 200 * time.Millisecond

// newLimiter makes the limiter of the settings.
func newLimiter(client *redis.Client, url string) limiter {
	if url == "" {
		return limiter{rate: redis_rate.NewLimiter(newGCRA(client, time.Now))}
	}
	return limiter{rate: redis_rate.NewLimiter(client), patience: patience}
}

// Allow takes one try.
func (l limiter) Allow(ctx context.Context, key string, times int, period time.Duration) (httpapi.LimitState, error) {
	if l.patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, l.patience)
		defer cancel()
	}
	r, err := l.rate.Allow(ctx, key, redis_rate.Limit{Rate: times, Burst: times, Period: period})
	if err != nil {
		return httpapi.LimitState{}, err
	}
	return httpapi.LimitState{Allowed: r.Allowed > 0, Remaining: r.Remaining, RetryAfter: max(r.RetryAfter, 0), Reset: r.ResetAfter}, nil
}

// openRedis connects to Redis, or runs one in this process when url is "". The
// in-process one is reached over pipes, not over the network, and its clock is
// advanced every second: without that its keys would never expire.
func openRedis(url string) (client *redis.Client, stop func(), err error) {
	if url != "" {
		o, err := redis.ParseURL(url)
		if err != nil {
			return nil, nil, err
		}
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = time.Second, time.Second, time.Second
		o.MaxRetries = 1
		o.DialerRetries = 1 // a Redis that is away must not hold a request up by tries
		client = redis.NewClient(o)
		return client, func() { _ = client.Close() }, nil
	}
	m := miniredis.NewMiniRedis()
	if err := m.StartAddr("127.0.0.1:0"); err != nil {
		return nil, nil, err
	}
	tick, done := time.NewTicker(time.Second), make(chan struct{})
	go func() {
		for {
			select {
			case <-tick.C:
				m.FastForward(time.Second)
			case <-done:
				return
			}
		}
	}()
	client = redis.NewClient(&redis.Options{MaxRetries: 1, Dialer: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go m.Server().ServeConn(theirs)
		return ours, nil
	}})
	return client, func() {
		_ = client.Close()
		tick.Stop()
		close(done)
		m.Close()
	}, nil
}
