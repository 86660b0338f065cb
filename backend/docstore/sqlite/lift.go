package sqlite

import (
	"context"

	"yanhe/backend/docstore"
)

// lift fills the fields of all documents from their bodies. Versions stay, and the
// feed tells nothing: the documents are as they were.
func (w *writer) lift(ctx context.Context, t *table) error {
	last := ""
	for {
		batch, err := w.bodies(ctx, t, last)
		if err != nil || len(batch) == 0 {
			return err
		}
		err = w.transaction(func() error {
			for _, r := range batch {
				if err := w.liftOne(t, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		last = batch[len(batch)-1].ID
	}
}

func (w *writer) bodies(ctx context.Context, t *table, after string) ([]docstore.Record, error) {
	rows, err := w.conn.QueryContext(ctx, "SELECT "+t.columns+", _body FROM "+t.name+" WHERE _id > ? ORDER BY _id LIMIT ?", after, liftBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []docstore.Record
	for rows.Next() {
		r, err := t.record(rows, true)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

func (w *writer) liftOne(t *table, r docstore.Record) error {
	keys, err := t.Lift(r.Body)
	if err != nil {
		return err
	}
	old, err := t.values(r.Keys)
	if err != nil {
		return err
	}
	now, err := t.values(keys)
	if err != nil {
		return err
	}
	differ, args := difference(t, old, now, nil)
	if len(differ) == 0 {
		return nil
	}
	return w.exec(t.update(differ, false, false), append(args, r.ID)...)
}
