package center

import (
	"context"

	"yanhe/backend/docstore"
)

// Follow loads the tree, calls ready, and loads it again after every change, by
// whichever process, until ctx ends or the store fails. Changes that come while
// it loads are taken together.
func (d *Directory) Follow(ctx context.Context, ready func()) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	changed := make(chan struct{}, 1)
	note := func() {
		select {
		case changed <- struct{}{}:
		default: // a load is due already
		}
	}
	go func() {
		first := true
		for {
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
			if err := d.Load(ctx); err != nil {
				cancel(err)
				return
			}
			if first {
				first = false
				ready()
			}
		}
	}()
	err := d.centers.Watch(ctx, "", note, func(docstore.Change) error {
		note()
		return nil
	})
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}
