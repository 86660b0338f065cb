package evidence

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/docstore"
	"yanhe/backend/id"
)

func TestSweepKeepsWhatIsWanted(t *testing.T) {
	b := newBench(t)
	unused, taken, attached := b.add(t, "ann", "unused"), b.add(t, "ann", "taken"), b.add(t, "ann", "attached")
	for _, u := range []Upload{taken, attached} {
		if _, err := b.Take(ctx, "ann", []string{u.ID}, "files"); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Attach(ctx, attached.ID, "case-1"); err != nil {
		t.Fatal(err)
	}
	sweep := func(want int) {
		t.Helper()
		if n, err := b.Sweep(ctx); n != want || err != nil {
			t.Errorf("%d removed, want %d, %v", n, want, err)
		}
	}
	b.now.Advance(keepUnused - time.Millisecond)
	sweep(0)
	b.now.Advance(time.Millisecond)
	sweep(1)
	if _, _, err := b.Open(ctx, unused.ID); !errors.Is(err, ErrMissing) || b.shelf.has(unused.Key) {
		t.Error("the unused one is still there", err)
	}
	b.now.Advance(keepTaken - keepUnused)
	sweep(1)
	b.now.Advance(1000 * 24 * time.Hour)
	sweep(0)
	if _, _, err := b.Open(ctx, attached.ID); err != nil || !b.shelf.has(attached.Key) {
		t.Error("the attached one is gone", err)
	}
}

func TestSweepTakesUpWhereACrashLeftIt(t *testing.T) {
	b := newBench(t)
	u := b.add(t, "ann", "x")
	b.now.Advance(keepUnused)
	b.shelf.failDelete = true
	if _, err := b.Sweep(ctx); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	// The document still leads to the content, and nobody can take it any more.
	if _, err := b.uploads.Get(ctx, u.ID); err != nil || !b.shelf.has(u.Key) {
		t.Fatal(err)
	}
	if _, err := b.Take(ctx, "ann", []string{u.ID}, "files"); codeOf(err) != "evidence.unknown" {
		t.Error(err)
	}
	b.shelf.failDelete = false
	if n, err := b.Sweep(ctx); n != 1 || err != nil || b.shelf.has(u.Key) {
		t.Error(n, err)
	}
	if _, err := b.uploads.Get(ctx, u.ID); !errors.Is(err, docstore.ErrMissing) {
		t.Error(err)
	}
}

// TestNoContentIsOrphaned runs random histories with a blob store that fails at
// random: every content has a document, every upload that can be taken has its
// content, and in the end only what cases hold is left.
func TestNoContentIsOrphaned(t *testing.T) {
	shared := engine(t)
	rapid.Check(t, func(t *rapid.T) {
		b := benchOn(shared)
		account := "account-" + id.Token()
		var known []Upload
		attached := map[string]bool{}
		for i := range rapid.IntRange(1, 12).Draw(t, "steps") {
			b.shelf.failPut = rapid.IntRange(0, 3).Draw(t, "put fails") == 0
			b.shelf.failDelete = rapid.IntRange(0, 3).Draw(t, "delete fails") == 0
			switch what := rapid.SampledFrom([]string{"add", "add", "take", "attach", "wait", "sweep"}).Draw(t, "step"); {
			case what == "add":
				u, err := b.Add(ctx, account, "x.png", strings.NewReader(fmt.Sprint("content ", i)))
				if err == nil {
					known = append(known, u)
				} else if !errors.Is(err, errAway) {
					t.Fatal(err)
				}
			case what == "wait":
				b.now.Advance(time.Duration(rapid.IntRange(1, 100).Draw(t, "hours")) * time.Hour)
			case what == "sweep":
				if _, err := b.Sweep(ctx); err != nil && !errors.Is(err, errAway) {
					t.Fatal(err)
				}
			case len(known) > 0:
				u := known[rapid.IntRange(0, len(known)-1).Draw(t, "which")]
				if what == "take" {
					_, err := b.Take(ctx, account, []string{u.ID}, "files")
					if err == nil && !b.shelf.has(u.Key) {
						t.Fatalf("%s was taken without its content", u.ID)
					}
				} else if err := b.Attach(ctx, u.ID, "case-"+account); err == nil {
					attached[u.Key] = true
				}
			}
			everyContentHasADocument(t, b)
		}
		b.shelf.failPut, b.shelf.failDelete = false, false
		b.now.Advance(keepTaken + keepUnused)
		if _, err := b.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		for key := range attached {
			if !b.shelf.has(key) {
				t.Fatalf("%s of a case is gone", key)
			}
		}
		if len(b.shelf.held) != len(attached) {
			t.Fatalf("%d contents left, cases hold %d", len(b.shelf.held), len(attached))
		}
	})
}

func everyContentHasADocument(t *rapid.T, b bench) {
	for key := range b.shelf.held {
		if _, err := b.uploads.Get(ctx, strings.TrimPrefix(key, "evidence-")); err != nil {
			t.Fatalf("%s has no document: %v", key, err)
		}
	}
}
