package contract

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"yanhe/backend/docstore"
)

// feed is a running Watch.
type feed struct {
	s       suite
	changes chan docstore.Change
	stop    context.CancelFunc
	ended   chan error
}

// follow starts a Watch and returns when it is ready.
func follow(t *testing.T, s suite, position string) *feed {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	f := &feed{s: s, changes: make(chan docstore.Change, 10000), stop: stop, ended: make(chan error, 1)}
	ready := make(chan struct{})
	go func() {
		f.ended <- s.items.Watch(ctx, position, sync.OnceFunc(func() { close(ready) }), func(c docstore.Change) error {
			f.changes <- c
			return nil
		})
	}()
	t.Cleanup(stop)
	select {
	case err := <-f.ended:
		t.Fatalf("watch from %q: %v", position, err)
	case <-ready:
	}
	return f
}

func (f *feed) next(t *testing.T) docstore.Change {
	t.Helper()
	timer := time.NewTimer(f.s.Patience)
	defer timer.Stop()
	select {
	case c := <-f.changes:
		return c
	case err := <-f.ended:
		t.Fatalf("the watch ended early: %v", err)
	case <-timer.C:
		t.Fatalf("no change within %v", f.s.Patience)
	}
	panic("unreachable")
}

// close ends the Watch and returns what it had told by then.
func (f *feed) close(t *testing.T) []docstore.Change {
	t.Helper()
	f.stop()
	if err := eventually(t, f.s, "the end of the watch", f.ended); !errors.Is(err, context.Canceled) {
		t.Errorf("the watch ended with %v", err)
	}
	close(f.changes)
	var rest []docstore.Change
	for c := range f.changes {
		rest = append(rest, c)
	}
	return rest
}

func feedFromNow(t *testing.T, s suite) {
	ctx := s.wait(t)
	must(t, s.items.Insert(ctx, name("before")))
	f := follow(t, s, "")
	must(t, s.coded.Insert(ctx, with(name("elsewhere"), func(i *item) { i.Code = "1" })))
	a := name("a")
	must(t, s.items.Insert(ctx, a))
	if c := f.next(t); c.ID != "a" || c.Version != 1 || c.Position == "" {
		t.Fatalf("first change %+v", c)
	}
	must(t, s.items.Replace(ctx, a))
	if c := f.next(t); c.ID != "a" || c.Version != 2 {
		t.Fatalf("second change %+v", c)
	}
	wantErr(t, "refused insert", s.items.Insert(ctx, name("a")), docstore.ErrExists)
	must(t, s.items.Insert(ctx, name("b")))
	if c := f.next(t); c.ID != "b" {
		t.Fatalf("a refused write was told: %+v", c)
	}
	if rest := f.close(t); len(rest) != 0 {
		t.Errorf("told beyond: %+v", rest)
	}
}

// feedResumes: whoever was away goes on where they stopped, whether the changes
// they missed came while nobody watched or not.
func feedResumes(t *testing.T, s suite) {
	ctx := s.wait(t)
	f := follow(t, s, "")
	for k := range 5 {
		must(t, s.items.Insert(ctx, name("%d", k)))
	}
	var positions []string
	for range 5 {
		positions = append(positions, f.next(t).Position)
	}
	f.close(t)
	for k := 5; k < 8; k++ {
		must(t, s.items.Insert(ctx, name("%d", k)))
	}
	for seen, position := range positions {
		again := follow(t, s, position)
		for k := seen + 1; k < 8; k++ {
			if c := again.next(t); c.ID != name("%d", k).ID {
				t.Fatalf("resumed after %d: told %+v, want %d", seen, c, k)
			}
		}
		again.close(t)
	}
}

func feedTellsDeletes(t *testing.T, s suite) {
	ctx := s.wait(t)
	f := follow(t, s, "")
	a := name("a")
	must(t, s.items.Insert(ctx, a))
	if c := f.next(t); c.Version != 1 {
		t.Fatalf("insert told as %+v", c)
	}
	must(t, s.items.Delete(ctx, a))
	gone := f.next(t)
	if gone.ID != "a" || gone.Version != 0 {
		t.Fatalf("delete told as %+v", gone)
	}
	must(t, s.items.Insert(ctx, name("a")))
	if c := f.next(t); c.ID != "a" || c.Version != 1 {
		t.Fatalf("insert after delete told as %+v", c)
	}
	f.close(t)
	again := follow(t, s, gone.Position)
	if c := again.next(t); c.ID != "a" || c.Version != 1 {
		t.Fatalf("resumed after the delete: %+v", c)
	}
}

// feedMissesNothing: while 16 writers work, each document's versions come in
// order and its last acknowledged version is told.
func feedMissesNothing(t *testing.T, s suite) {
	f := follow(t, s, "")
	const docs, steps = 32, 10
	together(16, func(w int) {
		ctx := s.wait(t)
		for k := w; k < docs; k += 16 {
			doc := name("%d", k)
			if err := s.items.Insert(ctx, doc); err != nil {
				t.Errorf("insert: %v", err)
				return
			}
			for range steps - 1 {
				if _, err := s.items.Update(ctx, doc.ID, func(i *item) error { i.Rank++; return nil }); err != nil {
					t.Errorf("update: %v", err)
					return
				}
			}
		}
	})
	if t.Failed() {
		t.FailNow()
	}
	start := finalVersions(t, f, docs, steps)
	// Whoever starts over from the first change is told the same.
	finalVersions(t, follow(t, s, start), docs, steps)
}

// finalVersions reads until all documents were told at their last version, and
// returns the position of the first change.
func finalVersions(t *testing.T, f *feed, docs int, last int64) string {
	t.Helper()
	told := map[string]int64{}
	first, done := "", 0
	for done < docs {
		c := f.next(t)
		if first == "" {
			first = c.Position
		}
		if c.Version <= told[c.ID] {
			t.Fatalf("%s told at version %d after %d", c.ID, c.Version, told[c.ID])
		}
		if told[c.ID] = c.Version; c.Version == last {
			done++
		}
	}
	return first
}

func feedEnds(t *testing.T, s suite) {
	ctx := s.wait(t)
	enough := errors.New("enough")
	ended, ready := make(chan error, 1), make(chan struct{})
	go func() {
		ended <- s.items.Watch(ctx, "", func() { close(ready) }, func(docstore.Change) error { return enough })
	}()
	eventually(t, s, "ready", ready)
	must(t, s.items.Insert(ctx, name("a")))
	wantErr(t, "watch whose function fails", eventually(t, s, "the end", ended), enough)

	follow(t, s, "").close(t) // an idle one ends with its context

	over, cancel := context.WithCancel(ctx)
	cancel()
	err := s.items.Watch(over, "", func() {}, func(docstore.Change) error { return nil })
	wantErr(t, "watch with an ended context", err, context.Canceled)
}

func feedRefusesPosition(t *testing.T, s suite) {
	ctx := s.wait(t)
	err := s.items.Watch(ctx, "no such position", func() {}, func(docstore.Change) error { return nil })
	wantErr(t, "watch from an unknown position", err, docstore.ErrCursor)
}
