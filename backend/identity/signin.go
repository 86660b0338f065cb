package identity

import (
	"context"
	"errors"

	"yanhe/backend/docstore"
	"yanhe/backend/id"
)

// SignInStaff opens a session for a login and password. Wrong passwords and
// unknown logins cannot be told apart, neither by the fault nor by the work done.
func (s *Service) SignInStaff(ctx context.Context, login, password string) (string, *Account, error) {
	if len(login) > 4*maxLogin || len(password) > maxPassword {
		return "", nil, ErrWrongPassword
	}
	login = foldLogin(login)
	a, err := s.accounts.Get(ctx, StaffID(login))
	if err != nil && !errors.Is(err, docstore.ErrMissing) {
		return "", nil, err
	}
	if a == nil || a.Kind != Staff || a.Disabled || a.Demo && s.Production {
		return "", nil, s.refuseStranger(ctx, login, password)
	}
	if a, err = s.check(ctx, a, password); err != nil {
		return "", nil, err
	}
	return s.open(ctx, a)
}

func (s *Service) refuseStranger(ctx context.Context, login, password string) error {
	if locked := s.strangers.locked(login, s.Clock.Now()); locked != nil {
		return locked
	}
	if _, err := s.passwords.verify(ctx, "", password); err != nil {
		return err
	}
	return s.strangers.fail(login, s.Clock.Now())
}

// check verifies a password and settles the outcome on the account document.
//
// Guesses may be verified in parallel, but each takes effect by a
// compare-and-swap: once five have failed, the others are refused as locked, right
// or wrong. So no more than five guesses are ever answered.
func (s *Service) check(ctx context.Context, a *Account, password string) (*Account, error) {
	if locked := a.locked(s.Clock.Now()); locked != nil {
		return nil, locked
	}
	verified := a.PasswordHash
	right, err := s.passwords.verify(ctx, verified, password)
	if err != nil {
		return nil, err
	}
	var refused error
	a, err = s.accounts.Update(ctx, a.ID, func(a *Account) error {
		now := s.Clock.Now()
		refused = nil
		if locked := a.locked(now); locked != nil {
			refused = locked
			return docstore.ErrUnchanged
		}
		if right && a.PasswordHash == verified && !a.Disabled {
			a.Guesses, a.LastVisit = Guesses{}, now
			return nil
		}
		a.fail(now)
		refused = ErrWrongPassword
		if locked := a.locked(now); locked != nil {
			refused = locked
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if refused == nil {
		return a, nil
	}
	if err := s.Trail.Record(ctx, a.ID, "session.refused", object(a.ID), "", nil); err != nil {
		return nil, err
	}
	return nil, refused
}

// SignInWeChat opens a session for a code of wx.login; the first time it makes the account.
func (s *Service) SignInWeChat(ctx context.Context, code string) (string, *Account, error) {
	openID, _, err := s.WeChat.Code2Session(ctx, code)
	if err != nil {
		return "", nil, err
	}
	a, err := s.citizen(ctx, openID)
	if err != nil {
		return "", nil, err
	}
	if a.Disabled {
		return "", nil, ErrDisabled
	}
	return s.open(ctx, a)
}

// citizen returns the account of an openid, new or not, visited now.
func (s *Service) citizen(ctx context.Context, openID string) (*Account, error) {
	now, accountID := s.Clock.Now(), CitizenID(s.AppID, openID)
	visited := func(a *Account) (err error) {
		if a.LastVisit = now; a.OpenID == "" { // erased by the person, who is back
			a.OpenID, err = s.Vault.Seal(openIDContext(accountID), openID)
		}
		return err
	}
	a, err := s.accounts.Update(ctx, accountID, visited)
	if !errors.Is(err, docstore.ErrMissing) {
		return a, err
	}
	a = &Account{Meta: docstore.Meta{ID: accountID}, Kind: Citizen, CreatedAt: now, LastVisit: now}
	if a.OpenID, err = s.Vault.Seal(openIDContext(accountID), openID); err != nil {
		return nil, err
	}
	if err = s.accounts.Insert(ctx, a); errors.Is(err, docstore.ErrExists) {
		return s.accounts.Update(ctx, accountID, visited) // the same person on two devices at once
	}
	return a, err
}

// open starts a session. The token leaves only once the audit log knows.
func (s *Service) open(ctx context.Context, a *Account) (string, *Account, error) {
	token := id.Token()
	session := newSession(token, a, s.Clock.Now())
	if err := s.sessions.Insert(ctx, session); err != nil {
		return "", nil, err
	}
	if err := s.Trail.Record(ctx, a.ID, "session.start", object(a.ID), "", nil); err != nil {
		return "", nil, err
	}
	return token, a, nil
}

// object names an account in the audit log.
func object(accountID string) string { return "account|" + accountID }
