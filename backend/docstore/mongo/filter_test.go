package mongo

import (
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"pgregory.net/rapid"

	"yanhe/backend/docstore"
)

func TestSearch(t *testing.T) {
	byStateDue := docstore.Index{Name: "cases_state_due", Fields: []string{"state", "due"}}
	queued := []docstore.Equal{{Field: "state", Value: "queued"}}
	code := docstore.Index{Name: "cases_code", Fields: []string{"code"}, Unique: true}
	for name, c := range map[string]struct {
		q            docstore.EngineQuery
		filter, sort string
		hint         string
	}{
		"all": {docstore.EngineQuery{}, `{}`, `{"_id":1}`, "_id_"},
		"all, next page backwards": {docstore.EngineQuery{Desc: true, From: []any{"c9"}},
			`{"_id":{"$lt":"c9"}}`, `{"_id":-1}`, "_id_"},
		"fixed, range": {docstore.EngineQuery{Index: byStateDue, Equal: queued, Sort: []string{"due"},
			Range: &docstore.Range{Field: "due", Min: int64(5), Max: int64(9)}},
			`{"k.state":"queued","k.due":{"$gte":5,"$lt":9}}`, `{"k.due":1,"_id":1}`, "cases_state_due"},
		"fixed, next page": {docstore.EngineQuery{Index: byStateDue, Equal: queued, Sort: []string{"due"}, From: []any{int64(7), "c9"}},
			`{"$or":[{"k.state":"queued","k.due":{"$gt":7}},{"k.state":"queued","k.due":{"$eq":7},"_id":{"$gt":"c9"}}]}`,
			`{"k.due":1,"_id":1}`, "cases_state_due"},
		"range, next page": {docstore.EngineQuery{Index: byStateDue, Equal: queued, Sort: []string{"due"}, From: []any{int64(7), "c9"},
			Range: &docstore.Range{Field: "due", Min: int64(5), Max: int64(9)}},
			`{"$or":[{"k.state":"queued","k.due":{"$gt":7,"$lt":9}},{"k.state":"queued","k.due":{"$eq":7,"$gte":5,"$lt":9},"_id":{"$gt":"c9"}}]}`,
			`{"k.due":1,"_id":1}`, "cases_state_due"},
		"range, next page backwards": {docstore.EngineQuery{Index: byStateDue, Equal: queued, Sort: []string{"due"}, Desc: true, From: []any{int64(7), "c9"},
			Range: &docstore.Range{Field: "due", Min: int64(5), Max: int64(9)}},
			`{"$or":[{"k.state":"queued","k.due":{"$gte":5,"$lt":7}},{"k.state":"queued","k.due":{"$eq":7,"$gte":5,"$lt":9},"_id":{"$lt":"c9"}}]}`,
			`{"k.due":-1,"_id":-1}`, "cases_state_due"},
		"three sort keys": {docstore.EngineQuery{Sort: []string{"a", "b"}, Index: docstore.Index{Name: "x_a_b"}, From: []any{"x", int64(1), "c9"}},
			`{"$or":[{"k.a":{"$gt":"x"}},{"k.a":{"$eq":"x"},"k.b":{"$gt":1}},{"k.a":{"$eq":"x"},"k.b":{"$eq":1},"_id":{"$gt":"c9"}}]}`,
			`{"k.a":1,"k.b":1,"_id":1}`, "x_a_b"},
		"unique needs no tie broken": {docstore.EngineQuery{Index: code, Sort: []string{"code"}, From: []any{"A1", "c9"}},
			`{"k.code":{"$gt":"A1"}}`, `{"k.code":1}`, "cases_code"},
		"unique, fixed": {docstore.EngineQuery{Index: code, Equal: []docstore.Equal{{Field: "code", Value: "A1"}}},
			`{"k.code":"A1"}`, `{}`, "cases_code"},
		"unique, fixed, next page": {docstore.EngineQuery{Index: code, Equal: []docstore.Equal{{Field: "code", Value: "A1"}}, From: []any{"c9"}},
			`{"k.code":"A1","_id":{"$gt":"c9"}}`, `{}`, "cases_code"},
	} {
		s := searchOf(c.q)
		if got := relaxed(t, s.filter); got != c.filter {
			t.Errorf("%s: filter\n got %s\nwant %s", name, got, c.filter)
		}
		if got := relaxed(t, s.sort); got != c.sort {
			t.Errorf("%s: sort %s, want %s", name, got, c.sort)
		}
		if s.hint != c.hint {
			t.Errorf("%s: hint %s, want %s", name, s.hint, c.hint)
		}
	}
}

func relaxed(t *testing.T, d bson.D) string {
	t.Helper()
	if d == nil {
		d = bson.D{}
	}
	raw, err := bson.MarshalExtJSON(d, false, false)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestNextPageHoldsWhatFollows evaluates the conditions for the next page over
// small numbers, also for a cursor outside the range: a value is met exactly when
// the range holds it and it comes after the cursor.
func TestNextPageHoldsWhatFollows(t *testing.T) {
	number := rapid.Int64Range(0, 6)
	rapid.Check(t, func(r *rapid.T) {
		from, desc := number.Draw(r, "from"), rapid.Bool().Draw(r, "desc")
		var rng docstore.Range
		if rapid.Bool().Draw(r, "has min") {
			rng.Min = number.Draw(r, "min")
		}
		if rapid.Bool().Draw(r, "has max") {
			rng.Max = number.Draw(r, "max")
		}
		for v := range int64(7) {
			inside := (rng.Min == nil || v >= rng.Min.(int64)) && (rng.Max == nil || v < rng.Max.(int64))
			past := !desc && v > from || desc && v < from
			if got := meets(r, pastWithin(rng, from, desc), v); got != (inside && past) {
				r.Fatalf("%d past %d in %+v: %v", v, from, rng, got)
			}
			if got := meets(r, atWithin(rng, from), v); got != (inside && v == from) {
				r.Fatalf("%d at %d in %+v: %v", v, from, rng, got)
			}
		}
	})
}

func meets(r *rapid.T, cond bson.D, v int64) bool {
	seen := map[string]bool{}
	all := true
	for _, e := range cond {
		if seen[e.Key] {
			r.Fatalf("%v names %s twice", cond, e.Key)
		}
		seen[e.Key] = true
		n := e.Value.(int64)
		switch e.Key {
		case "$eq":
			all = all && v == n
		case "$gt":
			all = all && v > n
		case "$gte":
			all = all && v >= n
		case "$lt":
			all = all && v < n
		default:
			r.Fatalf("operator %s", e.Key)
		}
	}
	return all
}
