package sqlite

import (
	"context"
	"database/sql"
	"sync"

	"yanhe/backend/docstore"
)

// reads is the pool of connections that cannot write.
type reads struct {
	db         *sql.DB
	mu         sync.RWMutex
	statements map[string]*sql.Stmt
}

func newReads(ctx context.Context, path string, o Options) (*reads, error) {
	db, err := connect(path, reading(o), o.ReadPool)
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		db.Close() // the first error tells more
		return nil, err
	}
	return &reads{db: db, statements: map[string]*sql.Stmt{}}, nil
}

func (r *reads) close() error { return r.db.Close() }

// prepared returns a statement that every connection prepares once. Declared
// indexes bound how many there are.
func (r *reads) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	r.mu.RLock()
	s, ok := r.statements[text]
	r.mu.RUnlock()
	if ok {
		return s, nil
	}
	s, err := r.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if first, ok := r.statements[text]; ok {
		s.Close() // somebody else was faster
		return first, nil
	}
	r.statements[text] = s
	return s, nil
}

func (r *reads) rows(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	s, err := r.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// each runs fn on every row.
func (r *reads) each(ctx context.Context, text string, args []any, fn func(*sql.Rows) error) error {
	rows, err := r.rows(ctx, text, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// row reads the one row there must be.
func (r *reads) row(ctx context.Context, text string, args []any, into ...any) error {
	s, err := r.prepared(ctx, text)
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(into...)
}

// record reads one row of a table's columns, and the body when it is among them.
func (t *table) record(rows *sql.Rows, body bool) (docstore.Record, error) {
	var r docstore.Record
	keys := make([]any, len(t.Fields))
	into := make([]any, 0, len(keys)+3)
	into = append(into, &r.ID, &r.Version)
	for i := range keys {
		into = append(into, &keys[i])
	}
	if body {
		into = append(into, &r.Body)
	}
	if err := rows.Scan(into...); err != nil {
		return r, err
	}
	r.Keys = make(map[string]any, len(keys))
	for i, f := range t.Fields {
		r.Keys[f.Name] = keys[i]
	}
	return r, nil
}
