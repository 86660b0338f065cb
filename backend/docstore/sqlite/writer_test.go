package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"yanhe/backend/docstore"
)

// hold keeps the writer busy until the returned function is called.
func hold(t testing.TB, e *Engine) (release func()) {
	t.Helper()
	started, over := make(chan struct{}), make(chan struct{})
	go e.writer.do(context.Background(), &write{alone: true, run: func(*writer) error {
		close(started)
		<-over
		return nil
	}})
	<-started
	return func() { close(over) }
}

// queued waits until so many writes wait for the writer.
func queued(e *Engine, n int) {
	for {
		e.writer.mu.Lock()
		have := len(e.writer.queue)
		e.writer.mu.Unlock()
		if have >= n {
			return
		}
		runtime.Gosched()
	}
}

// TestGroup: writes that fail within a group leave the others of the group alone.
func TestGroup(t *testing.T) {
	e, docs := openEntries(t, Options{})
	taken := numbered(0)
	if err := docs.Insert(t.Context(), taken); err != nil {
		t.Fatal(err)
	}
	release := hold(t, e)
	const n = 100
	got := make([]error, n)
	var wg sync.WaitGroup
	for k := range n {
		wg.Go(func() {
			switch k % 4 {
			case 0:
				got[k] = docs.Insert(t.Context(), numbered(0))
			case 1:
				stale := *taken
				stale.Version = 7
				got[k] = docs.Replace(t.Context(), &stale)
			case 2:
				got[k] = e.Delete(t.Context(), "entries", "none", 1)
			default:
				got[k] = docs.Insert(t.Context(), numbered(k))
			}
		})
	}
	queued(e, n)
	release()
	wg.Wait()
	for k, want := range []error{docstore.ErrExists, docstore.ErrStale, docstore.ErrMissing, nil} {
		for ; k < n; k += 4 {
			if !errors.Is(got[k], want) {
				t.Errorf("write %d: got %v, want %v", k, got[k], want)
			}
		}
	}
	if all, err := docs.Count(t.Context(), docstore.Query{}, 0); err != nil || all != 1+n/4 {
		t.Errorf("%d documents, %v", all, err)
	}
}

// TestGivenUp: a write whose caller has left before the writer took it is dropped.
func TestGivenUp(t *testing.T) {
	e, docs := openEntries(t, Options{})
	release := hold(t, e)
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() { left <- docs.Insert(ctx, numbered(1)) }()
	queued(e, 1)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) { // while the writer is still busy
		t.Errorf("got %v", err)
	}
	release()
	if err := docs.Insert(t.Context(), numbered(2)); err != nil {
		t.Fatal(err)
	}
	if _, err := docs.Get(t.Context(), "1"); !errors.Is(err, docstore.ErrMissing) {
		t.Errorf("the write that was given up: %v", err)
	}
}

// TestCloseDrains: writes taken in before Close are committed, later ones refused.
func TestCloseDrains(t *testing.T) {
	path := filepath.Join(t.TempDir(), "yanhe.db")
	e, docs := openEntries(t, Options{Path: path})
	release := hold(t, e)
	const n = 50
	results := make(chan error, n)
	for k := range n {
		go func() { results <- docs.Insert(t.Context(), numbered(k)) }()
	}
	queued(e, n)
	ended := make(chan error, 1)
	go func() { ended <- e.Close() }()
	<-e.closed
	release()
	for range n {
		if err := <-results; err != nil {
			t.Errorf("a queued write: %v", err)
		}
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if err := docs.Insert(t.Context(), numbered(n)); !errors.Is(err, docstore.ErrUnavailable) {
		t.Errorf("after Close: %v", err)
	}
	_, again := openEntries(t, Options{Path: path})
	if all, err := again.Count(t.Context(), docstore.Query{}, 0); err != nil || all != n {
		t.Errorf("%d of %d writes kept, %v", all, n, err)
	}
}

// TestFull: a full disk is told as such, undoes the group, and passes.
func TestFull(t *testing.T) {
	e, docs := openEntries(t, Options{})
	limit := func(pages string) {
		t.Helper()
		err := e.writer.do(t.Context(), &write{alone: true, run: func(w *writer) error {
			_, err := w.conn.ExecContext(t.Context(), "PRAGMA max_page_count = "+pages)
			return err
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit("40")
	kept := 0
	for {
		doc := numbered(kept)
		doc.Text = string(make([]byte, 3000))
		err := docs.Insert(t.Context(), doc)
		if errors.Is(err, docstore.ErrUnavailable) {
			break
		}
		if err != nil || kept > 100 {
			t.Fatalf("after %d documents: %v", kept, err)
		}
		kept++
	}
	if _, err := docs.Get(t.Context(), "0"); err != nil {
		t.Errorf("read on a full disk: %v", err)
	}
	limit("100000")
	if err := docs.Insert(t.Context(), numbered(kept)); err != nil {
		t.Fatalf("after there is room again: %v", err)
	}
	if all, err := docs.Count(t.Context(), docstore.Query{}, 0); err != nil || all != int64(kept+1) {
		t.Errorf("%d documents, want %d, %v", all, kept+1, err)
	}
}
