package contract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"yanhe/backend/docstore"
)

var (
	areas  = []string{"", "宣州区", "宣城市", "广德市", "a", "A", "é"}
	ranks  = []int64{-3, 0, 1, 2, 1 << 40}
	titles = []string{"", "婚姻", "婚姻家庭", "婚约", "邻里", "邻里纠纷", "邻", "zz", "Z", "🙂", "\U0010FFFF"}
)

// populate inserts documents with many ties and returns them as written.
func populate(t *testing.T, s suite) []*item {
	t.Helper()
	ctx := s.wait(t)
	all := make([]*item, s.Population)
	for k := range all {
		all[k] = with(name("%03d", (k*7919)%1000*1000+k), func(i *item) {
			i.Area, i.Rank, i.Title = areas[k%len(areas)], ranks[k/3%len(ranks)], titles[k*5/2%len(titles)]
			i.Open = k%4 == 0
		})
	}
	errs := make(chan error, len(all))
	together(16, func(w int) {
		for k := w; k < len(all); k += 16 {
			errs <- s.items.Insert(ctx, all[k])
		}
	})
	for range all {
		must(t, <-errs)
	}
	return all
}

// walk reads all pages, as a person who clicks "next" would.
func walk(ctx context.Context, c *collection, q docstore.Query, between func()) ([]*item, error) {
	var all []*item
	for {
		page, err := c.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		limit := q.Limit
		if limit == 0 {
			limit = 50
		}
		if len(page.Items) > limit || page.Next != "" && len(page.Items) != limit {
			return nil, fmt.Errorf("a page of %d with limit %d, next %q", len(page.Items), limit, page.Next)
		}
		all = append(all, page.Items...)
		if page.Next == "" {
			return all, nil
		}
		q.After = page.Next
		if between != nil {
			between()
		}
	}
}

// pagesMatchModel draws queries over every index and compares all their pages,
// and the count, with a naive filter and sort.
func pagesMatchModel(t *testing.T, s suite) {
	all := populate(t, s)
	rapid.Check(t, func(r *rapid.T) {
		q, m := drawQuery(r)
		got, err := walk(t.Context(), s.items, q, nil)
		if err != nil {
			r.Fatalf("%+v: %v", q, err)
		}
		want := m.answer(all)
		if !slices.EqualFunc(got, want, func(a, b *item) bool { return *a == *b }) {
			r.Fatalf("%+v\n got %v\nwant %v", q, ids(got), ids(want))
		}
		n, err := s.items.Count(t.Context(), q, 0)
		if err != nil || n != int64(len(want)) {
			r.Fatalf("%+v: counted %d, %v; want %d", q, n, err, len(want))
		}
	})
}

func ids(all []*item) []string {
	var list []string
	for _, i := range all {
		list = append(list, i.ID)
	}
	return list
}

// pagesWhileAdding: documents that were there at the start come exactly once and
// in order, whatever is added in front of, behind and at the reader's place.
func pagesWhileAdding(t *testing.T, s suite) {
	old := populate(t, s)
	var added int
	for _, q := range []docstore.Query{
		{Limit: 7},
		{Limit: 7, Desc: true},
		{Sort: []string{"rank"}, Limit: 9},
		{Sort: []string{"rank", "title"}, Limit: 9, Desc: true},
		{Where: []docstore.Cond{docstore.In("area", areas...)}, Sort: []string{"rank"}, Limit: 11},
		{Where: []docstore.Cond{docstore.In("area", areas...)}, Sort: []string{"title"}, Limit: 11, Desc: true},
	} {
		ctx, stop := context.WithCancel(s.wait(t))
		done, rounds := make(chan struct{}), make(chan struct{}, 1)
		go func() { // adds without pause while the reader goes on
			defer close(done)
			for ctx.Err() == nil {
				added++
				doc := with(name("%03d-new", (added*104729)%1000000), func(i *item) {
					i.Area, i.Rank, i.Title = areas[added%len(areas)], ranks[added%len(ranks)], titles[added%len(titles)]
				})
				if err := s.items.Insert(ctx, doc); err != nil && ctx.Err() == nil && !errors.Is(err, docstore.ErrExists) {
					t.Errorf("insert: %v", err)
					return
				}
				select {
				case rounds <- struct{}{}:
				default:
				}
			}
		}()
		wait := func() {
			select {
			case <-rounds:
			case <-done:
			}
		}
		got, err := walk(ctx, s.items, q, wait)
		stop()
		<-done
		must(t, err)
		checkWalk(t, q, old, got)
	}
}

func checkWalk(t *testing.T, q docstore.Query, old, got []*item) {
	t.Helper()
	seen := map[string]bool{}
	for k, i := range got {
		if seen[i.ID] {
			t.Fatalf("%+v: %s came twice", q, i.ID)
		}
		seen[i.ID] = true
		if k > 0 && order(got[k-1], i, q.Sort, q.Desc) >= 0 {
			t.Fatalf("%+v: %+v before %+v", q, *got[k-1], *i)
		}
	}
	for _, i := range old {
		if !seen[i.ID] {
			t.Fatalf("%+v: %s was skipped", q, i.ID)
		}
	}
}

func chinesePrefix(t *testing.T, s suite) {
	ctx := s.wait(t)
	for k, title := range []string{"邻", "邻里", "邻里纠纷", "邻里\U0010FFFF尾", "邻\U0010FFFF", "邽", "里", "邻居", ""} {
		must(t, s.items.Insert(ctx, with(name("%d", k), func(i *item) { i.Title, i.Area = title, "宣州区" })))
	}
	for prefix, want := range map[string][]string{
		"邻里": {"1", "2", "3"}, "邻": {"0", "1", "2", "7", "3", "4"}, "里": {"6"}, "无": nil, "邻里纠纷案": nil,
		"邻\U0010FFFF": {"4"}, "": {"8", "6", "0", "7", "1", "2", "3", "4", "5"},
	} {
		page, err := s.items.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Prefix("title", prefix)}})
		must(t, err)
		got := ids(page.Items)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("prefix %q: got %v, want %v", prefix, got, want)
		}
		both, err := s.items.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("area", "宣州区"), docstore.Prefix("title", prefix)}})
		must(t, err)
		if !slices.Equal(ids(page.Items), ids(both.Items)) {
			t.Errorf("prefix %q in one area: got %v, want %v", prefix, ids(both.Items), ids(page.Items))
		}
	}
}

func foreignCursor(t *testing.T, s suite) {
	ctx := s.wait(t)
	for k := range 3 {
		must(t, s.items.Insert(ctx, name("%d", k)))
	}
	page, err := s.items.Find(ctx, docstore.Query{Sort: []string{"rank"}, Limit: 1})
	must(t, err)
	for _, after := range []string{"x", "W10", page.Next + "x", page.Next} {
		_, err := s.items.Find(ctx, docstore.Query{Sort: []string{"title"}, After: after})
		wantErr(t, "cursor "+after, err, docstore.ErrCursor)
	}
}

func keysOnly(t *testing.T, s suite) {
	ctx := s.wait(t)
	must(t, s.items.Insert(ctx, with(name("a"), func(i *item) { i.Area, i.Rank = "郎溪县", 4 })))
	plans, err := items.Schema().Plan(docstore.Query{Where: []docstore.Cond{docstore.Eq("area", "郎溪县")}})
	must(t, err)
	plans[0].Limit, plans[0].KeysOnly = 10, true
	got, err := s.engine.Find(ctx, "items", plans[0])
	must(t, err)
	if len(got) != 1 || got[0].ID != "a" || got[0].Version != 1 || len(got[0].Body) != 0 || got[0].Keys["rank"] != int64(4) {
		t.Errorf("keys only: %+v", got)
	}
}
