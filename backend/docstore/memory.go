package docstore

import (
	"context"
	"sync"
	"time"
)

// Memory keeps documents of a collection that were read lately, for what is asked
// for again and again and rarely changes. It answers only while the change feed
// tells of every write of other instances (Follow); a write through its own
// collection is forgotten before it is acknowledged, so nobody of this instance
// sees less than what they were told is done.
type Memory[T any, P Document[T]] struct {
	of     *Collection[T, P]
	key    func(P) string
	limits Limits
	mu     sync.RWMutex
	live   bool
	byKey  map[string]kept[P]
	keyOf  map[string]string // by document id
	// turn grows with each write seen. A document read before a write and kept after
	// it would be old for ever: Keep refuses what was read in an earlier turn.
	turn uint64
}

// Limits bound a Memory.
type Limits struct {
	// Documents is how many are kept at most.
	Documents int
	// Age, if set, is how long one is kept: it bounds how long a write of another
	// instance can stay unseen when the feed is slow.
	Age time.Duration
}

type kept[P any] struct {
	doc P
	at  time.Time
}

// Remember gives a collection a memory, by a key that never changes for a document.
// A collection has one at most.
func (c *Collection[T, P]) Remember(l Limits, key func(P) string) *Memory[T, P] {
	m := &Memory[T, P]{of: c, key: key, limits: l}
	c.wrote = m.forget
	return m
}

// Get returns the document with a key, or nil and the turn to give to Keep. The
// document is shared and must not be changed.
func (m *Memory[T, P]) Get(key string, now time.Time) (P, uint64) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	k, ok := m.byKey[key]
	if !ok || m.limits.Age > 0 && now.Sub(k.at) >= m.limits.Age {
		return nil, m.turn
	}
	return k.doc, m.turn
}

// Keep keeps a document that was read in a turn; it must not be changed any more.
func (m *Memory[T, P]) Keep(doc P, turn uint64, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.live || turn != m.turn {
		return
	}
	key, id := m.key(doc), doc.DocMeta().ID
	for other, old := range m.byKey { // any one goes: the order of a map is as good as age
		if len(m.byKey) < m.limits.Documents {
			break
		}
		delete(m.byKey, other)
		delete(m.keyOf, old.doc.DocMeta().ID)
	}
	m.byKey[key], m.keyOf[id] = kept[P]{doc, now}, key
}

// forget drops a document that has been written.
func (m *Memory[T, P]) forget(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn++
	if key, ok := m.keyOf[id]; ok {
		delete(m.keyOf, id)
		delete(m.byKey, key)
	}
}

// set empties the memory and says whether the feed is there.
func (m *Memory[T, P]) set(live bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turn++
	m.live, m.byKey, m.keyOf = live, map[string]kept[P]{}, map[string]string{}
}

// Follow keeps the memory true to the store until ctx ends or the change feed does;
// without it every question goes to the store.
func (m *Memory[T, P]) Follow(ctx context.Context) error {
	defer m.set(false)
	return m.of.Watch(ctx, "", func() { m.set(true) }, func(c Change) error {
		m.forget(c.ID)
		return nil
	})
}
