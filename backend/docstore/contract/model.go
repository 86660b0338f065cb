package contract

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yanhe/backend/docstore"
)

// item is the document the suite keeps.
type item struct {
	docstore.Meta
	Area  string `json:"area"`
	Rank  int64  `json:"rank"`
	Title string `json:"title"`
	Open  bool   `json:"open"`
	Code  string `json:"code"`
	Note  string `json:"note,omitempty"`
}

var items = docstore.Define[item]("items").
	Text("area", func(i *item) string { return i.Area }).
	Int("rank", func(i *item) int64 { return i.Rank }).
	Text("title", func(i *item) string { return i.Title }).
	Flag("open", func(i *item) bool { return i.Open }).
	Index("area").
	Index("rank").
	Index("title").
	Index("area", "rank").
	Index("area", "title").
	Index("rank", "title").
	Index("area", "open", "rank", "title")

// coded is a second collection, with a unique field.
var coded = docstore.Define[item]("coded").
	Text("code", func(i *item) string { return i.Code }).
	Int("rank", func(i *item) int64 { return i.Rank }).
	Unique("code").
	Index("rank")

type collection = docstore.Collection[item, *item]

// suite is what each test starts from.
type suite struct {
	Options
	engine docstore.Engine
	items  *collection
	coded  *collection
}

func start(t *testing.T, open func(*testing.T) docstore.Engine, o Options) suite {
	t.Helper()
	e := open(t)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	must(t, e.Prepare(t.Context(), []docstore.Schema{items.Schema(), coded.Schema()}))
	return suite{Options: o, engine: e, items: items.On(e), coded: coded.On(e)}
}

// wait returns a context that ends with the suite's patience.
func (s suite) wait(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), s.Patience)
	t.Cleanup(cancel)
	return ctx
}

// eventually waits on a channel, no longer than the suite's patience.
func eventually[V any](t *testing.T, s suite, what string, c <-chan V) V {
	t.Helper()
	timer := time.NewTimer(s.Patience)
	defer timer.Stop()
	select {
	case v := <-c:
		return v
	case <-timer.C:
		t.Fatalf("%s: nothing within %v", what, s.Patience)
		panic("unreachable")
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func name(format string, args ...any) *item {
	return &item{Meta: docstore.Meta{ID: fmt.Sprintf(format, args...)}}
}

func with(i *item, edit func(*item)) *item { edit(i); return i }
