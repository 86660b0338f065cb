package contract

import (
	"cmp"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"yanhe/backend/docstore"
)

// question is a query as the naive model sees it.
type question struct {
	keep []func(*item) bool
	sort []string
	desc bool
}

func (q question) answer(all []*item) []*item {
	var kept []*item
	for _, i := range all {
		if !slices.ContainsFunc(q.keep, func(keep func(*item) bool) bool { return !keep(i) }) {
			kept = append(kept, i)
		}
	}
	slices.SortFunc(kept, func(a, b *item) int { return order(a, b, q.sort, q.desc) })
	return kept
}

// drawQuery draws an index, how many of its fields are fixed, and a range on the next.
func drawQuery(r *rapid.T) (docstore.Query, question) {
	ix := rapid.SampledFrom(append(items.Schema().Indexes, docstore.Index{})).Draw(r, "index")
	fixed := rapid.IntRange(0, len(ix.Fields)).Draw(r, "fixed")
	sort := ix.Fields[fixed:]
	m := question{sort: sort, desc: rapid.Bool().Draw(r, "desc")}
	q := docstore.Query{Sort: sort, Desc: m.desc, Limit: rapid.SampledFrom([]int{1, 2, 7, 50, 200}).Draw(r, "limit")}
	for _, f := range ix.Fields[:fixed] {
		values := rapid.SliceOfN(value(f), 1, 3).Draw(r, f)
		if len(values) == 1 {
			q.Where = append(q.Where, docstore.Eq(f, values[0]))
		} else {
			q.Where = append(q.Where, docstore.In(f, values...))
		}
		m.keep = append(m.keep, func(i *item) bool { return slices.Contains(values, field(i, f)) })
	}
	if len(sort) > 0 {
		drawRange(r, sort[0], &q, &m)
	}
	return q, m
}

func drawRange(r *rapid.T, f string, q *docstore.Query, m *question) {
	lo, hi := value(f).Draw(r, "lo"), value(f).Draw(r, "hi")
	from := func(i *item) bool { return compare(field(i, f), lo) >= 0 }
	below := func(i *item) bool { return compare(field(i, f), hi) < 0 }
	switch rapid.SampledFrom([]string{"all", "between", "from", "below", "prefix"}).Draw(r, "range") {
	case "between":
		q.Where, m.keep = append(q.Where, docstore.Between(f, lo, hi)), append(m.keep, from, below)
	case "from":
		q.Where, m.keep = append(q.Where, docstore.AtLeast(f, lo)), append(m.keep, from)
	case "below":
		q.Where, m.keep = append(q.Where, docstore.Below(f, hi)), append(m.keep, below)
	case "prefix":
		if text, ok := lo.(string); ok {
			q.Where = append(q.Where, docstore.Prefix(f, text))
			m.keep = append(m.keep, func(i *item) bool { return strings.HasPrefix(field(i, f).(string), text) })
		}
	}
}

// value draws from the values that the population has, and some that it has not.
func value(f string) *rapid.Generator[any] {
	switch f {
	case "area":
		return rapid.Map(rapid.SampledFrom(append(areas, "无", "宣")), func(s string) any { return s })
	case "title":
		return rapid.Map(rapid.SampledFrom(append(titles, "婚", "邻\U0010FFFF")), func(s string) any { return s })
	case "rank":
		return rapid.Map(rapid.SampledFrom(append(ranks, -4, 5)), func(n int64) any { return n })
	}
	return rapid.Map(rapid.Bool(), func(b bool) any {
		if b {
			return int64(1)
		}
		return int64(0)
	})
}

func field(i *item, f string) any {
	switch f {
	case "area":
		return i.Area
	case "title":
		return i.Title
	case "rank":
		return i.Rank
	}
	if i.Open {
		return int64(1)
	}
	return int64(0)
}

// order is the order that pages promise: by the sort fields, then by id, text by
// bytes, all in one direction.
func order(a, b *item, sort []string, desc bool) int {
	d := 0
	for _, f := range sort {
		if d == 0 {
			d = compare(field(a, f), field(b, f))
		}
	}
	if d == 0 {
		d = cmp.Compare(a.ID, b.ID)
	}
	if desc {
		return -d
	}
	return d
}

func compare(a, b any) int {
	if n, ok := a.(int64); ok {
		return cmp.Compare(n, b.(int64))
	}
	return cmp.Compare(a.(string), b.(string))
}
