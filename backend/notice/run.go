package notice

import (
	"context"
	"sync"
	"time"

	"yanhe/backend/docstore"
)

// Watcher is the change feed of the cases. It only wakes the worker: what is due
// is asked of the store, so a missed wake-up delays and never loses.
type Watcher interface {
	Watch(ctx context.Context, ready func(), fn func(docstore.Change) error) error
}

// Run pays what is owed until ctx ends, and returns when nothing of it runs any
// more. idle is how long it sleeps at most.
func (w *Worker) Run(ctx context.Context, feed Watcher, idle time.Duration) {
	wake := make(chan struct{}, 1)
	nudge := func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	var following sync.WaitGroup
	following.Go(func() { w.follow(ctx, feed, nudge, idle) })
	defer following.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-timer.C:
		}
		if _, err := w.Drain(ctx); err != nil && ctx.Err() == nil {
			w.Log.Warn("paying the outbox failed", "problem", err)
		}
		timer.Reset(idle)
	}
}

// follow keeps to the change feed. One that breaks off is taken up again after a
// pause; until then, and on a store without one (a stand-alone MongoDB), the
// timer alone wakes the worker.
func (w *Worker) follow(ctx context.Context, feed Watcher, nudge func(), pause time.Duration) {
	told := false
	for {
		err := feed.Watch(ctx, nudge, func(docstore.Change) error { nudge(); return nil })
		if ctx.Err() != nil {
			return
		}
		if !told {
			w.Log.Info("no change feed; notices go out by timer", "problem", err)
			told = true
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}
