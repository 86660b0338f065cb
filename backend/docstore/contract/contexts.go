package contract

import (
	"context"
	"errors"
	"testing"

	"yanhe/backend/docstore"
)

// calls lists every method of the engine, for the tests where each must fail.
func (s suite) calls(ctx context.Context) map[string]func() error {
	record := docstore.Record{ID: "x", Body: []byte(`{"id":"x"}`),
		Keys: map[string]any{"area": "", "rank": int64(0), "title": "", "open": int64(0)}}
	byArea := docstore.EngineQuery{Index: items.Schema().Indexes[0],
		Equal: []docstore.Equal{{Field: "area", Value: ""}}, Limit: 1}
	all := docstore.EngineQuery{Index: items.Schema().Indexes[0], Sort: []string{"area"}, Limit: 1}
	return map[string]func() error{
		"prepare": func() error { return s.engine.Prepare(ctx, []docstore.Schema{items.Schema()}) },
		"insert":  func() error { return s.engine.Insert(ctx, "items", record) },
		"get":     func() error { _, err := s.engine.Get(ctx, "items", "a"); return err },
		"getAll":  func() error { _, err := s.engine.GetAll(ctx, "items", []string{"a", "b"}); return err },
		"replace": func() error { r := record; r.ID = "a"; return s.engine.Replace(ctx, "items", r, 1) },
		"delete":  func() error { return s.engine.Delete(ctx, "items", "a", 1) },
		"find":    func() error { _, err := s.engine.Find(ctx, "items", byArea); return err },
		"count":   func() error { _, err := s.engine.Count(ctx, "items", byArea, 0); return err },
		"countBy": func() error { _, err := s.engine.CountBy(ctx, "items", all, "area"); return err },
		"ping":    func() error { return s.engine.Ping(ctx) },
	}
}

func cancelledContexts(t *testing.T, s suite) {
	ok := s.wait(t)
	a := with(name("a"), func(i *item) { i.Area = "宁国市" })
	must(t, s.items.Insert(ok, a))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for method, call := range s.calls(ended) {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s with an ended context: %v", method, err)
		}
	}
	if got, err := s.items.Get(ok, "a"); err != nil || *got != *a {
		t.Errorf("a cancelled write took effect: %+v, %v", got, err)
	}
	_, err := s.items.Get(ok, "x")
	wantErr(t, "a cancelled insert", err, docstore.ErrMissing)
}

func closed(t *testing.T, s suite) {
	ctx := s.wait(t)
	must(t, s.items.Insert(ctx, name("a")))
	must(t, s.engine.Close())
	for method, call := range s.calls(ctx) {
		if err := call(); !errors.Is(err, docstore.ErrUnavailable) {
			t.Errorf("%s after Close: %v", method, err)
		}
	}
	must(t, s.engine.Close()) // closing again is no error
}
