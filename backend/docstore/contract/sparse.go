package contract

import (
	"slices"
	"testing"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// thin has sparse indexes, on a number and on a text.
var thin = docstore.Define[item]("thin").
	Text("area", func(i *item) string { return i.Area }).
	Int("rank", func(i *item) int64 { return i.Rank }).
	Text("title", func(i *item) string { return i.Title }).
	Sparse("area", "rank").
	Sparse("title")

// sparse: a document enters and leaves a sparse index with its last field, and a query
// that would need the documents that are not there is refused.
func sparse(t *testing.T, s suite) {
	ctx := s.wait(t)
	must(t, s.engine.Prepare(ctx, []docstore.Schema{thin.Schema()}))
	all := thin.On(s.engine)
	ranked := func() (ids []string) {
		t.Helper()
		got, err := walk(ctx, all, docstore.Query{Where: []docstore.Cond{docstore.Eq("area", "a"), docstore.AtLeast("rank", 1)}, Sort: []string{"rank"}, Limit: 2}, nil)
		must(t, err)
		for _, i := range got {
			ids = append(ids, i.ID)
		}
		return ids
	}
	for k, id := range []string{"v", "w", "x", "y", "z"} {
		must(t, all.Insert(ctx, with(name("%s", id), func(i *item) { i.Area, i.Rank, i.Title = "a", int64(k), []string{"", "t"}[k%2] })))
	}
	if got := ranked(); !slices.Equal(got, []string{"w", "x", "y", "z"}) {
		t.Errorf("with a rank are %v", got)
	}
	for id, rank := range map[string]int64{"v": 9, "y": 0} {
		_, err := all.Update(ctx, id, func(i *item) error { i.Rank = rank; return nil })
		must(t, err)
	}
	if got := ranked(); !slices.Equal(got, []string{"w", "x", "z", "v"}) {
		t.Errorf("after two changes with a rank are %v", got)
	}
	n, err := all.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("title", "t")}}, 0)
	if must(t, err); n != 2 {
		t.Errorf("%d documents have the title", n)
	}
	page, err := all.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Prefix("title", "t")}})
	if must(t, err); len(page.Items) != 2 {
		t.Errorf("%d titles begin with it", len(page.Items))
	}
	for what, where := range map[string][]docstore.Cond{
		"no range":                 {docstore.Eq("area", "a")},
		"a range from nothing":     {docstore.Eq("area", "a"), docstore.AtLeast("rank", 0)},
		"a range from below":       {docstore.Eq("area", "a"), docstore.AtLeast("rank", -1)},
		"a range up to a bound":    {docstore.Eq("area", "a"), docstore.Below("rank", 5)},
		"nothing itself":           {docstore.Eq("area", "a"), docstore.Eq("rank", 0)},
		"nothing among the values": {docstore.In("title", "t", "")},
	} {
		q := docstore.Query{Where: where}
		if len(where) > 1 || what == "no range" {
			q.Sort = []string{"rank"}
		}
		if what == "nothing itself" {
			q.Sort = nil
		}
		if _, err := all.Find(ctx, q); !fault.Is(err, fault.Internal) {
			t.Errorf("%s is served: %v", what, err)
		}
	}
}

// sparsePlan: a sparse index serves its queries.
func sparsePlan(t *testing.T, s suite) {
	ctx := s.wait(t)
	must(t, s.engine.Prepare(ctx, []docstore.Schema{thin.Schema()}))
	explainer, ok := s.engine.(Explainer)
	if !ok {
		t.Fatalf("%T does not implement Explainer", s.engine)
	}
	q := docstore.EngineQuery{Index: thin.Schema().Indexes[0], Equal: []docstore.Equal{{Field: "area", Value: "a"}},
		Range: &docstore.Range{Field: "rank", Min: int64(1)}, Sort: []string{"rank"}, Limit: 2}
	plan, err := explainer.Explain(ctx, "thin", q)
	must(t, err)
	if err := s.CheckPlan(q, plan); err != nil {
		t.Errorf("plan %q: %v", plan, err)
	}
}
