package contract

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"yanhe/backend/docstore"
)

const writers = 64

// together runs n goroutines that start at the same moment.
func together(n int, fn func(i int)) {
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		wg.Go(func() { <-gate; fn(i) })
	}
	close(gate)
	wg.Wait()
}

// oneWinner: an id is a lock. Of 64 inserts of each id exactly one succeeds, and
// the document is the winner's.
func oneWinner(t *testing.T, s suite) {
	ctx := s.wait(t)
	const ids = 10
	var winner [ids]atomic.Int64
	together(writers, func(w int) {
		for k := range ids {
			err := s.items.Insert(ctx, with(name("slot%d", k), func(i *item) { i.Rank = int64(w + 1) }))
			switch {
			case err == nil && !winner[k].CompareAndSwap(0, int64(w+1)):
				t.Errorf("slot%d was won twice", k)
			case err != nil && !errors.Is(err, docstore.ErrExists):
				t.Errorf("slot%d: %v", k, err)
			}
		}
	})
	for k := range ids {
		got, err := s.items.Get(ctx, name("slot%d", k).ID)
		must(t, err)
		if got.Rank != winner[k].Load() {
			t.Errorf("slot%d holds %d, won by %d", k, got.Rank, winner[k].Load())
		}
	}
}

// counter: 64 writers count one document up; no step may be lost.
func counter(t *testing.T, s suite) {
	ctx := s.wait(t)
	must(t, s.items.Insert(ctx, name("counter")))
	together(writers, func(int) {
		for range s.Increments {
			if _, err := s.items.Update(ctx, "counter", func(i *item) error { i.Rank++; return nil }); err != nil {
				t.Errorf("update: %v", err)
				return
			}
		}
	})
	got, err := s.items.Get(ctx, "counter")
	must(t, err)
	want := int64(writers * s.Increments)
	if got.Rank != want || got.Version != want+1 {
		t.Fatalf("counted %d at version %d, want %d at %d", got.Rank, got.Version, want, want+1)
	}
}

// cancelledMidway: callers that give up at any moment leave the engine whole;
// whatever was acknowledged is there.
func cancelledMidway(t *testing.T, s suite) {
	var acknowledged sync.Map
	together(writers, func(w int) {
		for k := range 20 {
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() {
				defer close(done)
				doc := name("w%d-%d", w, k)
				err := s.items.Insert(ctx, doc)
				if err == nil {
					acknowledged.Store(doc.ID, true)
				} else if !errors.Is(err, context.Canceled) {
					t.Errorf("insert: %v", err)
				}
			}()
			if (w+k)%3 != 0 { // a third is left alone
				cancel()
			}
			<-done
			cancel()
		}
	})
	ctx := s.wait(t)
	acknowledged.Range(func(id, _ any) bool {
		if _, err := s.items.Get(ctx, id.(string)); err != nil {
			t.Errorf("%s was acknowledged: %v", id, err)
		}
		return true
	})
	for w := range writers {
		for k := range 20 {
			id := name("w%d-%d", w, k).ID
			if _, ok := acknowledged.Load(id); !ok && (w+k)%3 == 0 {
				t.Errorf("%s was not cancelled and not acknowledged", id)
			}
		}
	}
}
