package dispute

import (
	"context"
	"sync"

	"yanhe/backend/docstore"
)

// maxRecent bounds the cases kept in memory, at some 6 KB each.
const maxRecent = 2000

// recent keeps cases that were lately looked up by their tracking token: a QR code
// is scanned again and again, and the case behind it rarely changes. It answers
// only while the change feed tells of every write of other instances; writes of
// this one are forgotten before they are acknowledged, so nobody sees less than
// what they were told is done.
type recent struct {
	mu    sync.RWMutex
	live  bool
	track map[string]*Case  // by tracking token
	token map[string]string // by case id
	// turn grows with each write seen. A case read before a write and kept after it
	// would be old for ever: keep refuses what was read in an earlier turn.
	turn uint64
}

// get returns the case with a token, or nil and the turn to give to keep. The case
// is shared and must not be changed.
func (r *recent) get(token string) (*Case, uint64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.track[token], r.turn
}

func (r *recent) keep(c *Case, turn uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.live || turn != r.turn {
		return
	}
	if len(r.track) >= maxRecent {
		for token, old := range r.track { // any one: the order of a map is as good as age
			delete(r.track, token)
			delete(r.token, old.ID)
			break
		}
	}
	r.track[c.Track], r.token[c.ID] = c, c.Track
}

// forget drops a case that is being, or has been, written.
func (r *recent) forget(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn++
	if token, ok := r.token[id]; ok {
		delete(r.token, id)
		delete(r.track, token)
	}
}

// set empties the memory and says whether the feed is there.
func (r *recent) set(live bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn++
	r.live, r.track, r.token = live, map[string]*Case{}, map[string]string{}
}

// Follow keeps the memory of recent cases true to the store until ctx ends or the
// change feed does; without it every look-up asks the store.
func (s *Service) Follow(ctx context.Context) error {
	defer s.recent.set(false)
	return s.cases.Watch(ctx, "", func() { s.recent.set(true) }, func(c docstore.Change) error {
		s.recent.forget(c.ID)
		return nil
	})
}

// write is the one way to change a stored case.
func (s *Service) write(ctx context.Context, caseID string, change func(*Case) error) (*Case, error) {
	c, err := s.cases.Update(ctx, caseID, change)
	s.recent.forget(caseID) // also after an error: the write may have happened
	return c, err
}
