package docstore

import (
	"context"
	"errors"
	"testing"
)

// TestTurns: one holds the turn at a document, who gives up waiting leaves nothing
// behind, and other documents have turns of their own.
func TestTurns(t *testing.T) {
	turns := newTurns()
	first, err := turns.take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	other, err := turns.take(t.Context(), "b")
	if err != nil {
		t.Fatal(err)
	}
	other()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := turns.take(ended, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting with an ended context: %v", err)
	}
	got := make(chan func())
	go func() {
		next, err := turns.take(t.Context(), "a")
		if err != nil {
			t.Error(err)
		}
		got <- next
	}()
	first()
	(<-got)()
	if len(turns.byDoc) != 0 {
		t.Errorf("left behind: %v", turns.byDoc)
	}
}

func TestDefineRefuses(t *testing.T) {
	text := func(d *doc) string { return d.Title }
	for what, define := range map[string]func(){
		"collection name":  func() { Define[doc]("Docs") },
		"field name":       func() { Define[doc]("docs").Text("_id", text) },
		"field twice":      func() { Define[doc]("docs").Text("title", text).Text("title", text) },
		"index of nothing": func() { Define[doc]("docs").Index("title") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: not refused", what)
				}
			}()
			define()
		}()
	}
}
