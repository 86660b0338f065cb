package sqlite

import (
	"context"
	"database/sql"
	"strconv"
	"sync"
	"time"

	"yanhe/backend/docstore"
)

// feedPage bounds how many changes are read at once.
const feedPage = 500

// wake tells those who wait for changes of a collection.
type wake struct {
	mu       sync.Mutex
	channels map[string]chan struct{}
}

func newWake() *wake { return &wake{channels: map[string]chan struct{}{}} }

// next returns a channel that is closed at the next change of a collection.
func (k *wake) next(collection string) <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, ok := k.channels[collection]
	if !ok {
		c = make(chan struct{})
		k.channels[collection] = c
	}
	return c
}

func (k *wake) all(collection string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c, ok := k.channels[collection]; ok {
		close(c)
		delete(k.channels, collection)
	}
}

// Watch follows changes. A position is a number that grows by one with each change
// of any collection, given in the transaction of the write itself.
func (e *Engine) Watch(ctx context.Context, collection, position string, ready func(), fn func(docstore.Change) error) error {
	if _, err := e.table(ctx, collection); err != nil {
		return err
	}
	at, err := e.startOf(ctx, position)
	if err != nil {
		return err
	}
	ready()
	poll := time.NewTicker(e.options.Poll)
	defer poll.Stop()
	for {
		woken := e.wake.next(collection) // before reading, so that nothing falls between
		for more := true; more; {
			if at, more, err = e.tell(ctx, collection, at, fn); err != nil {
				return err
			}
		}
		select {
		case <-woken:
		case <-poll.C:
		case <-ctx.Done():
			return ctx.Err()
		case <-e.closed:
			return docstore.ErrUnavailable.Because(sql.ErrConnDone)
		}
	}
}

// startOf turns a position into a number, and checks that it is one of this file's.
func (e *Engine) startOf(ctx context.Context, position string) (int64, error) {
	last, err := e.lastChange(ctx)
	if err != nil || position == "" {
		return last, err
	}
	at, err := strconv.ParseInt(position, 10, 64)
	if err != nil || at < 0 || at > last {
		return 0, docstore.ErrCursor
	}
	return at, e.stillKept(ctx, at)
}

// tell calls fn for the next changes and returns how far it got, and whether there
// may be more.
func (e *Engine) tell(ctx context.Context, collection string, at int64, fn func(docstore.Change) error) (int64, bool, error) {
	last, err := e.lastChange(ctx)
	if err != nil || last == at {
		return at, false, err
	}
	const text = "SELECT seq, id, version FROM _changes WHERE seq > ? AND seq <= ? AND collection = ? ORDER BY seq LIMIT ?"
	var changes []docstore.Change
	end := last
	err = e.reads.each(ctx, text, []any{at, last, collection, feedPage}, func(rows *sql.Rows) error {
		var seq int64
		var c docstore.Change
		err := rows.Scan(&seq, &c.ID, &c.Version)
		c.Position = strconv.FormatInt(seq, 10)
		changes = append(changes, c)
		if len(changes) == feedPage {
			end = seq
		}
		return err
	})
	if err == nil {
		err = e.stillKept(ctx, at) // afterwards: what is kept now was there to be read
	}
	if err != nil {
		return at, false, asFault(ctx, err)
	}
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return at, false, err
		}
		if err := fn(c); err != nil {
			return at, false, err
		}
	}
	return end, end < last, nil
}

func (e *Engine) lastChange(ctx context.Context) (int64, error) {
	if err := e.usable(ctx); err != nil {
		return 0, err
	}
	var last int64
	err := e.reads.row(ctx, "SELECT coalesce(max(seq), 0) FROM _changes", nil, &last)
	return last, asFault(ctx, err)
}

// stillKept reports ErrCursor when changes after a position have been dropped.
func (e *Engine) stillKept(ctx context.Context, at int64) error {
	var first int64
	if err := e.reads.row(ctx, "SELECT coalesce(min(seq), 1) FROM _changes", nil, &first); err != nil {
		return asFault(ctx, err)
	}
	if first > at+1 {
		return docstore.ErrCursor
	}
	return nil
}

// cutFeed drops changes beyond those to keep, now and then, within the writer's
// transaction. The newest always stays, so numbers never start over.
func (w *writer) cutFeed() error {
	if w.fresh < min(1000, w.options.KeepChanges) {
		return nil
	}
	w.fresh = 0
	return w.exec("DELETE FROM _changes WHERE seq <= (SELECT max(seq) FROM _changes) - ?", w.options.KeepChanges)
}
