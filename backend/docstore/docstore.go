// Package docstore is the storage port: typed documents in named collections,
// served alike by an embedded engine (docstore/sqlite) and by MongoDB
// (docstore/mongo). docstore/contract is the suite both must pass.
//
// Three promises shape it. A document is the unit of atomicity: one write saves
// all of it or nothing. Uniqueness lives in ids, which works on a sharded
// cluster too. Every query is served by a declared index: one that is not is
// refused as a programming error, never run slowly.
package docstore

import (
	"context"

	"yanhe/backend/fault"
)

// The faults an engine reports. All else is internal.
var (
	// ErrExists: a document with this id, or with this value of a unique field, is there.
	ErrExists = fault.New(fault.Conflict, "store.exists")
	// ErrMissing: no document has this id.
	ErrMissing = fault.New(fault.NotFound, "store.missing")
	// ErrStale: the document has changed since it was read.
	ErrStale = fault.New(fault.Conflict, "store.stale")
	// ErrCursor: a page cursor that this query did not give out.
	ErrCursor = fault.New(fault.Invalid, "store.cursor")
	// ErrUnavailable: the engine cannot be reached or is closed.
	ErrUnavailable = fault.New(fault.Unavailable, "store.unavailable")
)

// MaxPage bounds every page, whatever a caller asks for.
const MaxPage = 200

// Kind is the type of a declared field.
type Kind string

// Fields are text or whole numbers: both sort alike on every engine. Times are
// numbers of milliseconds, truths 0 and 1.
const (
	Text Kind = "text"
	Int  Kind = "int"
)

// Field is a value lifted out of a document so that indexes can use it. It is
// always present; "" and 0 stand for nothing.
type Field struct {
	Name string
	Kind Kind
}

// Index serves queries that fix its first fields and sort or range over the
// next ones. The id is always its implicit last field.
type Index struct {
	Name   string
	Fields []string
	// Unique is allowed on one field that is always set and never changes; a
	// sharded collection cannot enforce it, so ids carry what must hold there.
	Unique bool
	// Sparse lets an engine leave out documents whose last field stands for nothing,
	// so that they cost it no write. Only queries that ask for something there are
	// served.
	Sparse bool
}

// Schema declares a collection. Name is lower-case letters and underscores.
type Schema struct {
	Name    string
	Fields  []Field
	Indexes []Index
	// Lift follows the declared fields from a body, so that Prepare can fill in
	// fields that a newer program declares. An engine that needs it and finds nil
	// refuses to prepare.
	Lift func(body []byte) (map[string]any, error)
}

// Record is a document as an engine keeps it.
type Record struct {
	ID      string
	Version int64          // 1 when inserted, +1 at each write
	Keys    map[string]any // declared fields: string or int64
	Body    []byte         // the whole document as JSON
}

// Change tells that a document was written or deleted. Changes of one document
// arrive in order; a fast series may be told as its last one.
type Change struct {
	ID       string
	Version  int64  // 0 when deleted
	Position string // where to resume after this change
}

// Engine is what a storage engine implements. It sees only queries that Plan
// has matched to an index, and every method heeds its context.
type Engine interface {
	// Prepare makes collections and indexes, drops indexes no longer declared, and
	// lifts newly declared fields out of the documents there are. It is called at
	// every start. That a field of the same name and kind now follows otherwise
	// from a document it cannot know: give such a field a new name.
	Prepare(ctx context.Context, schemas []Schema) error
	// Insert stores a new document with version 1, or reports ErrExists.
	Insert(ctx context.Context, collection string, r Record) error
	// Get reads one document, or reports ErrMissing.
	Get(ctx context.Context, collection, id string) (Record, error)
	// GetAll reads the documents there are of 1 to MaxPage ids, in any order.
	GetAll(ctx context.Context, collection string, ids []string) ([]Record, error)
	// Replace writes r as version+1 if the stored version is still version, else
	// reports ErrStale (ErrMissing when it is gone).
	Replace(ctx context.Context, collection string, r Record, version int64) error
	// Delete removes a document if its version still is version (0: whatever it
	// is), else reports ErrStale or ErrMissing.
	Delete(ctx context.Context, collection, id string, version int64) error
	// Find returns at most q.Limit records in sort order, after q.From.
	Find(ctx context.Context, collection string, q EngineQuery) ([]Record, error)
	// Count counts matches, but no further than limit (0: no limit).
	Count(ctx context.Context, collection string, q EngineQuery, limit int64) (int64, error)
	// CountBy counts matches for each value of a field that follows the fixed ones in the index.
	CountBy(ctx context.Context, collection string, q EngineQuery, field string) (map[string]int64, error)
	// Watch calls fn for each change after position ("" means from now on) until
	// ctx ends or fn fails, and returns ctx's or fn's error; ready is called once
	// changes can no longer be missed. A position that is unknown, or so old that
	// the changes after it are no longer kept, is ErrCursor: look at everything
	// once and go on from now.
	Watch(ctx context.Context, collection, position string, ready func(), fn func(Change) error) error
	// Ping tells whether the engine answers.
	Ping(ctx context.Context) error
	Close() error
}

// EngineQuery is a planned query: equalities on the index's first fields, at
// most one range on the next one, and an order along the rest of the index.
type EngineQuery struct {
	Index Index
	Equal []Equal // in the order of Index.Fields
	Range *Range  // on Index.Fields[len(Equal)], nil when none
	// Sort names the fields after the fixed ones that order the result; the id
	// is always the last sort key. All run in one direction.
	Sort  []string
	Desc  bool
	Limit int
	// From is nil on the first page, else the sort values and the id of the last
	// record seen: len(Sort)+1 values.
	From []any
	// KeysOnly leaves out bodies.
	KeysOnly bool
}

// Equal fixes a field to a value.
type Equal struct {
	Field string
	Value any
}

// Range bounds a field; nil bounds are open. Min is inclusive, Max is exclusive.
type Range struct {
	Field    string
	Min, Max any
}
