// Package sqlite is the embedded engine of docstore: one SQLite file in WAL mode
// with synchronous=FULL, so an acknowledged write survives a crash of the process
// or the machine.
//
// All writes of a process go through one goroutine, which commits what has come
// together while the last commit was under way as one transaction; reads run in
// parallel on connections of their own. Several processes may share a file.
//
// Each collection is a table with the columns _id, _version, _body and one column
// for each declared field; the table _changes is the change feed.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Options tell where the data lies and how much the engine may use.
type Options struct {
	// Path is the database file; it and its folder are made when missing, readable
	// by the owner only. "-wal" and "-shm" files lie next to it while it is open.
	Path string
	// ReadPool is the number of reads that run at once; 0 means 4.
	ReadPool int
	// CacheKiB bounds the page cache of the writer, and a quarter of it that of
	// each reader; 0 means 16384.
	CacheKiB int
	// KeepChanges is how many changes Watch can go back; 0 means 100,000 (some 8 MB).
	KeepChanges int64
	// Poll is how often Watch looks for changes made by other processes; those of
	// this process are told at once. 0 means 2 seconds.
	Poll time.Duration
}

func (o Options) withDefaults() Options {
	if o.ReadPool == 0 {
		o.ReadPool = 4
	}
	if o.CacheKiB == 0 {
		o.CacheKiB = 16384
	}
	if o.KeepChanges == 0 {
		o.KeepChanges = 100_000
	}
	if o.Poll == 0 {
		o.Poll = 2 * time.Second
	}
	return o
}

// Engine implements docstore.Engine.
type Engine struct {
	options Options
	writer  *writer
	reads   *reads
	wake    *wake

	mu     sync.RWMutex
	tables map[string]*table

	closing   sync.Once
	closed    chan struct{}
	closeFail error
}

var _ docstore.Engine = (*Engine)(nil)

// Open opens the file, making it when there is none. It fails when the file is no
// database, was made by a newer program, or cannot be written.
func Open(ctx context.Context, o Options) (*Engine, error) {
	o = o.withDefaults()
	path, err := touch(o.Path)
	if err != nil {
		return nil, docstore.ErrUnavailable.Because(err)
	}
	e := &Engine{options: o, tables: map[string]*table{}, closed: make(chan struct{}), wake: newWake()}
	if e.writer, err = newWriter(ctx, path, o, e.wake); err != nil {
		return nil, asFault(ctx, err)
	}
	if e.reads, err = newReads(ctx, path, o); err != nil {
		_ = e.writer.close() // the first error tells more
		return nil, asFault(ctx, err)
	}
	return e, nil
}

// Close waits until all that was taken in is committed, and writes the log back
// into the file. All calls afterwards, and Watches under way, are ErrUnavailable.
func (e *Engine) Close() error {
	e.closing.Do(func() {
		close(e.closed)
		e.writer.stop()
		// Reads first, so that the writer can empty the log.
		err := errors.Join(e.reads.close(), e.writer.close())
		e.closeFail = asFault(context.Background(), err)
	})
	return e.closeFail
}

// Ping asks the file for an answer.
func (e *Engine) Ping(ctx context.Context) error {
	if err := e.usable(ctx); err != nil {
		return err
	}
	var one int
	return asFault(ctx, e.reads.row(ctx, "SELECT 1", nil, &one))
}

// usable reports an ended context or a closed engine.
func (e *Engine) usable(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-e.closed:
		return docstore.ErrUnavailable.Because(sql.ErrConnDone)
	default:
		return nil
	}
}

// table returns what Prepare has learnt of a collection.
func (e *Engine) table(ctx context.Context, collection string) (*table, error) {
	if err := e.usable(ctx); err != nil {
		return nil, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	t, ok := e.tables[collection]
	if !ok {
		return nil, fault.Internalf("sqlite: collection %q was not prepared", collection)
	}
	return t, nil
}
