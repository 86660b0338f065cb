package booking

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"yanhe/backend/docstore"
	"yanhe/backend/docstore/contract"
	"yanhe/backend/fault"
)

// memory is an engine for tests that walk through thousands of worlds, and that
// stop a process between any two of its steps. The contract suite holds it to
// what a real engine does.
type memory struct {
	mu     sync.Mutex
	tables map[string]map[string]docstore.Record
	closed bool
	// before is called before each operation; its error is that of the operation.
	before atomic.Pointer[func(ctx context.Context, write bool) error]
	// after is called after each write that was made.
	after atomic.Pointer[func(ctx context.Context) error]
}

func newMemory() *memory { return &memory{tables: map[string]map[string]docstore.Record{}} }

func (m *memory) enter(ctx context.Context, write bool) error {
	if f := m.before.Load(); f != nil {
		if err := (*f)(ctx, write); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// do runs an operation on a collection under the lock.
func (m *memory) do(ctx context.Context, collection string, write bool, run func(t map[string]docstore.Record) error) error {
	if err := m.enter(ctx, write); err != nil {
		return err
	}
	m.mu.Lock()
	err := func() error {
		defer m.mu.Unlock()
		t := m.tables[collection]
		switch {
		case m.closed:
			return docstore.ErrUnavailable
		case t == nil:
			return fault.Internalf("memory: no collection %s", collection)
		}
		return run(t)
	}()
	if f := m.after.Load(); err == nil && write && f != nil {
		return (*f)(ctx)
	}
	return err
}

func (m *memory) Prepare(ctx context.Context, schemas []docstore.Schema) error {
	if err := m.Ping(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range schemas {
		if m.tables[s.Name] == nil {
			m.tables[s.Name] = map[string]docstore.Record{}
		}
	}
	return nil
}

func (m *memory) Insert(ctx context.Context, collection string, r docstore.Record) error {
	return m.do(ctx, collection, true, func(t map[string]docstore.Record) error {
		if _, ok := t[r.ID]; ok {
			return docstore.ErrExists
		}
		r.Version, r.Keys, r.Body = 1, maps.Clone(r.Keys), slices.Clone(r.Body)
		t[r.ID] = r
		return nil
	})
}

func (m *memory) Get(ctx context.Context, collection, id string) (docstore.Record, error) {
	var r docstore.Record
	err := m.do(ctx, collection, false, func(t map[string]docstore.Record) error {
		var ok bool
		if r, ok = t[id]; !ok {
			return docstore.ErrMissing
		}
		return nil
	})
	return r, err
}

func (m *memory) GetAll(ctx context.Context, collection string, ids []string) ([]docstore.Record, error) {
	var all []docstore.Record
	err := m.do(ctx, collection, false, func(t map[string]docstore.Record) error {
		for _, id := range ids {
			if r, ok := t[id]; ok {
				all = append(all, r)
			}
		}
		return nil
	})
	return all, err
}

func (m *memory) Replace(ctx context.Context, collection string, r docstore.Record, version int64) error {
	return m.do(ctx, collection, true, func(t map[string]docstore.Record) error {
		if err := at(t, r.ID, version); err != nil {
			return err
		}
		r.Version, r.Keys, r.Body = version+1, maps.Clone(r.Keys), slices.Clone(r.Body)
		t[r.ID] = r
		return nil
	})
}

func (m *memory) Delete(ctx context.Context, collection, id string, version int64) error {
	return m.do(ctx, collection, true, func(t map[string]docstore.Record) error {
		if err := at(t, id, version); err != nil && (version != 0 || err == error(docstore.ErrMissing)) {
			return err
		}
		delete(t, id)
		return nil
	})
}

func at(t map[string]docstore.Record, id string, version int64) error {
	there, ok := t[id]
	switch {
	case !ok:
		return docstore.ErrMissing
	case there.Version != version:
		return docstore.ErrStale
	}
	return nil
}

func (m *memory) Find(ctx context.Context, collection string, q docstore.EngineQuery) ([]docstore.Record, error) {
	var found []docstore.Record
	err := m.do(ctx, collection, false, func(t map[string]docstore.Record) error {
		for _, r := range t {
			if matches(r, q) && (q.From == nil || order(keysOf(r, q), q.From, q.Desc) > 0) {
				found = append(found, r)
			}
		}
		return nil
	})
	slices.SortFunc(found, func(a, b docstore.Record) int { return order(keysOf(a, q), keysOf(b, q), q.Desc) })
	if q.Limit > 0 && len(found) > q.Limit {
		found = found[:q.Limit]
	}
	for i := range found {
		if q.KeysOnly {
			found[i].Body = nil
		}
	}
	return found, err
}

func matches(r docstore.Record, q docstore.EngineQuery) bool {
	for _, e := range q.Equal {
		if compare(r.Keys[e.Field], e.Value) != 0 {
			return false
		}
	}
	if q.Range == nil {
		return true
	}
	v := r.Keys[q.Range.Field]
	return (q.Range.Min == nil || compare(v, q.Range.Min) >= 0) && (q.Range.Max == nil || compare(v, q.Range.Max) < 0)
}

func keysOf(r docstore.Record, q docstore.EngineQuery) []any {
	var keys []any
	for _, f := range q.Sort {
		keys = append(keys, r.Keys[f])
	}
	return append(keys, r.ID)
}

func order(a, b []any, desc bool) int {
	for i := range a {
		if d := compare(a[i], b[i]); d != 0 && desc {
			return -d
		} else if d != 0 {
			return d
		}
	}
	return 0
}

func compare(a, b any) int {
	if x, ok := a.(int64); ok {
		return cmp.Compare(x, b.(int64))
	}
	return cmp.Compare(a.(string), b.(string))
}

func (m *memory) Count(ctx context.Context, collection string, q docstore.EngineQuery, limit int64) (int64, error) {
	var n int64
	err := m.do(ctx, collection, false, func(t map[string]docstore.Record) error {
		for _, r := range t {
			if matches(r, q) && (limit == 0 || n < limit) {
				n++
			}
		}
		return nil
	})
	return n, err
}

func (m *memory) CountBy(ctx context.Context, collection string, q docstore.EngineQuery, field string) (map[string]int64, error) {
	counts := map[string]int64{}
	err := m.do(ctx, collection, false, func(t map[string]docstore.Record) error {
		for _, r := range t {
			if matches(r, q) {
				counts[fmt.Sprint(r.Keys[field])]++
			}
		}
		return nil
	})
	return counts, err
}

func (m *memory) Watch(context.Context, string, string, func(), func(docstore.Change) error) error {
	return fault.Internalf("memory: no change feed")
}

func (m *memory) Ping(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return docstore.ErrUnavailable
	}
	return ctx.Err()
}

func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}

func TestMemoryIsAnEngine(t *testing.T) {
	const needless = "bookings do without it"
	contract.Run(t, func(*testing.T) docstore.Engine { return newMemory() }, contract.Options{
		Population: 60,
		Increments: 2,
		Lacks: map[contract.Capability]string{
			contract.ChangeFeed: needless, contract.Explain: needless, contract.Reopening: needless,
			contract.Unique: needless, contract.UniqueReplace: needless, contract.Backfill: needless, contract.BigDocuments: needless,
			contract.PrepareAgain: needless, contract.Concurrency: "it reads whole tables, too slowly for a crowd",
		}})
}
