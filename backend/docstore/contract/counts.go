package contract

import (
	"maps"
	"strconv"
	"testing"

	"yanhe/backend/docstore"
)

func counts(t *testing.T, s suite) {
	all := populate(t, s)
	ctx := s.wait(t)
	check := func(q docstore.Query, limit, want int64) {
		t.Helper()
		got, err := s.items.Count(ctx, q, limit)
		must(t, err)
		if got != want {
			t.Errorf("%+v limit %d: counted %d, want %d", q, limit, got, want)
		}
	}
	total := int64(len(all))
	check(docstore.Query{}, 0, total)
	check(docstore.Query{}, 10, 10)
	check(docstore.Query{}, total+1, total)
	check(docstore.Query{Where: []docstore.Cond{docstore.Eq("area", "无")}}, 0, 0)

	var inTwo int64
	for _, i := range all {
		if i.Area == "宣州区" || i.Area == "宣城市" {
			inTwo++
		}
	}
	// An index that goes on after the fixed fields serves a count, too.
	two := docstore.Query{Where: []docstore.Cond{docstore.In("area", "宣州区", "宣城市", "宣州区")}}
	check(two, 0, inTwo)
	check(two, inTwo-1, inTwo-1)
	check(two, 1, 1)
}

func countsBy(t *testing.T, s suite) {
	all := populate(t, s)
	ctx := s.wait(t)
	byTitle, byRank, byArea, from1 := map[string]int64{}, map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, i := range all {
		byArea[i.Area]++
		if i.Area == "宣州区" || i.Area == "" {
			byTitle[i.Title]++
			byRank[strconv.FormatInt(i.Rank, 10)]++
			if i.Rank >= 1 {
				from1[strconv.FormatInt(i.Rank, 10)]++
			}
		}
	}
	two := docstore.In("area", "宣州区", "")
	for what, c := range map[string]struct {
		field string
		where []docstore.Cond
		want  map[string]int64
	}{
		"area":               {"area", nil, byArea},
		"title in two areas": {"title", []docstore.Cond{two}, byTitle},
		"rank in two areas":  {"rank", []docstore.Cond{two}, byRank},
		"rank from 1":        {"rank", []docstore.Cond{two, docstore.AtLeast("rank", 1)}, from1},
		"nothing":            {"rank", []docstore.Cond{docstore.Eq("area", "无")}, map[string]int64{}},
	} {
		got, err := s.items.CountBy(ctx, c.field, c.where...)
		must(t, err)
		if !maps.Equal(got, c.want) {
			t.Errorf("by %s: got %v, want %v", what, got, c.want)
		}
	}
}
