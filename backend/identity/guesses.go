package identity

import (
	"sync"
	"time"

	"yanhe/backend/fault"
	"yanhe/backend/id"
)

// The lock-out of 等保 2.0 practice: five wrong passwords in a row lock for 15 minutes.
const (
	maxFailures = 5
	lockFor     = 15 * time.Minute
)

// Guesses counts wrong passwords. It is part of the account document, so that
// every guess, on whichever server, is counted by compare-and-swap.
type Guesses struct {
	Failures    int       `json:"failures,omitempty"`
	LastFailure time.Time `json:"last_failure,omitzero"`
	LockedUntil time.Time `json:"locked_until,omitzero"`
}

// fail counts one wrong password. Failures longer ago than a lock lasts are
// forgotten: waiting them out is no faster for a guesser than being locked.
func (g *Guesses) fail(now time.Time) {
	if now.Sub(g.LastFailure) >= lockFor || !g.LockedUntil.IsZero() {
		*g = Guesses{}
	}
	g.Failures++
	g.LastFailure = now
	if g.Failures >= maxFailures {
		g.LockedUntil = now.Add(lockFor)
	}
}

// locked returns the fault of a lock that holds at a time, or nil.
func (g *Guesses) locked(now time.Time) *fault.Error {
	left := g.LockedUntil.Sub(now)
	if left <= 0 {
		return nil
	}
	seconds := int((left + time.Second - 1) / time.Second)
	return ErrLocked.With("minutes", (seconds+59)/60).After(seconds)
}

// strangers counts guesses at logins that do not exist, as those that do are
// counted: else the lock would tell which exist. It is bounded and of this process
// alone, which is enough, for nothing stands behind these logins.
type strangers struct {
	mu   sync.Mutex
	seen map[string]*Guesses
}

const maxStrangers = 4096

func (s *strangers) locked(login string, now time.Time) *fault.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.seen[id.Derive(login)]; g != nil {
		return g.locked(now)
	}
	return nil
}

// fail counts a guess and returns the fault that the guesser gets.
func (s *strangers) fail(login string, now time.Time) *fault.Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil {
		s.seen = map[string]*Guesses{}
	}
	key := id.Derive(login)
	g := s.seen[key]
	if g == nil {
		if len(s.seen) >= maxStrangers {
			s.forget(now)
		}
		g = &Guesses{}
		s.seen[key] = g
	}
	if locked := g.locked(now); locked != nil {
		return locked
	}
	g.fail(now)
	if locked := g.locked(now); locked != nil {
		return locked
	}
	return ErrWrongPassword
}

// forget drops what has run out, or all of it when nothing has.
func (s *strangers) forget(now time.Time) {
	for key, g := range s.seen {
		if now.Sub(g.LastFailure) >= lockFor {
			delete(s.seen, key)
		}
	}
	if len(s.seen) >= maxStrangers {
		clear(s.seen)
	}
}
