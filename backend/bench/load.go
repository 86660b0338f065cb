package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// errEnough ends a spell before its time without failing it.
var errEnough = errors.New("bench: enough")

// spell lets so many workers call do again and again for a time and returns how
// many calls a second succeeded. The first error ends it.
func spell(ctx context.Context, workers int, lasting time.Duration, do func(ctx context.Context, worker int) error) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, lasting)
	defer cancel()
	var done atomic.Int64
	var once sync.Once
	var failed error
	var wait sync.WaitGroup
	begin := time.Now()
	for worker := range workers {
		wait.Go(func() {
			for ctx.Err() == nil {
				// What is under way at the end is finished and counted: it has been paid for.
				if err := do(context.WithoutCancel(ctx), worker); err != nil {
					cancel()
					if !errors.Is(err, errEnough) {
						once.Do(func() { failed = err })
					}
					return
				}
				done.Add(1)
			}
		})
	}
	wait.Wait()
	return float64(done.Load()) / time.Since(begin).Seconds(), failed
}

// caller is one signed-in sender on a keep-alive connection of its own.
type caller struct {
	http *fasthttp.HostClient
	// authorization is the header's value, "" for none.
	authorization string
}

// newCaller makes a sender with a session's token, "" for a signed-out one.
func newCaller(addr, token string) *caller {
	c := &caller{http: &fasthttp.HostClient{Addr: addr, MaxConns: 1, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		NoDefaultUserAgentHeader: true, DisablePathNormalizing: true, MaxIdemponentCallAttempts: 1}}
	if token != "" {
		c.authorization = "Bearer " + token
	}
	return c
}

// send makes a request and hands the reply's status and body to look; the body
// must not be kept.
func (c *caller) send(method, path, contentType string, body []byte, key string, look func(status int, body []byte) error) error {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.Header.SetMethod(method)
	req.SetRequestURI("http://" + c.http.Addr + path)
	if c.authorization != "" {
		req.Header.Set("Authorization", c.authorization)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	if body != nil {
		req.Header.SetContentType(contentType)
		req.SetBodyRaw(body)
	}
	if err := c.http.Do(req, res); err != nil {
		return err
	}
	return look(res.StatusCode(), res.Body())
}

// want makes a look that takes one status only.
func want(status int) func(int, []byte) error {
	return func(got int, body []byte) error {
		if got != status {
			return fmt.Errorf("%d instead of %d: %.200s", got, status, body)
		}
		return nil
	}
}

func (c *caller) post(path string, body []byte, key string, look func(int, []byte) error) error {
	return c.send(fasthttp.MethodPost, path, "application/json", body, key, look)
}

func (c *caller) get(path string, look func(int, []byte) error) error {
	return c.send(fasthttp.MethodGet, path, "", nil, "", look)
}

func hangUp(callers []*caller) {
	for _, c := range callers {
		c.http.CloseIdleConnections()
	}
}

// each runs fn for 0 to n-1, so many at a time, and joins the errors.
func each(n, atOnce int, fn func(i int) error) error {
	errs := make([]error, n)
	gate := make(chan struct{}, atOnce)
	var wait sync.WaitGroup
	for i := range n {
		gate <- struct{}{}
		wait.Go(func() {
			errs[i] = fn(i)
			<-gate
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}
