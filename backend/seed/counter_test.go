package seed_test

import (
	"context"
	"sync/atomic"

	"yanhe/backend/docstore"
)

// counter counts the calls of a store.
type counter struct {
	docstore.Engine
	calls atomic.Int64
}

func (c *counter) Get(ctx context.Context, collection, id string) (docstore.Record, error) {
	c.calls.Add(1)
	return c.Engine.Get(ctx, collection, id)
}

func (c *counter) Find(ctx context.Context, collection string, q docstore.EngineQuery) ([]docstore.Record, error) {
	c.calls.Add(1)
	return c.Engine.Find(ctx, collection, q)
}

func (c *counter) Insert(ctx context.Context, collection string, r docstore.Record) error {
	c.calls.Add(1)
	return c.Engine.Insert(ctx, collection, r)
}

func (c *counter) Replace(ctx context.Context, collection string, r docstore.Record, version int64) error {
	c.calls.Add(1)
	return c.Engine.Replace(ctx, collection, r, version)
}
