package sqlite

import (
	"context"
	"database/sql"
	"strconv"

	"yanhe/backend/docstore"
)

// Get reads one document.
func (e *Engine) Get(ctx context.Context, collection, id string) (docstore.Record, error) {
	var found docstore.Record
	t, err := e.table(ctx, collection)
	if err != nil {
		return found, err
	}
	err = e.reads.each(ctx, t.get, []any{id}, func(rows *sql.Rows) (err error) {
		found, err = t.record(rows, true)
		return err
	})
	if err != nil {
		return docstore.Record{}, asFault(ctx, err)
	}
	if found.Version == 0 {
		return found, docstore.ErrMissing
	}
	return found, nil
}

// GetAll reads the documents of some ids by one statement.
func (e *Engine) GetAll(ctx context.Context, collection string, ids []string) ([]docstore.Record, error) {
	t, err := e.table(ctx, collection)
	if err != nil {
		return nil, err
	}
	text, args := t.getAll(ids)
	var all []docstore.Record
	err = e.reads.each(ctx, text, args, func(rows *sql.Rows) error {
		r, err := t.record(rows, true)
		all = append(all, r)
		return err
	})
	if err != nil {
		return nil, asFault(ctx, err)
	}
	return all, nil
}

// Find returns one page.
func (e *Engine) Find(ctx context.Context, collection string, q docstore.EngineQuery) ([]docstore.Record, error) {
	t, err := e.table(ctx, collection)
	if err != nil {
		return nil, err
	}
	text, args := t.find(q)
	var all []docstore.Record
	err = e.reads.each(ctx, text, args, func(rows *sql.Rows) error {
		r, err := t.record(rows, !q.KeysOnly)
		all = append(all, r)
		return err
	})
	if err != nil {
		return nil, asFault(ctx, err)
	}
	return all, nil
}

// Count counts matches up to a limit; it touches no more index entries than that.
func (e *Engine) Count(ctx context.Context, collection string, q docstore.EngineQuery, limit int64) (int64, error) {
	t, err := e.table(ctx, collection)
	if err != nil {
		return 0, err
	}
	text, args := t.count(q, limit)
	var n int64
	err = e.reads.row(ctx, text, args, &n)
	return n, asFault(ctx, err)
}

// CountBy counts matches for each value of a field; numbers are given in decimal.
func (e *Engine) CountBy(ctx context.Context, collection string, q docstore.EngineQuery, field string) (map[string]int64, error) {
	t, err := e.table(ctx, collection)
	if err != nil {
		return nil, err
	}
	text, args := t.countBy(q, field)
	counts := map[string]int64{}
	err = e.reads.each(ctx, text, args, func(rows *sql.Rows) error {
		var value any
		var n int64
		if err := rows.Scan(&value, &n); err != nil {
			return err
		}
		switch v := value.(type) {
		case int64:
			counts[strconv.FormatInt(v, 10)] = n
		case string:
			counts[v] = n
		}
		return nil
	})
	if err != nil {
		return nil, asFault(ctx, err)
	}
	return counts, nil
}

// Explain returns SQLite's plan of Find for a query, one step a line
// (sqlite.org/eqp.html).
func (e *Engine) Explain(ctx context.Context, collection string, q docstore.EngineQuery) ([]string, error) {
	t, err := e.table(ctx, collection)
	if err != nil {
		return nil, err
	}
	return e.explain(ctx, func() (string, []any) { return t.find(q) })
}

func (e *Engine) explain(ctx context.Context, statement func() (string, []any)) ([]string, error) {
	text, args := statement()
	var plan []string
	err := e.reads.each(ctx, "EXPLAIN QUERY PLAN "+text, args, func(rows *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := rows.Scan(&id, &parent, &unused, &step)
		plan = append(plan, step)
		return err
	})
	return plan, asFault(ctx, err)
}
