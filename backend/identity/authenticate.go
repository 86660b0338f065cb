package identity

import (
	"context"
	"errors"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Current is who is signed in and by which session.
type Current struct {
	Account *Account
	Session *Session
}

// knownLimits bound what is kept of who is signed in. A sign-out, a lock or a
// changed grant by this instance holds at once; one by another instance as soon as
// the change feed tells of it, and after this age whatever the feed does.
var knownLimits = docstore.Limits{Documents: 5000, Age: 2 * time.Second}

// Authenticate tells who holds a token. What it returns is shared and must not be
// changed. While Account.MustChange is set, only ChangePassword and SignOut may be
// offered.
func (s *Service) Authenticate(ctx context.Context, token string) (policy.Subject, *Current, error) {
	who, current, err := s.Recognise(ctx, token)
	if err != nil {
		return who, nil, err
	}
	if now := s.Clock.Now(); now.Sub(current.Session.LastSeen) >= touchEvery {
		used := *current.Session
		if err := s.touch(ctx, &used, current.Account, now); err != nil {
			return policy.Subject{}, nil, err
		}
		current.Session = &used
	}
	return who, current, nil
}

// Recognise is Authenticate for what a screen asks by itself: the session does not count
// as used, so that it ends when the person has gone.
func (s *Service) Recognise(ctx context.Context, token string) (policy.Subject, *Current, error) {
	now := s.Clock.Now()
	session, err := lookUp(ctx, s.sessions, s.known.sessions, id.Hash(token), now)
	if err != nil {
		return policy.Subject{}, nil, gone(err)
	}
	a, err := lookUp(ctx, s.accounts, s.known.accounts, session.Account, now)
	if err != nil {
		return policy.Subject{}, nil, gone(err)
	}
	if !session.live(a, now) || a.Demo && s.Production {
		return policy.Subject{}, nil, ErrSessionExpired
	}
	return a.Subject(), &Current{Account: a, Session: session}, nil
}

// lookUp asks the memory, then the store.
func lookUp[T any, P docstore.Document[T]](ctx context.Context, all *docstore.Collection[T, P], known *docstore.Memory[T, P], id string, now time.Time) (P, error) {
	doc, turn := known.Get(id, now)
	if doc != nil {
		return doc, nil
	}
	doc, err := all.Get(ctx, id)
	if err == nil {
		known.Keep(doc, turn, now)
	}
	return doc, err
}

// Follow keeps the memory of who is signed in true to the store until ctx ends or
// the change feed does; without it every request asks the store.
func (s *Service) Follow(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { defer stop(); ended <- s.known.sessions.Follow(ctx) }()
	err := s.known.accounts.Follow(ctx)
	stop()
	return errors.Join(err, <-ended)
}

// touch writes that a session is in use, and a citizen's visit, at most every ten
// minutes.
func (s *Service) touch(ctx context.Context, session *Session, a *Account, now time.Time) error {
	session.seen(now)
	switch err := s.sessions.Replace(ctx, session); {
	case errors.Is(err, docstore.ErrStale): // another request has just written the same
	case err != nil:
		return gone(err)
	}
	if a.Kind != Citizen || now.Sub(a.LastVisit) < visitEvery {
		return nil
	}
	_, err := s.accounts.Update(ctx, a.ID, func(a *Account) error {
		if now.Sub(a.LastVisit) < visitEvery {
			return docstore.ErrUnchanged
		}
		a.LastVisit = now
		return nil
	})
	return gone(err)
}

// gone turns "no such document" into "signed out".
func gone(err error) error {
	if errors.Is(err, docstore.ErrMissing) {
		return ErrSessionExpired
	}
	return err
}

// SignOut ends the session of a token; one that has ended already is fine.
func (s *Service) SignOut(ctx context.Context, token string) error {
	session, err := s.sessions.Get(ctx, id.Hash(token))
	if errors.Is(err, docstore.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.forget(ctx, session.ID); err != nil {
		return err
	}
	return s.Trail.Record(ctx, session.Account, "session.end", object(session.Account), "", nil)
}

// SignOutAll ends all sessions of an account by one write: none of the epochs
// before holds any more.
func (s *Service) SignOutAll(ctx context.Context, accountID string) error {
	a, err := s.accounts.Update(ctx, accountID, func(a *Account) error { a.Epoch++; return nil })
	if errors.Is(err, docstore.ErrMissing) {
		return ErrNoAccount
	}
	if err != nil {
		return err
	}
	if err := s.clearSessions(ctx, a, ""); err != nil {
		return err
	}
	return s.Trail.Record(ctx, a.ID, "session.end_all", object(a.ID), "", nil)
}

// clearSessions removes the dead sessions of an account but one to keep.
func (s *Service) clearSessions(ctx context.Context, a *Account, keep string) error {
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("account", a.ID)}}
	return s.sessions.Each(ctx, q, func(session *Session) error {
		if session.ID == keep || session.Epoch == a.Epoch {
			return nil
		}
		return s.forget(ctx, session.ID)
	})
}

func (s *Service) forget(ctx context.Context, sessionID string) error {
	err := s.sessions.Delete(ctx, &Session{Meta: docstore.Meta{ID: sessionID}})
	if errors.Is(err, docstore.ErrMissing) {
		return nil
	}
	return err
}

// Sweep removes sessions that had ended at a time and tells how many.
func (s *Service) Sweep(ctx context.Context, now time.Time) (int, error) {
	swept := 0
	q := docstore.Query{Where: []docstore.Cond{docstore.Below("expires", now.UnixMilli())}}
	err := s.sessions.Each(ctx, q, func(session *Session) error {
		err := s.sessions.Delete(ctx, session)
		if fault.Is(err, fault.Conflict) || errors.Is(err, docstore.ErrMissing) {
			return nil // used or ended since it was read
		}
		if err == nil {
			swept++
		}
		return err
	})
	return swept, err
}
