package sqlite

import (
	"context"
	"database/sql"
	"runtime"

	lib "modernc.org/sqlite/lib"

	"yanhe/backend/fault"
)

// outcome is a write that has run but is not yet committed.
type outcome struct {
	op  *write
	err error
}

// commit runs a group of writes, and those that arrive meanwhile, in one
// transaction, and answers them after it is on disk. A write that fails by itself
// leaves the others alone; when the transaction fails, all of them fail.
func (w *writer) commit(group []*write) {
	err := w.exec("BEGIN IMMEDIATE")
	var ran []outcome
	for size := 0; err == nil && len(group) > 0; {
		var n int
		n, err = w.run(group, &ran)
		if group = group[n:]; err != nil {
			break
		}
		if size += sizeOf(ran[len(ran)-n:]); len(ran) < maxGroup && size < maxGroupBytes {
			group = w.late(maxGroup - len(ran))
		}
	}
	if err == nil {
		err = w.cutFeed()
	}
	if err == nil {
		err = w.exec("COMMIT")
	}
	if err != nil {
		w.rollBack()
		w.refuse(ran, group, err)
		return
	}
	w.answer(ran)
}

// run runs writes until one breaks the transaction, and returns how many it ran.
func (w *writer) run(group []*write, ran *[]outcome) (int, error) {
	for i, op := range group {
		err := op.run(w)
		*ran = append(*ran, outcome{op, err})
		if err != nil && !ofOneWrite(err) {
			return i + 1, err
		}
	}
	return len(group), nil
}

func sizeOf(ran []outcome) (size int) {
	for _, o := range ran {
		size += o.op.size
	}
	return size
}

// late takes what arrived while the group ran. Callers who were answered just now
// are often about to write again; letting them go first makes groups half as large
// again, at no cost to a caller who is alone.
func (w *writer) late(n int) []*write {
	group := w.take(n, false)
	if len(group) == 0 {
		runtime.Gosched()
		group = w.take(n, false)
	}
	return group
}

func (w *writer) answer(ran []outcome) {
	var touched string
	for _, o := range ran {
		if o.err == nil && o.op.collection != touched {
			touched = o.op.collection
			w.wake.all(touched)
		}
	}
	background := context.Background()
	for _, o := range ran {
		o.op.done <- asFault(background, o.err)
	}
}

func (w *writer) refuse(ran []outcome, rest []*write, err error) {
	err = asFault(context.Background(), err)
	for _, o := range ran {
		o.op.done <- err
	}
	for _, op := range rest {
		op.done <- err
	}
}

// rollBack ends a failed transaction. SQLite has ended it by itself after some
// errors, so that this one fails; the connection is then as it should be.
func (w *writer) rollBack() {
	_ = w.exec("ROLLBACK")
}

// prepared returns a statement that is kept for the next time.
func (w *writer) prepared(text string) (*sql.Stmt, error) {
	if s, ok := w.statements[text]; ok {
		return s, nil
	}
	if len(w.statements) >= maxStatements {
		w.forget()
	}
	s, err := w.conn.PrepareContext(context.Background(), text)
	if err != nil {
		if code(err) == lib.SQLITE_ERROR { // this statement's own mistake
			err = fault.Internalf("sqlite: %s: %w", text, err)
		}
		return nil, err
	}
	w.statements[text] = s
	return s, nil
}

func (w *writer) forget() {
	for _, s := range w.statements {
		s.Close() // frees memory; a failure has no effect on data
	}
	clear(w.statements)
}

func (w *writer) exec(text string, args ...any) error {
	_, err := w.affect(text, args...)
	return err
}

// affect runs a statement and returns the number of rows it changed.
func (w *writer) affect(text string, args ...any) (int64, error) {
	s, err := w.prepared(text)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}
