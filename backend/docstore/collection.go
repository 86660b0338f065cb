package docstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"yanhe/backend/fault"
)

// Meta is embedded by every document.
type Meta struct {
	ID string `json:"id"`
	// Version is kept by the store, not in the body; it is also the ETag of a read.
	Version int64 `json:"-"`
}

// DocMeta gives the store access to an embedded Meta.
func (m *Meta) DocMeta() *Meta { return m }

// Document is a pointer to a struct that embeds Meta.
type Document[T any] interface {
	*T
	DocMeta() *Meta
}

// Definition declares a collection of T: the fields lifted out for indexes, and
// the indexes. Definitions are package-level values of the domain packages.
type Definition[T any, P Document[T]] struct {
	schema Schema
	lift   map[string]func(P) any
}

// Define starts a definition.
func Define[T any, P Document[T]](name string) *Definition[T, P] {
	if !regexp.MustCompile(`^[a-z][a-z_]*$`).MatchString(name) {
		panic("docstore: collection name " + name)
	}
	return &Definition[T, P]{schema: Schema{Name: name}, lift: map[string]func(P) any{}}
}

// Text declares a text field and how it follows from the document.
func (d *Definition[T, P]) Text(name string, from func(P) string) *Definition[T, P] {
	return d.field(name, Text, func(p P) any { return from(p) })
}

// Int declares a number field and how it follows from the document.
func (d *Definition[T, P]) Int(name string, from func(P) int64) *Definition[T, P] {
	return d.field(name, Int, func(p P) any { return from(p) })
}

// Flag declares a number field that is 0 or 1.
func (d *Definition[T, P]) Flag(name string, from func(P) bool) *Definition[T, P] {
	return d.field(name, Int, func(p P) any { return norm(from(p)) })
}

func (d *Definition[T, P]) field(name string, kind Kind, from func(P) any) *Definition[T, P] {
	d.schema.Fields = append(d.schema.Fields, Field{name, kind})
	d.lift[name] = from
	return d
}

// Index declares an index over declared fields; its name follows from them.
func (d *Definition[T, P]) Index(fields ...string) *Definition[T, P] {
	return d.index(false, fields)
}

// Unique declares a unique index on one field; see Index.Unique for its limits.
func (d *Definition[T, P]) Unique(field string) *Definition[T, P] {
	return d.index(true, []string{field})
}

func (d *Definition[T, P]) index(unique bool, fields []string) *Definition[T, P] {
	name := d.schema.Name
	for _, f := range fields {
		if !d.schema.has(f) {
			panic(fmt.Sprintf("docstore: %s: an index over the undeclared field %s", d.schema.Name, f))
		}
		name += "_" + f
	}
	d.schema.Indexes = append(d.schema.Indexes, Index{Name: name, Fields: fields, Unique: unique})
	return d
}

// Schema returns what an engine needs to know.
func (d *Definition[T, P]) Schema() Schema {
	s := d.schema
	s.Lift = func(body []byte) (map[string]any, error) {
		doc := P(new(T))
		if err := json.Unmarshal(body, doc); err != nil {
			return nil, fault.Internalf("docstore: %s: %w", s.Name, err)
		}
		return d.keys(doc), nil
	}
	return s
}

func (d *Definition[T, P]) keys(doc P) map[string]any {
	keys := make(map[string]any, len(d.lift))
	for name, from := range d.lift {
		keys[name] = norm(from(doc))
	}
	return keys
}

// On binds the definition to an engine.
func (d *Definition[T, P]) On(e Engine) *Collection[T, P] {
	return &Collection[T, P]{engine: e, def: d}
}

// Collection reads and writes documents of one definition on one engine.
type Collection[T any, P Document[T]] struct {
	engine Engine
	def    *Definition[T, P]
}

// Insert stores a new document; its id must be set. ErrExists when the id or a
// unique field is taken.
func (c *Collection[T, P]) Insert(ctx context.Context, doc P) error {
	r, err := c.record(doc)
	if err != nil {
		return err
	}
	if err := c.engine.Insert(ctx, c.def.schema.Name, r); err != nil {
		return err
	}
	doc.DocMeta().Version = 1
	return nil
}

// Get reads one document, or reports ErrMissing.
func (c *Collection[T, P]) Get(ctx context.Context, id string) (P, error) {
	if !utf8.ValidString(id) { // no document has it, and not every engine may be asked
		return nil, ErrMissing
	}
	r, err := c.engine.Get(ctx, c.def.schema.Name, id)
	if err != nil {
		return nil, err
	}
	return c.decode(r)
}

// ErrUnchanged, returned by the function given to Update, ends the update without a
// write and without an error.
var ErrUnchanged = errors.New("docstore: unchanged")

// maxTries bounds how often Update starts over. With 64 writers on one document
// each round lets one through, so the bound is well above 64.
const maxTries = 400

// Update reads a document, lets change edit it, and writes it if nobody else has
// in between; else it starts over. change may run several times and must only
// touch the document. It returns the document as written.
func (c *Collection[T, P]) Update(ctx context.Context, id string, change func(P) error) (P, error) {
	for try := range maxTries {
		r, err := c.engine.Get(ctx, c.def.schema.Name, id)
		if err != nil {
			return nil, err
		}
		doc, err := c.decode(r)
		if err != nil {
			return nil, err
		}
		if err := change(doc); errors.Is(err, ErrUnchanged) {
			return doc, nil
		} else if err != nil {
			return nil, err
		}
		err = c.Replace(ctx, doc)
		if !errors.Is(err, ErrStale) {
			return doc, err
		}
		if err := backOff(ctx, try); err != nil {
			return nil, err
		}
	}
	return nil, ErrStale
}

// backOff spreads contenders over up to a few milliseconds.
func backOff(ctx context.Context, try int) error {
	wait := time.Duration(rand.IntN(min(try+1, 20))*200) * time.Microsecond
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Replace writes a document that was read before, or reports ErrStale.
func (c *Collection[T, P]) Replace(ctx context.Context, doc P) error {
	r, err := c.record(doc)
	if err != nil {
		return err
	}
	m := doc.DocMeta()
	if err := c.engine.Replace(ctx, c.def.schema.Name, r, m.Version); err != nil {
		return err
	}
	m.Version++
	return nil
}

// Delete removes a document that was read before, or reports ErrStale.
func (c *Collection[T, P]) Delete(ctx context.Context, doc P) error {
	m := doc.DocMeta()
	return c.engine.Delete(ctx, c.def.schema.Name, m.ID, m.Version)
}

// Page is one page of documents; Next is "" on the last one.
type Page[P any] struct {
	Items []P
	Next  string
}

// Find returns one page. Pages neither skip nor repeat a document that keeps
// its sort keys, however many are added in between.
func (c *Collection[T, P]) Find(ctx context.Context, q Query) (Page[P], error) {
	var page Page[P]
	records, next, err := c.find(ctx, q)
	if err != nil {
		return page, err
	}
	page.Next = next
	page.Items = make([]P, 0, len(records))
	for _, r := range records {
		doc, err := c.decode(r)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, doc)
	}
	return page, nil
}

// First returns the first match, or ErrMissing.
func (c *Collection[T, P]) First(ctx context.Context, q Query) (P, error) {
	q.Limit = 1
	page, err := c.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(page.Items) == 0 {
		return nil, ErrMissing
	}
	return page.Items[0], nil
}

func (c *Collection[T, P]) find(ctx context.Context, q Query) ([]Record, string, error) {
	s := c.def.schema
	if len(q.Sort) == 0 { // a range orders by its field, or its pages would not follow the index
		for _, cond := range q.Where {
			if cond.ranged {
				q.Sort = []string{cond.field}
			}
		}
	}
	plans, err := s.Plan(q)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, MaxPage)
	var from []any
	if q.After != "" {
		if from, err = s.parseCursor(q.After, q.Sort); err != nil {
			return nil, "", err
		}
	}
	var all []Record
	for _, p := range plans {
		p.Limit, p.From = limit+1, from // one more tells whether a page follows
		part, err := c.engine.Find(ctx, s.Name, p)
		if err != nil {
			return nil, "", err
		}
		all = append(all, part...)
	}
	if len(plans) > 1 {
		slices.SortFunc(all, func(a, b Record) int { return order(a, b, q.Sort, q.Desc) })
	}
	if len(all) <= limit {
		return all, "", nil
	}
	all = all[:limit]
	return all, cursor(sortValues(all[limit-1], q.Sort)), nil
}

// Count counts matches, but no further than limit (0: no limit). A bounded count
// costs the same however large the collection is.
func (c *Collection[T, P]) Count(ctx context.Context, q Query, limit int64) (int64, error) {
	plans, err := c.def.schema.PlanCount(q)
	if err != nil {
		return 0, err
	}
	var total int64
	for _, p := range plans {
		n, err := c.engine.Count(ctx, c.def.schema.Name, p, limit)
		if err != nil {
			return 0, err
		}
		if total += n; limit > 0 && total >= limit {
			return limit, nil
		}
	}
	return total, nil
}

// CountBy counts matches of equalities for each value of a field; an index must
// hold the fixed fields followed by that field.
func (c *Collection[T, P]) CountBy(ctx context.Context, field string, where ...Cond) (map[string]int64, error) {
	plans, err := c.def.schema.PlanCount(Query{Where: where, Sort: []string{field}})
	if err != nil {
		return nil, err
	}
	total := map[string]int64{}
	for _, p := range plans {
		part, err := c.engine.CountBy(ctx, c.def.schema.Name, p, field)
		if err != nil {
			return nil, err
		}
		for k, n := range part {
			total[k] += n
		}
	}
	return total, nil
}

// Each walks all matches in order, a page at a time, until fn fails.
func (c *Collection[T, P]) Each(ctx context.Context, q Query, fn func(P) error) error {
	q.Limit = MaxPage
	for {
		page, err := c.Find(ctx, q)
		if err != nil {
			return err
		}
		for _, doc := range page.Items {
			if err := fn(doc); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// Watch follows changes; see Engine.Watch.
func (c *Collection[T, P]) Watch(ctx context.Context, position string, ready func(), fn func(Change) error) error {
	return c.engine.Watch(ctx, c.def.schema.Name, position, ready, fn)
}

func (c *Collection[T, P]) record(doc P) (Record, error) {
	m := doc.DocMeta()
	if m.ID == "" || !utf8.ValidString(m.ID) {
		return Record{}, fault.Internalf("docstore: %s: a document with the id %q", c.def.schema.Name, m.ID)
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return Record{}, fault.Wrap(err, "internal")
	}
	return Record{ID: m.ID, Keys: c.def.keys(doc), Body: body}, nil
}

func (c *Collection[T, P]) decode(r Record) (P, error) {
	doc := P(new(T))
	if err := json.Unmarshal(r.Body, doc); err != nil {
		return nil, fault.Internalf("docstore: %s %s: %w", c.def.schema.Name, r.ID, err)
	}
	doc.DocMeta().Version = r.Version
	return doc, nil
}

func sortValues(r Record, sort []string) []any {
	values := make([]any, 0, len(sort)+1)
	for _, f := range sort {
		values = append(values, r.Keys[f])
	}
	return append(values, r.ID)
}

func order(a, b Record, sort []string, desc bool) int {
	x, y := sortValues(a, sort), sortValues(b, sort)
	for i := range x {
		d := compare(x[i], y[i])
		if desc {
			d = -d
		}
		if d != 0 {
			return d
		}
	}
	return 0
}

func compare(a, b any) int {
	if x, ok := a.(int64); ok {
		y := b.(int64)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	x, y := a.(string), b.(string)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// asString takes named string types (a State, a Role) as text.
func asString(v any) (string, bool) {
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.String {
		return r.String(), true
	}
	return "", false
}
