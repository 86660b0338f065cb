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

// errBusy is the answer 503 with which a server sheds load.
var errBusy = errors.New("bench: the server is busy")

// spell lets so many workers call do again and again for o.Spell and returns how
// many calls a second succeeded. The first error ends it; answers that the server
// is busy count as no success, and are an error when they are more than one in a hundred.
func (o *Options) spell(ctx context.Context, workers int, do func(worker int) error) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Spell)
	defer cancel()
	var done, busy atomic.Int64
	var once sync.Once
	var failed error
	var wait sync.WaitGroup
	begin := time.Now()
	for worker := range workers {
		wait.Go(func() {
			for ctx.Err() == nil { // what is under way at the end is finished and counted
				switch err := do(worker); {
				case err == nil:
					done.Add(1)
				case errors.Is(err, errBusy):
					busy.Add(1)
				default:
					cancel()
					if !errors.Is(err, errEnough) {
						once.Do(func() { failed = err })
					}
					return
				}
			}
		})
	}
	wait.Wait()
	o.busyAnswers.Add(busy.Load())
	if failed == nil && busy.Load() > done.Load()/100 {
		failed = fmt.Errorf("%w: %d answers of %d", errBusy, busy.Load(), busy.Load()+done.Load())
	}
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
		if got == fasthttp.StatusServiceUnavailable {
			return fmt.Errorf("%w: %.200s", errBusy, body)
		}
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
