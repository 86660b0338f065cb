package docstore

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"yanhe/backend/fault"
)

// Query asks for documents. The zero value asks for the first page of all, in id order.
type Query struct {
	Where []Cond
	Sort  []string // declared fields; the id breaks ties
	Desc  bool     // all sort keys in descending order
	Limit int      // 0 means 50; never over MaxPage
	After string   // the cursor of the page before
}

// Cond is one condition; make it with Eq, In, Between, AtLeast, Below or Prefix.
type Cond struct {
	field    string
	values   []any // one: equality; several: any of them
	min, max any
	ranged   bool
}

// Eq asks for one value.
func Eq(field string, value any) Cond { return Cond{field: field, values: []any{norm(value)}} }

// In asks for any of a few values; one query runs for each, so keep them few.
func In[V any](field string, values ...V) Cond {
	c := Cond{field: field, values: make([]any, 0, len(values))}
	for _, v := range values {
		c.values = append(c.values, norm(v))
	}
	return c
}

// Between asks for min <= field < max.
func Between(field string, min, max any) Cond {
	return Cond{field: field, min: norm(min), max: norm(max), ranged: true}
}

// AtLeast asks for field >= min.
func AtLeast(field string, min any) Cond { return Cond{field: field, min: norm(min), ranged: true} }

// Below asks for field < max.
func Below(field string, max any) Cond { return Cond{field: field, max: norm(max), ranged: true} }

// Prefix asks for text that starts with s.
func Prefix(field, s string) Cond {
	// U+10FFFF sorts after every other character in UTF-8 byte order.
	return Cond{field: field, min: s, max: s + "\U0010FFFF", ranged: true}
}

// norm folds the types a caller may use into the two an engine knows.
func norm(v any) any {
	switch v := v.(type) {
	case string, int64:
		return v
	case int:
		return int64(v)
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case fmt.Stringer:
		return v.String()
	}
	if s, ok := asString(v); ok {
		return s
	}
	panic(fmt.Sprintf("docstore: a value of type %T", v))
}

// Plan matches a query to a declared index that also gives its order, or reports
// that none serves it. It returns one engine query for each combination of In values.
func (s Schema) Plan(q Query) ([]EngineQuery, error) { return s.plan(q, true) }

// PlanCount is Plan for counting, where the order is of no matter and an index
// may have further fields.
func (s Schema) PlanCount(q Query) ([]EngineQuery, error) { return s.plan(q, false) }

func (s Schema) plan(q Query, ordered bool) ([]EngineQuery, error) {
	equal := map[string][]any{}
	var rng *Range
	for _, c := range q.Where {
		switch {
		case !s.has(c.field):
			return nil, fault.Internalf("docstore: %s has no field %q", s.Name, c.field)
		case c.ranged && rng != nil:
			return nil, fault.Internalf("docstore: two ranges on %s", s.Name)
		case c.ranged:
			rng = &Range{Field: c.field, Min: c.min, Max: c.max}
		default:
			equal[c.field] = c.values
		}
	}
	ix, ok := s.serving(equal, rng, q.Sort, ordered)
	if !ok {
		return nil, fault.Internalf("docstore: no index of %s serves %s", s.Name, describe(q))
	}
	plans := []EngineQuery{{Index: ix, Range: rng, Sort: q.Sort, Desc: q.Desc}}
	for _, field := range ix.Fields[:len(equal)] {
		var wider []EngineQuery
		for _, p := range plans {
			for _, v := range equal[field] {
				w := p
				w.Equal = append(slices.Clone(p.Equal), Equal{field, v})
				wider = append(wider, w)
			}
		}
		plans = wider
	}
	return plans, nil
}

// serving finds an index whose first fields are the fixed ones (in any order),
// followed by the sort fields, the first of which carries the range if any. When
// the result is ordered, nothing else may stand between them and the id.
func (s Schema) serving(equal map[string][]any, rng *Range, sort []string, ordered bool) (Index, bool) {
	want := sort
	if rng != nil && len(sort) == 0 {
		want = []string{rng.Field}
	}
	if rng != nil && want[0] != rng.Field {
		return Index{}, false // a range before another order cannot be paged by an index
	}
	if len(equal) == 0 && len(want) == 0 {
		return Index{}, true // by id alone
	}
	for _, ix := range s.Indexes {
		n := len(equal)
		if len(ix.Fields) < n+len(want) || ordered && len(ix.Fields) != n+len(want) {
			continue
		}
		fixed := 0
		for _, f := range ix.Fields[:n] {
			if _, ok := equal[f]; ok {
				fixed++
			}
		}
		if fixed == n && slices.Equal(ix.Fields[n:n+len(want)], want) {
			return ix, true
		}
	}
	return Index{}, false
}

func (s Schema) has(field string) bool {
	return slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Name == field })
}

func describe(q Query) string {
	var b strings.Builder
	for _, c := range q.Where {
		if c.ranged {
			fmt.Fprintf(&b, "%s in range, ", c.field)
		} else {
			fmt.Fprintf(&b, "%s fixed, ", c.field)
		}
	}
	fmt.Fprintf(&b, "sorted by %v", q.Sort)
	return b.String()
}

// cursor packs where a page ended. It is opaque to callers and holds only sort
// values and an id of a record the caller has seen.
func cursor(values []any) string {
	raw, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings and whole numbers always marshal
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (s Schema) parseCursor(text string, sort []string) ([]any, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrCursor
	}
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil || len(parts) != len(sort)+1 {
		return nil, ErrCursor
	}
	values := make([]any, len(parts))
	for i, p := range parts {
		if i < len(sort) && s.kind(sort[i]) == Int {
			var n int64
			err = json.Unmarshal(p, &n)
			values[i] = n
		} else {
			var t string
			err = json.Unmarshal(p, &t)
			values[i] = t
		}
		if err != nil {
			return nil, ErrCursor
		}
	}
	return values, nil
}

func (s Schema) kind(field string) Kind {
	for _, f := range s.Fields {
		if f.Name == field {
			return f.Kind
		}
	}
	return Text
}
