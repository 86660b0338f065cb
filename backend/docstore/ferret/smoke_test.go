package ferret

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/mongo"
)

func TestSmoke(t *testing.T) {
	uri, stop, err := Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	ctx := t.Context()
	e, err := mongo.Open(ctx, mongo.Options{URI: uri, Database: "t", MaxPool: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s := []docstore.Schema{{Name: "cases", Fields: []docstore.Field{{Name: "a", Kind: docstore.Text}, {Name: "b", Kind: docstore.Int}, {Name: "u", Kind: docstore.Text}},
		Indexes: []docstore.Index{{Name: "cases_a_b", Fields: []string{"a", "b"}}, {Name: "cases_u", Fields: []string{"u"}, Unique: true}}}}
	for range 2 {
		if err := e.Prepare(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	start := time.Now()
	rec := func(i int) docstore.Record {
		return docstore.Record{ID: fmt.Sprintf("id%03d", i), Keys: map[string]any{"a": "x", "b": int64(i / 4), "u": fmt.Sprint(i)}, Body: []byte(`{"id":"x","m":{},"n":null,"i":9223372036854775807,"f":1.5,"e":1e+21,"l":[1,"a",{"b":[]}]}`)}
	}
	for i := range 50 {
		if err := e.Insert(ctx, "cases", rec(i)); err != nil {
			t.Fatal(err)
		}
	}
	t.Log("50 inserts", time.Since(start))
	t.Log(e.Insert(ctx, "cases", rec(1)))
	r := rec(99)
	r.Keys["u"] = "1"
	t.Log(e.Insert(ctx, "cases", r))
	t.Log(e.Get(ctx, "cases", "id001"))
	t.Log(e.Get(ctx, "cases", "nope"))
	start = time.Now()
	t.Log(e.Replace(ctx, "cases", rec(1), 1), e.Replace(ctx, "cases", rec(1), 1), e.Replace(ctx, "cases", rec(99), 1))
	t.Log(e.Delete(ctx, "cases", "id001", 1), e.Delete(ctx, "cases", "id001", 2), e.Delete(ctx, "cases", "id001", 0))
	t.Log("6 writes", time.Since(start))
	q := docstore.EngineQuery{Index: s[0].Indexes[0], Equal: []docstore.Equal{{Field: "a", Value: "x"}}, Sort: []string{"b"}, Desc: true, Limit: 3, From: []any{int64(5), "id022"}}
	start = time.Now()
	rs, err := e.Find(ctx, "cases", q)
	t.Log(rs, err, time.Since(start))
	q.KeysOnly = true
	q.Range = &docstore.Range{Field: "b", Min: int64(5)}
	t.Log(e.Find(ctx, "cases", q))
	q.From = nil
	t.Log(e.Count(ctx, "cases", q, 0))
	t.Log(e.Count(ctx, "cases", q, 4))
	t.Log(e.CountBy(ctx, "cases", q, "b"))
	t.Log(e.Count(ctx, "none", q, 4))
	t.Log(e.Watch(ctx, "cases", "", nil, func(docstore.Change) error { return nil }))
	r = rec(3)
	r.Keys["u"] = "4"
	t.Log(e.Replace(ctx, "cases", r, 1))
	cctx, cancel := context.WithCancel(ctx)
	cancel()
	t.Log(e.Insert(cctx, "cases", rec(200)))
	s[0].Indexes = s[0].Indexes[1:]
	t.Log(e.Prepare(ctx, s))
	r = rec(201)
	r.Body = []byte(`{"n":[[1]]}`)
	t.Log(e.Insert(ctx, "cases", r))
	r.Body = []byte(`{"n":-0,"":1,"a.b":3}`)
	t.Log(e.Insert(ctx, "cases", r))
	t.Log(e.Get(ctx, "cases", r.ID))
	e.Close()
	t.Log(e.Insert(ctx, "cases", rec(200)), e.Close())
}
