package docstore

import (
	"fmt"
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"yanhe/backend/fault"
)

type doc struct {
	Meta
	State string
	At    int64
	Title string
}

var docs = Define[doc]("docs").
	Text("state", func(d *doc) string { return d.State }).
	Int("at", func(d *doc) int64 { return d.At }).
	Text("title", func(d *doc) string { return d.Title }).
	Flag("late", func(d *doc) bool { return d.At > 5 }).
	Index("state", "at").
	Index("title").
	Index("late", "state", "title")

type state string

type spoken int

func (s spoken) String() string { return fmt.Sprintf("number %d", int(s)) }

func TestPlan(t *testing.T) {
	for name, c := range map[string]struct {
		q     Query
		index string
		equal []any
	}{
		"everything":             {Query{}, "", nil},
		"all values fixed":       {Query{Where: []Cond{Eq("at", 3), Eq("state", "open")}}, "docs_state_at", []any{"open", int64(3)}},
		"order after fixed":      {Query{Where: []Cond{Eq("state", state("open"))}, Sort: []string{"at"}}, "docs_state_at", []any{"open"}},
		"range on the order":     {Query{Where: []Cond{Eq("state", spoken(1)), AtLeast("at", 3)}, Sort: []string{"at"}}, "docs_state_at", []any{"number 1"}},
		"order without fixed":    {Query{Sort: []string{"late", "state", "title"}}, "docs_late_state_title", nil},
		"fixed in another order": {Query{Where: []Cond{Eq("state", "x"), Eq("late", true)}, Sort: []string{"title"}}, "docs_late_state_title", []any{int64(1), "x"}},
	} {
		plans, err := docs.Schema().Plan(c.q)
		if err != nil || len(plans) != 1 || plans[0].Index.Name != c.index {
			t.Errorf("%s: %+v, %v", name, plans, err)
			continue
		}
		var equal []any
		for i, e := range plans[0].Equal {
			if e.Field != plans[0].Index.Fields[i] {
				t.Errorf("%s: fixed %s where the index has %s", name, e.Field, plans[0].Index.Fields[i])
			}
			equal = append(equal, e.Value)
		}
		if !slices.Equal(equal, c.equal) {
			t.Errorf("%s: fixed %v, want %v", name, equal, c.equal)
		}
	}
}

func TestPlanRefuses(t *testing.T) {
	for name, q := range map[string]Query{
		"no such index":          {Where: []Cond{Eq("at", 1)}},
		"index with more fields": {Where: []Cond{Eq("state", "x")}},
		"order out of turn":      {Where: []Cond{Eq("late", true)}, Sort: []string{"title"}},
		"range before the order": {Where: []Cond{AtLeast("state", "x")}, Sort: []string{"at"}},
		"two ranges":             {Where: []Cond{AtLeast("state", "x"), Below("at", 1)}},
		"fixed twice":            {Where: []Cond{Eq("title", "x"), Eq("title", "y")}},
		"fixed and in a range":   {Where: []Cond{Eq("title", "x"), Prefix("title", "x")}},
		"number as text":         {Where: []Cond{Eq("state", 1)}, Sort: []string{"at"}},
		"text as number":         {Where: []Cond{Eq("state", "x"), AtLeast("at", "1")}, Sort: []string{"at"}},
		"unknown field":          {Where: []Cond{Eq("size", 1)}},
	} {
		if plans, err := docs.Schema().Plan(q); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: %+v, %v", name, plans, err)
		}
	}
	// A count needs no order, so an index that goes on serves it.
	if _, err := docs.Schema().PlanCount(Query{Where: []Cond{Eq("state", "x")}}); err != nil {
		t.Error(err)
	}
}

func TestPlanIn(t *testing.T) {
	q := Query{Where: []Cond{In("late", true, false, true), In("state", "a", "b", "c", "a")}, Sort: []string{"title"}}
	plans, err := docs.Schema().Plan(q)
	if err != nil || len(plans) != 6 {
		t.Fatalf("%d plans, %v", len(plans), err)
	}
	seen := map[string]bool{}
	for _, p := range plans {
		seen[fmt.Sprint(p.Equal)] = true
	}
	if len(seen) != 6 {
		t.Errorf("combinations: %v", seen)
	}
	none, err := docs.Schema().Plan(Query{Where: []Cond{In[string]("title")}})
	if err != nil || len(none) != 0 {
		t.Errorf("any of none: %+v, %v", none, err)
	}
}

// TestPrefix: a text lies in the range of a prefix exactly when it starts with it.
func TestPrefix(t *testing.T) {
	runes := rapid.SampledFrom([]rune{0, 'a', 'b', '邻', '里', 0xD7FF, 0xE000, 0xFFFF, 0x10000, '🙂', utf8.MaxRune})
	text := rapid.StringOfN(runes, 0, 4, -1)
	rapid.Check(t, func(r *rapid.T) {
		prefix, s := text.Draw(r, "prefix"), text.Draw(r, "text")
		if rapid.Bool().Draw(r, "starts with it") {
			s = prefix + s
		}
		c := Prefix("title", prefix)
		within := s >= c.min.(string) && (c.max == nil || s < c.max.(string))
		starts := len(s) >= len(prefix) && s[:len(prefix)] == prefix
		if within != starts {
			r.Fatalf("%q in [%q, %q): %v, starts with %q: %v", s, c.min, c.max, within, prefix, starts)
		}
		if c.max != nil && !utf8.ValidString(c.max.(string)) {
			r.Fatalf("the bound %q is no text", c.max)
		}
	})
}

func TestInvalidText(t *testing.T) {
	if c := Eq("title", "a\xff"); c.values[0] != "a\uFFFD" {
		t.Errorf("%q", c.values[0])
	}
	if c := Prefix("title", "a\xff"); !utf8.ValidString(c.max.(string)) {
		t.Errorf("%q", c.max)
	}
}
