package contract

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"yanhe/backend/docstore"
)

// bodyIsKept: what comes back is the same JSON value, to the last digit.
func bodyIsKept(t *testing.T, s suite) {
	ctx := s.wait(t)
	for k, body := range []string{
		`{"id":"x","list":[],"none":null,"empty":{},"text":"","deep":{"a":[{"b":[1,[2,[3]]]}]}}`,
		`{"id":"x","big":9223372036854775807,"small":-9223372036854775808,"unsafe":9007199254740993}`,
		`{"id":"x","float":0.1,"tiny":5e-324,"huge":1.7976931348623157e308,"exact":100,"minus":-0.5}`,
		`{"id":"x","quote":"\"\\\u0000\u2028\ud83d\ude42<>&","键":"值","$set":1,"a.b":2,"":3,"_id":"y"}`,
	} {
		r := docstore.Record{ID: name("b%d", k).ID, Body: []byte(body),
			Keys: map[string]any{"area": "", "rank": int64(k), "title": "", "open": int64(0)}}
		must(t, s.engine.Insert(ctx, "items", r))
		got, err := s.engine.Get(ctx, "items", r.ID)
		must(t, err)
		if !reflect.DeepEqual(parse(t, got.Body), parse(t, r.Body)) {
			t.Errorf("stored %s\ngot back %s", r.Body, got.Body)
		}
	}
}

func parse(t *testing.T, body []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	must(t, d.Decode(&v))
	return v
}

func bigDocuments(t *testing.T, s suite) {
	ctx := s.wait(t)
	for k := range 3 {
		doc := with(name("big%d", k), func(i *item) { i.Note = strings.Repeat("纠纷🙂", 1<<20/10+k) })
		must(t, s.items.Insert(ctx, doc))
		doc.Rank = 1
		must(t, s.items.Replace(ctx, doc))
		got, err := s.items.Get(ctx, doc.ID)
		must(t, err)
		if *got != *doc {
			t.Errorf("a document of %d bytes came back with %d", len(doc.Note), len(got.Note))
		}
	}
	page, err := s.items.Find(ctx, docstore.Query{Sort: []string{"rank"}})
	must(t, err)
	if len(page.Items) != 3 {
		t.Errorf("%d big documents in a page, want 3", len(page.Items))
	}
}

// oddText: text is kept as it is and sorts by its bytes in UTF-8.
func oddText(t *testing.T, s suite) {
	ctx := s.wait(t)
	odd := []string{"\x00", "a", "a\x00", "a\x00b", "a\x01", " ", "'", "\"", "\\", "%", "_", "*", "$a", "é", "e\u0301", "宣",
		"\u2028", "\ufeff", "\ufffd", "\uffff", "🙂", "\U0010FFFF", "\U0010FFFFa", strings.Repeat("长", 300)}
	for k, text := range odd {
		must(t, s.items.Insert(ctx, with(name("%d", k), func(i *item) { i.Title = text })))
		must(t, s.items.Insert(ctx, with(name("%s", text), func(i *item) { i.Area = "by id" })))
		got, err := s.items.Get(ctx, text)
		must(t, err)
		if got.ID != text {
			t.Errorf("id %q came back as %q", text, got.ID)
		}
		first, err := s.items.First(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("title", text)}})
		must(t, err)
		if first.ID != name("%d", k).ID || first.Title != text {
			t.Errorf("title %q found %+v", text, first)
		}
	}
	var titles, names []string
	byTitle, err := walk(ctx, s.items, docstore.Query{Where: []docstore.Cond{docstore.AtLeast("title", "\x00")}, Sort: []string{"title"}, Limit: 5}, nil)
	must(t, err)
	for _, i := range byTitle {
		titles = append(titles, i.Title)
	}
	byID, err := walk(ctx, s.items, docstore.Query{Where: []docstore.Cond{docstore.Eq("area", "by id")}, Limit: 5}, nil)
	must(t, err)
	for _, i := range byID {
		names = append(names, i.ID)
	}
	slices.Sort(odd)
	if !slices.Equal(titles, odd) {
		t.Errorf("titles in order\n got %q\nwant %q", titles, odd)
	}
	if !slices.Equal(names, odd) {
		t.Errorf("ids in order\n got %q\nwant %q", names, odd)
	}
}

func int64Limits(t *testing.T, s suite) {
	ctx := s.wait(t)
	limits := []int64{math.MaxInt64, math.MinInt64, 0, -1, 1, 1<<53 + 1, -1<<53 - 1, math.MaxInt64 - 1, math.MinInt64 + 1}
	for k, n := range limits {
		must(t, s.items.Insert(ctx, with(name("%d", k), func(i *item) { i.Rank = n })))
	}
	all, err := walk(ctx, s.items, docstore.Query{Sort: []string{"rank"}, Limit: 2}, nil)
	must(t, err)
	var got []int64
	for _, i := range all {
		got = append(got, i.Rank)
	}
	slices.Sort(limits)
	if !slices.Equal(got, limits) {
		t.Errorf("got %v, want %v", got, limits)
	}
	n, err := s.items.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.AtLeast("rank", int64(math.MaxInt64))}}, 0)
	must(t, err)
	if n != 1 {
		t.Errorf("%d documents at the top, want 1", n)
	}
}
