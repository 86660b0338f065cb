package seed

import (
	"context"
	"errors"
	"sync/atomic"

	"yanhe/backend/docstore"
	"yanhe/backend/identity"
)

// insertion is a number of inserts that run side by side, so that the store can
// commit many at once.
type insertion struct{ steps []step }

type step struct {
	count *int
	do    func(context.Context) error
}

func (w *insertion) add(count *int, do func(context.Context) error) {
	w.steps = append(w.steps, step{count, do})
}

// writers is how many inserts run side by side.
const writers = 32

// run does all steps and counts those that were new. It stops at the first failure.
func (w *insertion) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	made := make([]bool, len(w.steps))
	var next atomic.Int64
	done := make(chan struct{})
	for range writers {
		go func() {
			defer func() { done <- struct{}{} }()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(w.steps) {
					return
				}
				err := w.steps[i].do(ctx)
				switch {
				case err == nil:
					made[i] = true
				case !errors.Is(err, docstore.ErrExists) && !errors.Is(err, identity.ErrLoginTaken):
					cancel(err)
				}
			}
		}()
	}
	for range writers {
		<-done
	}
	for i, ok := range made {
		if ok {
			*w.steps[i].count++
		}
	}
	return context.Cause(ctx)
}
