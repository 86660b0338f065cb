package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"yanhe/backend/docstore"
)

// TestFeedAcrossEngines: changes made through another engine on the same file, as
// another process would, are found by polling.
func TestFeedAcrossEngines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "yanhe.db")
	_, here := openEntries(t, Options{Path: path, Poll: time.Millisecond})
	_, there := openEntries(t, Options{Path: path})
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	told := make(chan string, 10)
	ready := make(chan struct{})
	go here.Watch(ctx, "", func() { close(ready) }, func(c docstore.Change) error { told <- c.ID; return nil })
	<-ready
	for k := range 3 {
		if err := there.Insert(ctx, numbered(k)); err != nil {
			t.Fatal(err)
		}
		select {
		case id := <-told:
			if id != numbered(k).ID {
				t.Fatalf("told %s, want %d", id, k)
			}
		case <-ctx.Done():
			t.Fatal("nothing was told")
		}
	}
}

// TestFeedIsCut: the feed keeps a bounded number of changes, and who comes too late
// is told so, not given a part.
func TestFeedIsCut(t *testing.T) {
	e, docs := openEntries(t, Options{KeepChanges: 20})
	ctx, stop := context.WithCancel(t.Context())
	positions := make(chan string, 1000)
	ready := make(chan struct{})
	go docs.Watch(ctx, "", func() { close(ready) }, func(c docstore.Change) error { positions <- c.Position; return nil })
	<-ready
	var told []string
	for k := range 100 {
		if err := docs.Insert(ctx, numbered(k)); err != nil {
			t.Fatal(err)
		}
		told = append(told, <-positions)
	}
	stop()
	var kept int
	if err := e.reads.row(t.Context(), "SELECT count(*) FROM _changes", nil, &kept); err != nil || kept < 20 || kept > 41 {
		t.Errorf("%d changes kept, want 20 to 41, %v", kept, err)
	}
	enough := errors.New("enough")
	fail := func(docstore.Change) error { return enough }
	if err := docs.Watch(t.Context(), told[10], func() {}, fail); !errors.Is(err, docstore.ErrCursor) {
		t.Errorf("from a position cut off: %v", err)
	}
	if err := docs.Watch(t.Context(), told[90], func() {}, fail); !errors.Is(err, enough) {
		t.Errorf("from a position that is kept: %v", err)
	}
	if err := docs.Watch(t.Context(), "101", func() {}, fail); !errors.Is(err, docstore.ErrCursor) {
		t.Errorf("from a position of another file: %v", err)
	}
}

// TestWatchEndsWithClose: Close ends a Watch that waits.
func TestWatchEndsWithClose(t *testing.T) {
	e, docs := openEntries(t, Options{})
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- docs.Watch(t.Context(), "", func() { close(ready) }, func(docstore.Change) error { return nil })
	}()
	<-ready
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, docstore.ErrUnavailable) {
		t.Errorf("the watch ended with %v", err)
	}
}
