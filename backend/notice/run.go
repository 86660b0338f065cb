package notice

import (
	"context"
	"time"

	"yanhe/backend/docstore"
)

// Watcher is the change feed of the cases. It only wakes the worker: what is due
// is asked of the store, so a missed wake-up delays and never loses.
type Watcher interface {
	Watch(ctx context.Context, ready func(), fn func(docstore.Change) error) error
}

// Run pays what is owed until ctx ends. idle is how long it sleeps at most.
func (w *Worker) Run(ctx context.Context, feed Watcher, idle time.Duration) {
	wake := make(chan struct{}, 1)
	nudge := func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	go func() {
		// A store without a change feed (a stand-alone MongoDB) leaves the timer alone.
		err := feed.Watch(ctx, nudge, func(docstore.Change) error { nudge(); return nil })
		if err != nil && ctx.Err() == nil {
			w.Log.Info("no change feed; notices go out by timer", "problem", err)
		}
	}()
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
