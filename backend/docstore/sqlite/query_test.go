package sqlite

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"yanhe/backend/docstore"
)

// TestRangeAndPlace: whatever place a cursor names, also one that this query never
// gave out, a page stays within the range and after the place.
func TestRangeAndPlace(t *testing.T) {
	e, docs := openEntries(t, Options{})
	const n = 10
	for k := range n {
		if err := docs.Insert(t.Context(), numbered(k)); err != nil {
			t.Fatal(err)
		}
	}
	bound := func(r *rapid.T, name string) any {
		if rapid.Bool().Draw(r, name+" set") {
			return rapid.Int64Range(-1, n+1).Draw(r, name)
		}
		return nil
	}
	rapid.Check(t, func(r *rapid.T) {
		q := docstore.EngineQuery{Index: entries.Schema().Indexes[0], Sort: []string{"writer"}, Limit: n,
			Desc:  rapid.Bool().Draw(r, "desc"),
			Range: &docstore.Range{Field: "writer", Min: bound(r, "min"), Max: bound(r, "max")}}
		place := rapid.Int64Range(-1, n+1).Draw(r, "place")
		id := rapid.SampledFrom([]string{"", "5", "x"}).Draw(r, "id")
		if rapid.Bool().Draw(r, "further page") {
			q.From = []any{place, id}
		}
		var want []int64
		for k := range int64(n) {
			own := numbered(int(k)).ID
			within := (q.Range.Min == nil || k >= q.Range.Min.(int64)) && (q.Range.Max == nil || k < q.Range.Max.(int64))
			later := k > place || k == place && own > id
			if q.Desc {
				later = k < place || k == place && own < id
			}
			if within && (q.From == nil || later) {
				want = append(want, k)
			}
		}
		if q.Desc {
			slices.Reverse(want)
		}
		records, err := e.Find(t.Context(), "entries", q)
		if err != nil {
			r.Fatal(err)
		}
		var got []int64
		for _, record := range records {
			got = append(got, record.Keys["writer"].(int64))
		}
		if !slices.Equal(got, want) {
			r.Fatalf("%+v %+v\n got %v\nwant %v", q, *q.Range, got, want)
		}
	})
}
