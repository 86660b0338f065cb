package contract

import (
	"testing"

	"yanhe/backend/docstore"
)

// prepareAgain: Prepare is part of every start, also of a newer program that
// declares more or fewer indexes.
func prepareAgain(t *testing.T, s suite) {
	ctx := s.wait(t)
	all := populate(t, s)
	same := []docstore.Schema{items.Schema(), coded.Schema()}
	must(t, s.engine.Prepare(ctx, same))
	must(t, s.engine.Prepare(ctx, same))

	newer := docstore.Define[item]("items").
		Text("area", func(i *item) string { return i.Area }).
		Int("rank", func(i *item) int64 { return i.Rank }).
		Text("title", func(i *item) string { return i.Title }).
		Flag("open", func(i *item) bool { return i.Open }).
		Index("area").
		Index("open", "rank")
	must(t, s.engine.Prepare(ctx, []docstore.Schema{newer.Schema()}))
	got, err := walk(ctx, newer.On(s.engine), docstore.Query{Where: []docstore.Cond{docstore.In("open", true, false)}, Sort: []string{"rank"}}, nil)
	must(t, err)
	if len(got) != len(all) {
		t.Errorf("the new index serves %d of %d documents", len(got), len(all))
	}
	must(t, s.engine.Prepare(ctx, same))
}

// prepareLifts: a newer program declares another field; it is lifted out of the
// documents there are, so that no query misses them.
func prepareLifts(t *testing.T, s suite) {
	ctx := s.wait(t)
	all := populate(t, s)
	newer := docstore.Define[item]("items").
		Int("rank", func(i *item) int64 { return i.Rank }).
		Int("length", func(i *item) int64 { return int64(len(i.Title)) }).
		Text("code", func(i *item) string { return i.Title + "/" + i.Area }).
		Index("length", "rank").
		Index("code")
	must(t, s.engine.Prepare(ctx, []docstore.Schema{newer.Schema()}))
	c := newer.On(s.engine)
	for _, i := range all[:20] {
		n, err := c.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("length", len(i.Title)), docstore.Eq("rank", i.Rank)}}, 0)
		must(t, err)
		var want int64
		for _, other := range all {
			if len(other.Title) == len(i.Title) && other.Rank == i.Rank {
				want++
			}
		}
		if n != want {
			t.Errorf("%d documents of length %d and rank %d, want %d", n, len(i.Title), i.Rank, want)
		}
		doc, err := c.Get(ctx, i.ID)
		must(t, err)
		if *doc != *i {
			t.Errorf("got %+v, want %+v", *doc, *i)
		}
	}
	got, err := walk(ctx, c, docstore.Query{Sort: []string{"code"}}, nil)
	must(t, err)
	if len(got) != len(all) {
		t.Errorf("the new field lists %d of %d documents", len(got), len(all))
	}
	must(t, c.Insert(ctx, name("another")))
	must(t, s.engine.Prepare(ctx, []docstore.Schema{items.Schema()})) // and back
	n, err := s.items.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.In("area", areas...)}}, 0)
	must(t, err)
	if n != int64(len(all))+1 {
		t.Errorf("%d documents after going back, want %d", n, len(all)+1)
	}
}

func reopenKeepsAll(t *testing.T, s suite) {
	ctx := s.wait(t)
	all := populate(t, s)
	gone := all[3]
	must(t, s.items.Delete(ctx, gone))
	all[5].Note = "changed"
	must(t, s.items.Replace(ctx, all[5]))

	again := s.Reopen(t, s.engine)
	t.Cleanup(func() { must(t, again.Close()) })
	must(t, again.Prepare(ctx, []docstore.Schema{items.Schema(), coded.Schema()}))
	c := items.On(again)
	for _, want := range all {
		got, err := c.Get(ctx, want.ID)
		if want == gone {
			wantErr(t, "the deleted document", err, docstore.ErrMissing)
			continue
		}
		must(t, err)
		if *got != *want {
			t.Errorf("got %+v, want %+v", *got, *want)
		}
	}
	wantErr(t, "insert of what was there", c.Insert(ctx, name("%s", all[0].ID)), docstore.ErrExists)
}
