package docstore_test

import (
	"context"
	"testing"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/testkit"
)

type thing struct {
	docstore.Meta
	Code string `json:"code"`
}

var things = docstore.Define[thing]("things").Text("code", func(t *thing) string { return t.Code }).Unique("code")

// remembered is a collection with a memory of two documents for a minute.
func remembered(t *testing.T) (*docstore.Collection[thing, *thing], *docstore.Memory[thing, *thing]) {
	t.Helper()
	all := things.On(testkit.Store(t, things.Schema()))
	m := all.Remember(docstore.Limits{Documents: 2, Age: time.Minute}, func(t *thing) string { return t.Code })
	for _, id := range []string{"a", "b", "c"} {
		if err := all.Insert(t.Context(), &thing{Meta: docstore.Meta{ID: id}, Code: "code-" + id}); err != nil {
			t.Fatal(err)
		}
	}
	return all, m
}

func followed(t *testing.T, m *docstore.Memory[thing, *thing], probe *thing, now time.Time) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = m.Follow(ctx) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	for deadline := time.After(10 * time.Second); ; {
		doc, turn := m.Get(probe.Code, now)
		if doc != nil {
			return stop
		}
		m.Keep(probe, turn, now)
		select {
		case <-deadline:
			t.Fatal("nothing is ever kept")
		default:
		}
	}
}

func TestMemory(t *testing.T) {
	all, m := remembered(t)
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	read := func(id string) *thing {
		doc, err := all.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return doc
	}
	a := read("a")
	_, turn := m.Get("code-a", now)
	m.Keep(a, turn, now)
	if doc, _ := m.Get("code-a", now); doc != nil {
		t.Error("it is kept without a feed")
	}
	stop := followed(t, m, a, now)

	if doc, _ := m.Get("code-a", now.Add(time.Minute-1)); doc != a {
		t.Error("not kept for its time")
	}
	if doc, _ := m.Get("code-a", now.Add(time.Minute)); doc != nil {
		t.Error("kept beyond its time")
	}

	_, turn = m.Get("code-a", now)
	stale := read("a")
	changed := read("a")
	if err := all.Replace(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	if doc, _ := m.Get("code-a", now); doc != nil {
		t.Error("a write is not seen")
	}
	m.Keep(stale, turn, now)
	if doc, _ := m.Get("code-a", now); doc != nil {
		t.Error("what was read before the write is kept after it")
	}

	for _, id := range []string{"a", "b", "c"} {
		// The feed may still tell of the write above: what it refuses is offered again.
		for doc := read(id); ; {
			have, turn := m.Get("code-"+id, now)
			if have != nil {
				break
			}
			m.Keep(doc, turn, now)
		}
	}
	kept := 0
	for _, code := range []string{"code-a", "code-b", "code-c"} {
		if doc, _ := m.Get(code, now); doc != nil {
			kept++
		}
	}
	if kept > 2 {
		t.Errorf("%d documents are kept", kept)
	}

	stop()
	for _, code := range []string{"code-a", "code-b", "code-c"} {
		if doc, _ := m.Get(code, now); doc != nil {
			t.Errorf("%s is kept after the feed ended", code)
		}
	}
}
