package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// liftBatch is how many documents get new fields in one transaction.
const liftBatch = 500

// Prepare makes and changes tables and indexes. Nothing else is written meanwhile.
// When it is interrupted, the next Prepare goes on; it must not run while another
// process with other schemas writes.
func (e *Engine) Prepare(ctx context.Context, schemas []docstore.Schema) error {
	if err := e.usable(ctx); err != nil {
		return err
	}
	for _, s := range schemas {
		t, err := newTable(s)
		if err != nil {
			return err
		}
		op := &write{alone: true, run: func(w *writer) error { return asFault(ctx, w.prepare(ctx, t)) }}
		if err := e.writer.do(ctx, op); err != nil {
			return err
		}
		e.mu.Lock()
		e.tables[s.Name] = t
		e.mu.Unlock()
	}
	return nil
}

// prepare brings one table to its schema. The record of its fields is written last,
// so an interrupted lifting starts over.
func (w *writer) prepare(ctx context.Context, t *table) error {
	was, made, err := w.recorded(ctx, t.Schema.Name)
	if err != nil {
		return err
	}
	if !made {
		return w.transaction(func() error {
			if err := w.exec(t.create()); err != nil {
				return err
			}
			return w.finish(ctx, t)
		})
	}
	gone, added := changedFields(was, t.Fields)
	if len(gone)+len(added) == 0 {
		return w.transaction(func() error { return w.makeIndexes(ctx, t) })
	}
	if t.Lift == nil && len(added) > 0 {
		return fault.Internalf("sqlite: %s: the fields %v are new and the schema cannot lift them", t.Schema.Name, added)
	}
	if err := w.transaction(func() error { return w.changeColumns(ctx, t, gone, added) }); err != nil {
		return err
	}
	if err := w.lift(ctx, t); err != nil {
		return err
	}
	return w.transaction(func() error { return w.finish(ctx, t) })
}

func (w *writer) finish(ctx context.Context, t *table) error {
	if err := w.makeIndexes(ctx, t); err != nil {
		return err
	}
	return w.record(t)
}

func (w *writer) transaction(fn func() error) error {
	err := w.exec("BEGIN IMMEDIATE")
	if err == nil {
		err = fn()
	}
	if err == nil {
		err = w.exec("COMMIT")
	}
	if err != nil {
		w.rollBack()
	}
	return err
}

func (w *writer) recorded(ctx context.Context, name string) (fields []docstore.Field, made bool, err error) {
	var text string
	err = w.conn.QueryRowContext(ctx, "SELECT fields FROM _collections WHERE name = ?", name).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	return fields, true, json.Unmarshal([]byte(text), &fields)
}

func (w *writer) record(t *table) error {
	text, err := json.Marshal(t.Fields)
	if err != nil {
		return err
	}
	return w.exec("INSERT INTO _collections (name, fields) VALUES (?, ?) ON CONFLICT DO UPDATE SET fields = excluded.fields",
		t.Schema.Name, string(text))
}

func changedFields(was, now []docstore.Field) (gone, added []docstore.Field) {
	for _, f := range was {
		if !slices.Contains(now, f) {
			gone = append(gone, f)
		}
	}
	for _, f := range now {
		if !slices.Contains(was, f) {
			added = append(added, f)
		}
	}
	return gone, added
}

// changeColumns drops and adds columns. Whatever an interrupted change left is
// found by looking at the table itself.
func (w *writer) changeColumns(ctx context.Context, t *table, gone, added []docstore.Field) error {
	if err := w.dropIndexes(ctx, t, nil); err != nil { // SQLite drops no column of an index
		return err
	}
	there, err := w.names(ctx, "SELECT name FROM pragma_table_info(?)", t.Schema.Name)
	if err != nil {
		return err
	}
	for _, f := range append(gone, added...) {
		if slices.Contains(there, f.Name) {
			if err := w.exec("ALTER TABLE " + t.name + " DROP COLUMN " + quote(f.Name)); err != nil {
				return err
			}
			there = slices.DeleteFunc(there, func(n string) bool { return n == f.Name })
		}
	}
	for _, f := range added {
		if err := w.exec("ALTER TABLE " + t.name + " ADD COLUMN " + column(f)); err != nil {
			return err
		}
	}
	return nil
}

// makeIndexes drops the indexes that are no longer declared and makes those that are missing.
func (w *writer) makeIndexes(ctx context.Context, t *table) error {
	var want []string
	for _, ix := range t.Indexes {
		want = append(want, t.indexName(ix))
	}
	if err := w.dropIndexes(ctx, t, want); err != nil {
		return err
	}
	have, err := w.indexes(ctx, t)
	if err != nil {
		return err
	}
	for _, ix := range t.Indexes {
		if name := t.indexName(ix); !slices.Contains(have, name) {
			if err := w.exec(t.createIndex(ix)); err != nil {
				return err
			}
			have = append(have, name)
		}
	}
	return nil
}

func (w *writer) dropIndexes(ctx context.Context, t *table, keep []string) error {
	have, err := w.indexes(ctx, t)
	if err != nil {
		return err
	}
	for _, name := range have {
		if !slices.Contains(keep, name) {
			if err := w.exec("DROP INDEX " + quote(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// indexes names the indexes this package made on a table; the primary key's own is not among them.
func (w *writer) indexes(ctx context.Context, t *table) ([]string, error) {
	all, err := w.names(ctx, "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", t.Schema.Name)
	return slices.DeleteFunc(all, func(n string) bool { return strings.HasPrefix(n, "sqlite_") }), err
}

func (w *writer) names(ctx context.Context, text string, args ...any) ([]string, error) {
	rows, err := w.conn.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}
