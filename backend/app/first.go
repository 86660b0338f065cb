package app

import (
	"context"
	"errors"

	"yanhe/backend/docstore"
)

// started marks a store whose demo has been loaded, so that a second start keeps
// what people have made of it.
type started struct{ docstore.Meta }

var marks = docstore.Define[started]("starts")

// FirstStart tells whether the demo has not yet been loaded into this store.
func (a *App) FirstStart(ctx context.Context) (bool, error) {
	_, err := marks.On(a.Engine).Get(ctx, "demo")
	if errors.Is(err, docstore.ErrMissing) {
		return true, nil
	}
	return false, err
}

// MarkStarted notes that the demo is loaded.
func (a *App) MarkStarted(ctx context.Context) error {
	err := marks.On(a.Engine).Insert(ctx, &started{docstore.Meta{ID: "demo"}})
	if errors.Is(err, docstore.ErrExists) {
		return nil
	}
	return err
}
