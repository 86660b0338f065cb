package contract

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"yanhe/backend/docstore"
)

func wantErr(t testing.TB, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func insertAndGet(t *testing.T, s suite) {
	ctx := s.wait(t)
	_, err := s.items.Get(ctx, "a")
	wantErr(t, "get of nothing", err, docstore.ErrMissing)
	must(t, s.engine.Ping(ctx))

	a := with(name("a"), func(i *item) { i.Area, i.Rank, i.Title, i.Open = "宣州区", 7, "邻里纠纷", true })
	must(t, s.items.Insert(ctx, a))
	got, err := s.items.Get(ctx, "a")
	must(t, err)
	if *got != *a || got.Version != 1 {
		t.Fatalf("got %+v, want %+v at version 1", *got, *a)
	}

	wantErr(t, "second insert", s.items.Insert(ctx, with(name("a"), func(i *item) { i.Rank = 8 })), docstore.ErrExists)
	if again, err := s.items.Get(ctx, "a"); err != nil || *again != *a {
		t.Fatalf("a refused insert left %+v, %v", again, err)
	}
	// Another collection has ids of its own.
	must(t, s.coded.Insert(ctx, with(name("a"), func(i *item) { i.Code = "1" })))

	r, err := s.engine.Get(ctx, "items", "a")
	must(t, err)
	if r.ID != "a" || r.Version != 1 || r.Keys["rank"] != int64(7) || r.Keys["title"] != "邻里纠纷" || r.Keys["open"] != int64(1) {
		t.Fatalf("record %+v", r)
	}
}

func getAll(t *testing.T, s suite) {
	ctx := s.wait(t)
	var ids []string
	for k := range docstore.MaxPage + 5 { // more than one page of them
		id := fmt.Sprintf("%03d", k)
		ids = append(ids, id)
		must(t, s.items.Insert(ctx, with(&item{Meta: docstore.Meta{ID: id}}, func(i *item) { i.Rank = int64(k) })))
	}
	for what, want := range map[string][]string{"none": nil, "one": {"007"}, "the order asked for": {"009", "003", "150", "004"}, "all": ids} {
		got, err := s.items.GetAll(ctx, slices.Concat(want, []string{"missing", "\xff"}))
		must(t, err)
		var have []string
		for _, i := range got {
			have = append(have, i.ID)
			if fmt.Sprintf("%03d", i.Rank) != i.ID || i.Version != 1 {
				t.Errorf("%s: %+v", what, *i)
			}
		}
		if !slices.Equal(have, want) {
			t.Errorf("%s: got %v, want %v", what, have, want)
		}
	}
	if twice, err := s.items.GetAll(ctx, []string{"001", "001"}); err != nil || len(twice) != 1 {
		t.Errorf("one id named twice gives %d documents, %v", len(twice), err)
	}
}

func replace(t *testing.T, s suite) {
	ctx := s.wait(t)
	a := with(name("a"), func(i *item) { i.Area, i.Rank = "绩溪县", 1 })
	wantErr(t, "replace of nothing", s.items.Replace(ctx, with(name("a"), func(i *item) { i.Version = 1 })), docstore.ErrMissing)
	must(t, s.items.Insert(ctx, a))
	stale := *a

	a.Rank, a.Area = 2, "泾县"
	must(t, s.items.Replace(ctx, a))
	if a.Version != 2 {
		t.Fatalf("version %d after one replace", a.Version)
	}
	wantErr(t, "stale replace", s.items.Replace(ctx, &stale), docstore.ErrStale)
	wantErr(t, "replace from the future", s.items.Replace(ctx, with(name("a"), func(i *item) { i.Version = 3 })), docstore.ErrStale)

	got, err := s.items.Get(ctx, "a")
	must(t, err)
	if *got != *a {
		t.Fatalf("got %+v, want %+v", *got, *a)
	}
	// The index follows the new keys.
	for area, want := range map[string]int64{"绩溪县": 0, "泾县": 1} {
		n, err := s.items.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("area", area)}}, 0)
		must(t, err)
		if n != want {
			t.Errorf("%d documents in %s, want %d", n, area, want)
		}
	}
	unchanged, err := s.items.Update(ctx, "a", func(*item) error { return docstore.ErrUnchanged })
	must(t, err)
	if unchanged.Version != 2 {
		t.Errorf("an unchanged update made version %d", unchanged.Version)
	}
}

func deletion(t *testing.T, s suite) {
	ctx := s.wait(t)
	wantErr(t, "delete of nothing", s.engine.Delete(ctx, "items", "a", 0), docstore.ErrMissing)
	wantErr(t, "delete of nothing, by version", s.engine.Delete(ctx, "items", "a", 1), docstore.ErrMissing)
	a := name("a")
	must(t, s.items.Insert(ctx, a))
	stale := *a
	must(t, s.items.Replace(ctx, a))
	wantErr(t, "stale delete", s.items.Delete(ctx, &stale), docstore.ErrStale)
	must(t, s.items.Delete(ctx, a))
	_, err := s.items.Get(ctx, "a")
	wantErr(t, "get after delete", err, docstore.ErrMissing)

	// The id is free again and starts over.
	b := name("a")
	must(t, s.items.Insert(ctx, b))
	if b.Version != 1 {
		t.Errorf("version %d of a new document", b.Version)
	}
	must(t, s.engine.Delete(ctx, "items", "a", 0))
	n, err := s.items.Count(ctx, docstore.Query{}, 0)
	must(t, err)
	if n != 0 {
		t.Errorf("%d documents left", n)
	}
}

func uniqueField(t *testing.T, s suite) {
	ctx := s.wait(t)
	must(t, s.coded.Insert(ctx, with(name("a"), func(i *item) { i.Code = "（2026）宣人调字第1号" })))
	wantErr(t, "taken unique value", s.coded.Insert(ctx, with(name("b"), func(i *item) { i.Code = "（2026）宣人调字第1号" })), docstore.ErrExists)
	_, err := s.coded.Get(ctx, "b")
	wantErr(t, "get of the refused document", err, docstore.ErrMissing)
	b := with(name("b"), func(i *item) { i.Code = "（2026）宣人调字第2号" })
	must(t, s.coded.Insert(ctx, b))
	b.Rank = 5 // a replace that leaves the unique value alone is no conflict
	must(t, s.coded.Replace(ctx, b))
	got, err := s.coded.First(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("code", b.Code)}})
	must(t, err)
	if *got != *b {
		t.Errorf("got %+v, want %+v", *got, *b)
	}
	must(t, s.coded.Delete(ctx, b))
	must(t, s.coded.Insert(ctx, with(name("c"), func(i *item) { i.Code = b.Code })))
}

func uniqueFieldReplace(t *testing.T, s suite) {
	ctx := s.wait(t)
	a, b := with(name("a"), func(i *item) { i.Code = "1" }), with(name("b"), func(i *item) { i.Code = "2" })
	must(t, s.coded.Insert(ctx, a))
	must(t, s.coded.Insert(ctx, b))
	b.Code = "1"
	wantErr(t, "replace that takes a unique value", s.coded.Replace(ctx, b), docstore.ErrExists)
	got, err := s.coded.Get(ctx, "b")
	must(t, err)
	if got.Code != "2" || got.Version != 1 {
		t.Errorf("a refused replace left %+v", *got)
	}
}
