package docstore

import (
	"encoding/json"
	"fmt"
	"regexp"

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

var (
	collectionName = regexp.MustCompile(`^[a-z][a-z_]*$`)
	fieldName      = regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`)
)

// Define starts a definition.
func Define[T any, P Document[T]](name string) *Definition[T, P] {
	if !collectionName.MatchString(name) {
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
	if !fieldName.MatchString(name) || d.schema.has(name) {
		panic("docstore: " + d.schema.Name + ": field name " + name)
	}
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

// Sparse declares an index that need not hold documents whose last field is "" or 0;
// see Index.Sparse.
func (d *Definition[T, P]) Sparse(fields ...string) *Definition[T, P] {
	d.index(false, fields)
	d.schema.Indexes[len(d.schema.Indexes)-1].Sparse = true
	return d
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
	return &Collection[T, P]{engine: e, def: d, turns: newTurns(), wrote: func(string) {}}
}
