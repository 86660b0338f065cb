package identity

import (
	"context"
	"errors"
	"slices"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// maxShown bounds the list of one account's sessions: nobody reads more.
const maxShown = 50

var errNoSession = fault.New(fault.NotFound, "identity.no_session")

// Sessions returns where an account is signed in, the newest first, at most 50.
func (s *Service) Sessions(ctx context.Context, a *Account) ([]*Session, error) {
	var live []*Session
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("account", a.ID)}}
	now := s.Clock.Now()
	err := s.sessions.Each(ctx, q, func(one *Session) error {
		if one.live(a, now) {
			live = append(live, one)
		}
		return nil
	})
	slices.SortFunc(live, func(x, y *Session) int { return y.CreatedAt.Compare(x.CreatedAt) })
	return live[:min(len(live), maxShown)], err
}

// EndSession ends one session of an account; somebody else's does not exist for it.
func (s *Service) EndSession(ctx context.Context, a *Account, sessionID string) error {
	one, err := s.sessions.Get(ctx, sessionID)
	if errors.Is(err, docstore.ErrMissing) || err == nil && one.Account != a.ID {
		return errNoSession
	}
	if err != nil {
		return err
	}
	if err := s.forget(ctx, sessionID); err != nil {
		return err
	}
	return s.Trail.Record(ctx, a.ID, "session.end", object(a.ID), "", nil)
}
