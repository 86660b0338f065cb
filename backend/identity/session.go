package identity

import (
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/id"
)

// How long sessions live.
const (
	citizenIdle = 30 * 24 * time.Hour
	staffIdle   = 15 * time.Minute // 等保 2.0 practice
	staffLife   = 12 * time.Hour
	// visitEvery bounds how often a citizen's last visit is written.
	visitEvery = 10 * time.Minute
	// touchEvery bounds how often a session writes that it is in use. An idle time-out
	// can therefore come up to this much early, never late.
	touchEvery = time.Minute
)

// Session is one signed-in device. Its id is a hash of the token, which only the
// device holds.
type Session struct {
	docstore.Meta
	Account   string    `json:"account"`
	Staff     bool      `json:"staff"`
	Epoch     int64     `json:"epoch"`
	CreatedAt time.Time `json:"created_at"`
	LastSeen  time.Time `json:"last_seen"`
	ExpiresAt time.Time `json:"expires_at"`
}

func newSession(token string, a *Account, now time.Time) *Session {
	s := &Session{Meta: docstore.Meta{ID: id.Hash(token)}, Account: a.ID, Staff: a.Kind == Staff,
		Epoch: a.Epoch, CreatedAt: now}
	s.seen(now)
	return s
}

// seen slides the end of the session.
func (s *Session) seen(now time.Time) {
	s.LastSeen = now
	if !s.Staff {
		s.ExpiresAt = now.Add(citizenIdle)
		return
	}
	s.ExpiresAt = now.Add(staffIdle)
	if last := s.CreatedAt.Add(staffLife); s.ExpiresAt.After(last) {
		s.ExpiresAt = last
	}
}

// live tells whether the session holds for an account at a time.
func (s *Session) live(a *Account, now time.Time) bool {
	return now.Before(s.ExpiresAt) && s.Account == a.ID && s.Epoch == a.Epoch && !a.Disabled
}

var sessions = docstore.Define[Session, *Session]("sessions").
	Text("account", func(s *Session) string { return s.Account }).
	Int("expires", func(s *Session) int64 { return s.ExpiresAt.UnixMilli() }).
	Index("account").
	Index("expires")
