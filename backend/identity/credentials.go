package identity

import (
	"context"
	"errors"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// ResetPassword gives an account a password that must be changed at the next
// sign-in, lifts a lock and ends its sessions.
func (s *Service) ResetPassword(ctx context.Context, by policy.Subject, accountID, password string) (*Account, error) {
	if err := mayManage(by); err != nil {
		return nil, err
	}
	a, err := s.Account(ctx, accountID)
	if err != nil {
		return nil, err
	}
	if weak := strong(a.Login, password); weak != nil {
		return nil, weak
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	return s.manage(ctx, by, accountID, "account.reset_password", "", nil, func(a *Account) {
		a.PasswordHash, a.MustChange, a.Guesses = hash, true, Guesses{}
		a.Epoch++
	})
}

// ChangePassword sets a new password for who is signed in and ends all their other
// sessions. Wrong old passwords count towards the lock like any other guess.
func (s *Service) ChangePassword(ctx context.Context, c *Current, old, password string) error {
	if c.Account.Kind != Staff {
		return ErrNotAllowed
	}
	a, err := s.check(ctx, c.Account, old)
	if err != nil {
		if errors.Is(err, ErrWrongPassword) { // signed in all the same: it is the field that is wrong
			return fault.Bad("old", "identity.old_password")
		}
		return err
	}
	if weak := strong(a.Login, password); weak != nil {
		return weak
	}
	if old == password {
		return ErrPasswordSame
	}
	hash, err := s.passwords.hash(ctx, password)
	if err != nil {
		return err
	}
	verified := a.PasswordHash
	a, err = s.accounts.Update(ctx, a.ID, func(a *Account) error {
		if a.PasswordHash != verified {
			return docstore.ErrStale
		}
		a.PasswordHash, a.MustChange = hash, false
		a.Epoch++
		return nil
	})
	if err != nil {
		return err
	}
	_, err = s.sessions.Update(ctx, c.Session.ID, func(session *Session) error {
		session.Epoch = a.Epoch
		return nil
	})
	if err != nil {
		return gone(err)
	}
	if err := s.clearSessions(ctx, a, c.Session.ID); err != nil {
		return err
	}
	return s.Trail.Record(ctx, a.ID, "account.change_password", object(a.ID), "", nil)
}
