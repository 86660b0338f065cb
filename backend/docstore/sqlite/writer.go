package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"yanhe/backend/docstore"
)

const (
	// maxGroup and maxGroupBytes bound a transaction, and with it the wait of the
	// first in it and the size of the log.
	maxGroup      = 512
	maxGroupBytes = 8 << 20
	// maxStatements bounds the prepared statements of the writer; beyond it all
	// are given up and made again as needed.
	maxStatements = 500
)

// write is one write on its way through the writer.
type write struct {
	collection string
	size       int
	run        func(*writer) error
	// alone: the write runs outside a group and keeps its own transactions.
	alone bool
	state atomic.Int32
	done  chan error
}

// The states of a write. Only a waiting one can still be given up.
const (
	waiting = iota
	taken
	givenUp
)

// writer owns the one connection that writes. Its queue may be used by any
// goroutine; everything else belongs to loop.
type writer struct {
	options Options
	wake    *wake

	mu      sync.Mutex
	queue   []*write
	stopped bool
	arrived chan struct{} // holds one token while the queue may have work
	ended   chan struct{} // closed when loop has returned

	db         *sql.DB
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	fresh      int64 // changes since the feed was last cut
}

func newWriter(ctx context.Context, path string, o Options, k *wake) (*writer, error) {
	db, err := connect(path, writing(o), 1)
	if err != nil {
		return nil, err
	}
	w := &writer{options: o, wake: k, db: db, statements: map[string]*sql.Stmt{},
		arrived: make(chan struct{}, 1), ended: make(chan struct{})}
	if w.conn, err = db.Conn(ctx); err == nil {
		err = settle(ctx, w.conn)
	}
	if err != nil {
		db.Close() // the first error tells more
		return nil, err
	}
	go w.loop()
	return w, nil
}

// do hands a write to the writer and waits until it is committed. When ctx ends
// first, do returns at once: a write that is still waiting is then dropped, one
// that is being committed may yet take effect.
func (w *writer) do(ctx context.Context, op *write) error {
	op.done = make(chan error, 1)
	w.mu.Lock()
	if w.stopped {
		w.mu.Unlock()
		return docstore.ErrUnavailable.Because(sql.ErrConnDone)
	}
	w.queue = append(w.queue, op)
	w.mu.Unlock()
	select {
	case w.arrived <- struct{}{}:
	default:
	}
	select {
	case err := <-op.done:
		return err
	case <-ctx.Done():
		op.state.CompareAndSwap(waiting, givenUp)
		return ctx.Err()
	}
}

// loop commits until stop was called and the queue is empty.
func (w *writer) loop() {
	defer close(w.ended)
	for range w.arrived {
		for group := w.take(maxGroup, true); len(group) > 0; group = w.take(maxGroup, true) {
			if group[0].alone {
				group[0].done <- group[0].run(w)
				continue
			}
			w.commit(group)
		}
		w.mu.Lock()
		over := w.stopped && len(w.queue) == 0
		w.mu.Unlock()
		if over {
			return
		}
	}
}

// take takes up to n waiting writes off the queue. One that runs alone is taken
// alone, and only when alone is set.
func (w *writer) take(n int, alone bool) []*write {
	w.mu.Lock()
	defer w.mu.Unlock()
	var group []*write
	size := 0
	for len(w.queue) > 0 && len(group) < n && size < maxGroupBytes {
		op := w.queue[0]
		if op.alone && (len(group) > 0 || !alone) {
			break
		}
		w.queue[0] = nil
		w.queue = w.queue[1:]
		if !op.state.CompareAndSwap(waiting, taken) {
			continue
		}
		group = append(group, op)
		if size += op.size; op.alone {
			break
		}
	}
	if len(w.queue) == 0 {
		w.queue = nil
	}
	return group
}

// stop lets loop finish what is queued; later writes are refused.
func (w *writer) stop() {
	w.mu.Lock()
	w.stopped = true
	w.mu.Unlock()
	select {
	case w.arrived <- struct{}{}:
	default:
	}
	<-w.ended
}

func (w *writer) close() error {
	w.stop()
	w.forget()
	// When this fails, the log stays and is read at the next start.
	_, _ = w.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(w.conn.Close(), w.db.Close())
}
