package docstore

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

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
		if n := norm(v); !slices.Contains(c.values, n) { // else its documents would come twice
			c.values = append(c.values, n)
		}
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
	s = valid(s)
	return Cond{field: field, min: s, max: after(s), ranged: true}
}

// after returns the smallest text that sorts after all that start with s, or nil
// when there is none: s with its last character raised by one. Characters sort by
// code point, which in UTF-8 is the order of the bytes.
func after(s string) any {
	runes := []rune(s)
	for n := len(runes) - 1; n >= 0; n-- {
		next := runes[n] + 1
		if next == surrogateMin {
			next = surrogateMax + 1
		}
		if next <= utf8.MaxRune {
			return string(append(runes[:n], next))
		}
	}
	return nil
}

// Between these two lies no character.
const surrogateMin, surrogateMax = 0xD800, 0xDFFF

// valid replaces what is not UTF-8, as encoding/json does in a body; no engine
// keeps such text in the same way.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// norm folds the types a caller may use into the two an engine knows.
func norm(v any) any {
	switch v := v.(type) {
	case string:
		return valid(v)
	case int64:
		return v
	case int:
		return int64(v)
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case fmt.Stringer:
		return valid(v.String())
	}
	if s, ok := asString(v); ok {
		return valid(s)
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
		case !s.fits(c):
			return nil, fault.Internalf("docstore: %s.%s is %s, asked as something else", s.Name, c.field, s.kind(c.field))
		case equal[c.field] != nil:
			return nil, fault.Internalf("docstore: %s.%s is fixed twice", s.Name, c.field)
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
		if fixed == n && slices.Equal(ix.Fields[n:n+len(want)], want) && (!ix.Sparse || asks(ix.Fields[len(ix.Fields)-1], equal, rng)) {
			return ix, true
		}
	}
	return Index{}, false
}

// asks tells whether a query wants only documents in which a field stands for
// something.
func asks(field string, equal map[string][]any, rng *Range) bool {
	if values, ok := equal[field]; ok {
		return !slices.ContainsFunc(values, nothing)
	}
	return rng != nil && rng.Field == field && rng.Min != nil && !nothing(rng.Min) && !below(rng.Min)
}

func nothing(v any) bool { return v == int64(0) || v == "" }

// below: a range from a negative number holds 0.
func below(v any) bool { n, ok := v.(int64); return ok && n < 0 }

func (s Schema) has(field string) bool {
	return slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Name == field })
}

// fits tells whether all values of a condition have the kind of its field; engines
// differ in how they compare text with numbers.
func (s Schema) fits(c Cond) bool {
	kind := s.kind(c.field)
	for _, v := range append(slices.Clone(c.values), c.min, c.max) {
		_, number := v.(int64)
		if v != nil && number != (kind == Int) {
			return false
		}
	}
	return true
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

// asString takes named string types (a State, a Role) as text.
func asString(v any) (string, bool) {
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.String {
		return r.String(), true
	}
	return "", false
}
