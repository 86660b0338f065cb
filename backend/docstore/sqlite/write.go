package sqlite

import (
	"context"

	"yanhe/backend/docstore"
)

// Insert stores a new document; see docstore.Engine, and writer.do for what an
// ended context means.
func (e *Engine) Insert(ctx context.Context, collection string, r docstore.Record) error {
	t, err := e.table(ctx, collection)
	if err != nil {
		return err
	}
	keys, err := t.values(r.Keys)
	if err != nil {
		return err
	}
	args := make([]any, 0, len(keys)+2)
	args = append(append(append(args, r.ID), keys...), r.Body)
	return e.writer.do(ctx, &write{collection: collection, size: len(r.Body), run: func(w *writer) error {
		n, err := w.affect(t.insert, args...)
		if err != nil {
			return err
		}
		if n == 0 {
			return docstore.ErrExists
		}
		return w.changed(collection, r.ID, 1)
	}})
}

// Replace writes a document if its version still is the given one.
func (e *Engine) Replace(ctx context.Context, collection string, r docstore.Record, version int64) error {
	t, err := e.table(ctx, collection)
	if err != nil {
		return err
	}
	keys, err := t.values(r.Keys)
	if err != nil {
		return err
	}
	return e.writer.do(ctx, &write{collection: collection, size: len(r.Body), run: func(w *writer) error {
		now, old, err := w.current(t, r.ID)
		if err != nil {
			return err
		}
		if now != version {
			return docstore.ErrStale
		}
		differ, args := difference(t, old, keys, []any{version + 1})
		args = append(args, r.Body, r.ID)
		if err := w.exec(t.update(differ, true, true), args...); err != nil {
			return err
		}
		return w.changed(collection, r.ID, version+1)
	}})
}

// difference adds the new values of the fields that differ to args.
func difference(t *table, old, new, args []any) ([]string, []any) {
	var differ []string
	for i, f := range t.Fields {
		if old[i] != new[i] {
			differ = append(differ, f.Name)
			args = append(args, new[i])
		}
	}
	return differ, args
}

// Delete removes a document if its version still is the given one, or any with version 0.
func (e *Engine) Delete(ctx context.Context, collection, id string, version int64) error {
	t, err := e.table(ctx, collection)
	if err != nil {
		return err
	}
	return e.writer.do(ctx, &write{collection: collection, run: func(w *writer) error {
		now, _, err := w.current(t, id)
		if err != nil {
			return err
		}
		if version != 0 && now != version {
			return docstore.ErrStale
		}
		if err := w.exec(t.remove, id); err != nil {
			return err
		}
		return w.changed(collection, id, 0)
	}})
}

// current reads a document's version and fields within the transaction.
func (w *writer) current(t *table, id string) (version int64, keys []any, err error) {
	s, err := w.prepared(t.before)
	if err != nil {
		return 0, nil, err
	}
	keys = make([]any, len(t.Fields))
	into := []any{&version}
	for i := range keys {
		into = append(into, &keys[i])
	}
	rows, err := s.QueryContext(context.Background(), id)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return 0, nil, err
		}
		return 0, nil, docstore.ErrMissing
	}
	return version, keys, rows.Scan(into...)
}

// broken marks an error after which a transaction cannot go on, whatever its code:
// the document is written, its change is not. It hides its code on purpose.
type broken struct{ cause error }

func (b broken) Error() string { return "change feed: " + b.cause.Error() }

// changed tells the feed of a write, in the same transaction.
func (w *writer) changed(collection, id string, version int64) error {
	const text = "INSERT INTO _changes (collection, id, version) VALUES (?, ?, ?)"
	if err := w.exec(text, collection, id, version); err != nil {
		return broken{err}
	}
	w.fresh++
	return nil
}
