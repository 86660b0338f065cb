package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"yanhe/backend/audit"
	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/testkit"
)

var key = []byte("a key for this test only")

func start() *clock.Fixed { return clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)) }

// fill appends n entries of one actor, a second apart, and returns their chain's ids.
func fill(t *testing.T, store docstore.Engine, n int) (*audit.Log, []string) {
	t.Helper()
	c := start()
	log := audit.New(store, c, key)
	for i := range n {
		err := log.Append(t.Context(), audit.Entry{Actor: "moderator", Action: "case.reveal",
			Object: fmt.Sprintf("case|%d", i), Reason: "电话核实", Details: map[string]string{"b": "2", "a": "1"}})
		if err != nil {
			t.Fatal(err)
		}
		c.Advance(time.Second)
	}
	page, err := log.List(t.Context(), audit.Filter{Actor: "moderator", Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range page.Items {
		ids = append(ids, e.ID)
	}
	slices.Reverse(ids) // oldest first
	return log, ids
}

func verify(t *testing.T, log *audit.Log) (int64, string) {
	t.Helper()
	checked, broken, err := log.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return checked, broken
}

func TestVerifyFindsNothingWrong(t *testing.T) {
	log, ids := fill(t, testkit.Store(t, audit.Schemas()...), 250) // more than one page
	if err := log.Anchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	if checked, broken := verify(t, log); checked != 251 || broken != "" || len(ids) != 200 {
		t.Errorf("%d checked, broken at %q", checked, broken)
	}
}

// tamper is what someone with the database in hand can do to record bodies.
type tamper struct {
	t     *testing.T
	store docstore.Engine
	def   docstore.Schema
}

func (x tamper) read(id string) audit.Entry {
	x.t.Helper()
	r, err := x.store.Get(x.t.Context(), x.def.Name, id)
	if err != nil {
		x.t.Fatal(err)
	}
	var e audit.Entry
	if err := json.Unmarshal(r.Body, &e); err != nil {
		x.t.Fatal(err)
	}
	return e
}

func (x tamper) remove(id string) {
	x.t.Helper()
	if err := x.store.Delete(x.t.Context(), x.def.Name, id, 0); err != nil {
		x.t.Fatal(err)
	}
}

func (x tamper) put(e audit.Entry) {
	x.t.Helper()
	body, err := json.Marshal(&e)
	if err != nil {
		x.t.Fatal(err)
	}
	r := docstore.Record{ID: e.ID, Body: body, Keys: map[string]any{"chain": e.Chain, "seq": e.Seq,
		"at": e.At.UnixMilli(), "actor": e.Actor, "object": e.Object}}
	if err := x.store.Insert(x.t.Context(), x.def.Name, r); err != nil {
		x.t.Fatal(err)
	}
}

func TestVerifyFindsTampering(t *testing.T) {
	cases := map[string]struct {
		do   func(x tamper, ids []string)
		want int // index of the entry named as the first broken one
	}{
		"a changed reason": {func(x tamper, ids []string) {
			e := x.read(ids[4])
			e.Reason = "other"
			x.remove(ids[4])
			x.put(e)
		}, 4},
		"a changed detail": {func(x tamper, ids []string) {
			e := x.read(ids[4])
			e.Details["a"] = "9"
			x.remove(ids[4])
			x.put(e)
		}, 4},
		"a changed time": {func(x tamper, ids []string) {
			e := x.read(ids[0])
			e.At = e.At.Add(time.Millisecond)
			x.remove(ids[0])
			x.put(e)
		}, 0},
		"a removed entry": {func(x tamper, ids []string) { x.remove(ids[3]) }, 3},
		"a removed first": {func(x tamper, ids []string) { x.remove(ids[0]) }, 0},
		"a removed last": {func(x tamper, ids []string) { // the anchor remembers it
			x.remove(ids[9])
		}, 9},
		"a whole chain removed": {func(x tamper, ids []string) {
			for _, id := range ids {
				x.remove(id)
			}
		}, 9},
		"an inserted entry": {func(x tamper, ids []string) {
			e := x.read(ids[5])
			e.ID += "x"
			x.put(e)
		}, 6},
		"an entry added at the end": {func(x tamper, ids []string) {
			e := x.read(ids[9])
			e.Seq++
			e.Prev = e.Hash
			e.ID = ids[9][:len(ids[9])-2] + "11"
			x.put(e)
		}, 10},
		"two entries exchanged": {func(x tamper, ids []string) {
			a, b := x.read(ids[2]), x.read(ids[7])
			x.remove(a.ID)
			x.remove(b.ID)
			a.ID, a.Seq, b.ID, b.Seq = b.ID, b.Seq, a.ID, a.Seq
			x.put(a)
			x.put(b)
		}, 2},
		"an entry moved to another chain": {func(x tamper, ids []string) {
			e := x.read(ids[1])
			x.remove(e.ID)
			e.Chain = "zz"
			x.put(e)
		}, 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			store := testkit.Store(t, audit.Schemas()...)
			log, ids := fill(t, store, 10)
			if err := log.Anchor(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.do(tamper{t, store, audit.Schemas()[0]}, ids)
			want := append(slices.Clone(ids), ids[9][:len(ids[9])-2]+"11")[c.want]
			if _, broken := verify(t, log); broken != want {
				t.Errorf("broken at %q, not at %q", broken, want)
			}
		})
	}
}

// Whoever can write to the database but has no key cannot make a chain of their own.
func TestAChainUnderAnotherKeyIsBroken(t *testing.T) {
	store := testkit.Store(t, audit.Schemas()...)
	_, ids := fill(t, store, 3)
	if _, broken := verify(t, audit.New(store, start(), []byte("guessed"))); broken != ids[0] {
		t.Errorf("broken at %q", broken)
	}
}

// Many writers of two processes on one chain leave no gap and lose nothing.
func TestAppendUnderContention(t *testing.T) {
	store := testkit.Store(t, audit.Schemas()...)
	logs := []*audit.Log{audit.New(store, start(), key), audit.New(store, start(), key)}
	var wait sync.WaitGroup
	const writers, each = 16, 8
	for w := range writers {
		wait.Go(func() {
			for range each {
				if err := logs[w%2].Record(t.Context(), "one actor", "session.start", "", "", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if checked, broken := verify(t, logs[0]); checked != writers*each || broken != "" {
		t.Errorf("%d checked, broken at %q", checked, broken)
	}
}

func TestAppendAfterACancelledOne(t *testing.T) {
	store := testkit.Store(t, audit.Schemas()...)
	log, _ := fill(t, store, 1)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	// It may be stored or not; what follows must fit either way.
	_ = log.Record(ended, "moderator", "x", "", "", nil)
	if err := log.Record(t.Context(), "moderator", "y", "", "", nil); err != nil {
		t.Fatal(err)
	}
	if _, broken := verify(t, log); broken != "" {
		t.Errorf("broken at %q", broken)
	}
}

func TestList(t *testing.T) {
	store := testkit.Store(t, audit.Schemas()...)
	log, _ := fill(t, store, 10)
	if err := log.Record(t.Context(), "other", "case.reveal", "case|3", "", nil); err != nil {
		t.Fatal(err)
	}
	at := start().Now()
	for name, c := range map[string]struct {
		f    audit.Filter
		want int
	}{
		"all":       {audit.Filter{}, 11},
		"an actor":  {audit.Filter{Actor: "other"}, 1},
		"an object": {audit.Filter{Object: "case|3"}, 2},
		"a span":    {audit.Filter{From: at.Add(2 * time.Second), To: at.Add(5 * time.Second)}, 3},
		"from":      {audit.Filter{Actor: "moderator", From: at.Add(8 * time.Second)}, 2},
		"until":     {audit.Filter{To: at.Add(time.Second)}, 1},
	} {
		page, err := log.List(t.Context(), c.f)
		if err != nil || len(page.Items) != c.want {
			t.Errorf("%s: %d entries, %v", name, len(page.Items), err)
		}
		for i := 1; i < len(page.Items); i++ {
			if page.Items[i].At.After(page.Items[i-1].At) {
				t.Errorf("%s: not newest first", name)
			}
		}
	}
	_, err := log.List(t.Context(), audit.Filter{Actor: "a", Object: "b"})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("two filters: %v", err)
	}
}

func TestAppendRefusesAnEntryOfNobody(t *testing.T) {
	log := audit.New(testkit.Store(t, audit.Schemas()...), start(), key)
	var f *fault.Error
	if err := log.Append(t.Context(), audit.Entry{Action: "x"}); !errors.As(err, &f) {
		t.Errorf("stored: %v", err)
	}
}
