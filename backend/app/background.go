package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"yanhe/backend/docstore"
)

// idle is how long the outbox worker sleeps when no change wakes it.
const idle = 5 * time.Second

// caseFeed is the change feed of the cases.
type caseFeed struct{ engine docstore.Engine }

// Watch follows the cases.
func (f caseFeed) Watch(ctx context.Context, ready func(), fn func(docstore.Change) error) error {
	return f.engine.Watch(ctx, "cases", "", ready, fn)
}

// background starts the work that no request waits for.
func (a *App) background(ctx context.Context, jobs *sync.WaitGroup) {
	jobs.Go(func() { a.Notices.Run(ctx, caseFeed{a.Engine}, idle) })
	jobs.Go(func() { a.follow(ctx, "cases", a.Cases.Follow) })
	jobs.Go(func() { a.follow(ctx, "sessions", a.Identity.Follow) })
	jobs.Go(func() { a.follow(ctx, "news of cases", a.Live.FollowCases) })
	jobs.Go(func() { a.follow(ctx, "news of presence", a.Live.FollowPresence) })
	for _, job := range a.jobs() {
		jobs.Go(func() {
			tick := time.NewTicker(job.every)
			defer tick.Stop()
			for {
				if err := job.do(ctx); err != nil && ctx.Err() == nil {
					a.Log.Warn("background work failed", "work", job.name, "problem", err)
				}
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		})
	}
}

// job is work that is done again and again.
type job struct {
	name  string
	every time.Duration
	do    func(context.Context) error
}

// CatchUp does at once what time has made due: who moves the clock of a demonstration
// need not wait for the next round.
func (a *App) CatchUp(ctx context.Context) error {
	var failed []error
	for _, j := range a.jobs() {
		failed = append(failed, j.do(ctx))
	}
	return errors.Join(failed...)
}

func (a *App) jobs() []job {
	return []job{
		{"appointments", 5 * time.Second, func(ctx context.Context) error {
			_, err := a.Booking.Sweep(ctx)
			return err
		}},
		{"claims", 2 * time.Minute, func(ctx context.Context) error {
			_, ended := a.Booking.SweepEnded(ctx)
			_, orphans := a.Booking.ReleaseOrphans(ctx)
			_, purged := a.Booking.Purge(ctx)
			return errors.Join(ended, orphans, purged)
		}},
		{"waiting list", time.Minute, func(ctx context.Context) error {
			_, err := a.Booking.SweepWaits(ctx)
			return err
		}},
		{"deadlines", time.Minute, func(ctx context.Context) error {
			_, err := a.Cases.SweepDeadlines(ctx)
			return err
		}},
		{"register", 5 * time.Minute, func(ctx context.Context) error {
			_, err := a.Cases.SweepNumbers(ctx)
			return err
		}},
		{"sessions", 10 * time.Minute, func(ctx context.Context) error {
			_, err := a.Identity.Sweep(ctx, a.Clock.Now())
			return err
		}},
		{"uploads", time.Hour, func(ctx context.Context) error {
			_, err := a.Evidence.Sweep(ctx)
			return err
		}},
		{"media checks", 6 * time.Hour, a.Notices.Sweep},
		{"centers", time.Minute, a.Centers.Load}, // a change made by another instance shows within a minute
		{"archive", 12 * time.Hour, func(ctx context.Context) error {
			_, err := a.EraseArchive(ctx)
			return errors.Join(err, a.Notices.Purge(ctx))
		}},
		{"presence", time.Hour, a.Live.Sweep},
		{"rules", time.Minute, a.Rules.Load},
		{"audit anchor", time.Hour, a.Audit.Anchor},
	}
}

// follow keeps a memory true by the change feed, and takes one that broke off up
// again after a pause. Without a feed the store is asked each time.
func (a *App) follow(ctx context.Context, what string, feed func(context.Context) error) {
	pause := time.NewTicker(idle)
	defer pause.Stop()
	for told := false; ; told = true {
		if err := feed(ctx); err != nil && ctx.Err() == nil && !told {
			a.Log.Info("no change feed; the store is asked each time", "for", what, "problem", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}
