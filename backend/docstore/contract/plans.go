package contract

import (
	"testing"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// unservedRefused: a query without an index is refused, not run slowly.
func unservedRefused(t *testing.T, s suite) {
	ctx := s.wait(t)
	for what, q := range map[string]docstore.Query{
		"no index on the field":    {Where: []docstore.Cond{docstore.Eq("open", true)}},
		"no index in this order":   {Where: []docstore.Cond{docstore.Eq("title", "x")}, Sort: []string{"rank"}},
		"sort skips a field":       {Where: []docstore.Cond{docstore.Eq("area", "x")}, Sort: []string{"open", "title"}},
		"range before other order": {Where: []docstore.Cond{docstore.AtLeast("area", "x")}, Sort: []string{"rank"}},
		"two ranges":               {Where: []docstore.Cond{docstore.AtLeast("area", "x"), docstore.AtLeast("rank", 1)}},
		"undeclared field":         {Where: []docstore.Cond{docstore.Eq("note", "x")}},
		"a number asked as text":   {Where: []docstore.Cond{docstore.Eq("rank", "1")}},
		"text asked as a number":   {Where: []docstore.Cond{docstore.AtLeast("area", 1)}},
		"one field fixed twice":    {Where: []docstore.Cond{docstore.Eq("area", "x"), docstore.Eq("area", "y")}},
	} {
		if _, err := s.items.Find(ctx, q); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: got %v, want an internal fault", what, err)
		}
	}
}

// plansUseIndex asks the engine how it runs every shape of query that the port
// can make, and lets the engine's own check judge.
func plansUseIndex(t *testing.T, s suite) {
	explainer, ok := s.engine.(Explainer)
	if !ok {
		t.Fatalf("%T does not implement Explainer", s.engine)
	}
	populate(t, s)
	for name, c := range map[string]docstore.Schema{"items": items.Schema(), "coded": coded.Schema()} {
		for _, q := range shapes(c) {
			plan, err := explainer.Explain(s.wait(t), name, q)
			must(t, err)
			if err := s.CheckPlan(q, plan); err != nil {
				t.Errorf("%s %+v\nplan %q\n%v", name, q, plan, err)
			}
		}
	}
}

// shapes lists every combination of fixed fields, range, direction and place in the pages.
func shapes(s docstore.Schema) []docstore.EngineQuery {
	var all []docstore.EngineQuery
	for _, ix := range append(s.Indexes, docstore.Index{}) {
		for fixed := range len(ix.Fields) + 1 {
			q := docstore.EngineQuery{Index: ix, Sort: ix.Fields[fixed:], Limit: 51}
			for _, f := range ix.Fields[:fixed] {
				q.Equal = append(q.Equal, docstore.Equal{Field: f, Value: sample(s, f, 0)})
			}
			for _, rng := range ranges(s, q.Sort) {
				q.Range = rng
				for _, q.Desc = range []bool{false, true} {
					q.From = nil
					all = append(all, q)
					for _, f := range q.Sort {
						q.From = append(q.From, sample(s, f, 1))
					}
					q.From = append(q.From, "id")
					all = append(all, q)
				}
			}
		}
	}
	return all
}

func ranges(s docstore.Schema, sort []string) []*docstore.Range {
	if len(sort) == 0 {
		return []*docstore.Range{nil}
	}
	f := sort[0]
	lo, hi := sample(s, f, 0), sample(s, f, 2)
	return []*docstore.Range{nil, {Field: f, Min: lo, Max: hi}, {Field: f, Min: lo}, {Field: f, Max: hi}}
}

func sample(s docstore.Schema, name string, n int) any {
	for _, f := range s.Fields {
		if f.Name == name && f.Kind == docstore.Int {
			return int64(n)
		}
	}
	return string(rune('a' + n))
}
