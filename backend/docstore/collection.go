package docstore

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"unicode/utf8"

	"yanhe/backend/fault"
)

// Collection reads and writes documents of one definition on one engine.
type Collection[T any, P Document[T]] struct {
	engine Engine
	def    *Definition[T, P]
	turns  *turns
	// wrote is told of every write that may have happened, before its caller is.
	wrote func(id string)
}

// Insert stores a new document; its id must be set. ErrExists when the id or a
// unique field is taken.
func (c *Collection[T, P]) Insert(ctx context.Context, doc P) error {
	r, err := c.record(doc)
	if err != nil {
		return err
	}
	err = c.engine.Insert(ctx, c.def.schema.Name, r)
	c.wrote(r.ID) // also after an error: the write may have happened
	if err != nil {
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

// GetAll reads the documents with these ids by as few questions as there are pages
// of them, in the order of the ids; one that is missing is left out.
func (c *Collection[T, P]) GetAll(ctx context.Context, ids []string) ([]P, error) {
	found := make(map[string]P, len(ids))
	for some := range slices.Chunk(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !utf8.ValidString(id) }), MaxPage) {
		records, err := c.engine.GetAll(ctx, c.def.schema.Name, some)
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if found[r.ID], err = c.decode(r); err != nil {
				return nil, err
			}
		}
	}
	all := make([]P, 0, len(found))
	for _, id := range ids {
		if doc, ok := found[id]; ok {
			all = append(all, doc)
			delete(found, id)
		}
	}
	return all, nil
}

// Replace writes a document that was read before, or reports ErrStale.
func (c *Collection[T, P]) Replace(ctx context.Context, doc P) error {
	r, err := c.record(doc)
	if err != nil {
		return err
	}
	m := doc.DocMeta()
	err = c.engine.Replace(ctx, c.def.schema.Name, r, m.Version)
	c.wrote(r.ID)
	if err != nil {
		return err
	}
	m.Version++
	return nil
}

// Delete removes a document that was read before, or reports ErrStale.
func (c *Collection[T, P]) Delete(ctx context.Context, doc P) error {
	m := doc.DocMeta()
	defer c.wrote(m.ID)
	return c.engine.Delete(ctx, c.def.schema.Name, m.ID, m.Version)
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

// Gone is the error of a deletion, where a document that is not there is as good as one deleted.
func Gone(err error) error {
	if errors.Is(err, ErrMissing) {
		return nil
	}
	return err
}
