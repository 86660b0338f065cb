package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"yanhe/backend/docstore"
)

// line is one document of an export. Bodies stay sealed: an export is opened with
// the same keys.
type line struct {
	Collection string          `json:"collection"`
	ID         string          `json:"id"`
	Keys       map[string]any  `json:"keys"`
	Body       json.RawMessage `json:"body"`
}

// Export writes every document of the store as JSON lines, whichever engine keeps
// them: the way from the embedded engine to MongoDB and back.
func Export(ctx context.Context, e docstore.Engine, w io.Writer) (int, error) {
	out := bufio.NewWriter(w)
	encode := json.NewEncoder(out)
	encode.SetEscapeHTML(false)
	n := 0
	for _, s := range Schemas() {
		q := docstore.EngineQuery{Limit: docstore.MaxPage}
		for {
			records, err := e.Find(ctx, s.Name, q)
			if err != nil {
				return n, fmt.Errorf("%s: %w", s.Name, err)
			}
			for _, r := range records {
				if err := encode.Encode(line{s.Name, r.ID, r.Keys, r.Body}); err != nil {
					return n, err
				}
				n++
			}
			if len(records) < q.Limit {
				break
			}
			q.From = []any{records[len(records)-1].ID}
		}
	}
	return n, out.Flush()
}

// errNotEmpty keeps an import from mixing two stores.
var errNotEmpty = errors.New("the store already holds documents; import needs an empty one")

// Import reads what Export wrote into an empty store.
func Import(ctx context.Context, e docstore.Engine, r io.Reader) (int, error) {
	kinds := map[string]map[string]docstore.Kind{}
	for _, s := range Schemas() {
		kinds[s.Name] = map[string]docstore.Kind{}
		for _, f := range s.Fields {
			kinds[s.Name][f.Name] = f.Kind
		}
		found, err := e.Find(ctx, s.Name, docstore.EngineQuery{Limit: 1})
		if err != nil {
			return 0, err
		}
		if len(found) > 0 {
			return 0, errNotEmpty
		}
	}
	decode := json.NewDecoder(r)
	decode.UseNumber()
	for n := 0; ; n++ {
		var l line
		if err := decode.Decode(&l); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, fmt.Errorf("line %d: %w", n+1, err)
		}
		record, err := l.record(kinds[l.Collection])
		if err == nil {
			err = e.Insert(ctx, l.Collection, record)
		}
		if err != nil {
			return n, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
}

// record checks a line against the declared fields.
func (l line) record(kinds map[string]docstore.Kind) (docstore.Record, error) {
	r := docstore.Record{ID: l.ID, Body: l.Body, Keys: map[string]any{}}
	if kinds == nil {
		return r, fmt.Errorf("unknown collection %q", l.Collection)
	}
	for name, kind := range kinds {
		switch v := l.Keys[name].(type) {
		case string:
			r.Keys[name] = v
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return r, err
			}
			r.Keys[name] = n
		default:
			return r, fmt.Errorf("%s: field %s is missing", l.Collection, name)
		}
		if _, text := r.Keys[name].(string); text != (kind == docstore.Text) {
			return r, fmt.Errorf("%s: field %s is of the wrong kind", l.Collection, name)
		}
	}
	return r, nil
}

// OpenStore opens the store of the settings with its collections, and nothing else.
func OpenStore(ctx context.Context, c Config) (docstore.Engine, error) {
	e, err := openEngine(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := e.Prepare(ctx, Schemas()); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}
