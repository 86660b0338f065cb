package identity

import (
	"context"
	"errors"

	"yanhe/backend/docstore"
)

// Erase takes out of a citizen's account all that is kept about the person, and ends all
// sessions (个人信息保护法 art. 47). What stays is an empty account under a hash: cases
// keep pointing to it, whose files the law wants kept. Who signs in by the same WeChat
// again starts with nothing but those cases.
func (s *Service) Erase(ctx context.Context, accountID string) error {
	return s.ofCitizen(ctx, accountID, "account.erase", func(a *Account) error {
		a.Sealed, a.PhoneBlind, a.OpenID, a.DisplayName = "", "", "", ""
		a.Locale, a.Elder = "", false
		a.Epoch++
		return nil
	})
}

// RemovePhone takes the phone number back out of a citizen's account (art. 15). Numbers
// that stand in filings stay there.
func (s *Service) RemovePhone(ctx context.Context, accountID string) error {
	return s.ofCitizen(ctx, accountID, "account.remove_phone", func(a *Account) error {
		private, err := s.unseal(a)
		if err != nil {
			return err
		}
		private.Phone = ""
		if a.Sealed, err = s.Vault.Seal(privateContext(a.ID), private); err != nil {
			return err
		}
		a.PhoneBlind, a.DisplayName = "", ""
		return nil
	})
}

// ofCitizen is one change by the person, in the audit log.
func (s *Service) ofCitizen(ctx context.Context, accountID, action string, change func(*Account) error) error {
	_, err := s.accounts.Update(ctx, accountID, func(a *Account) error {
		if a.Kind != Citizen {
			return ErrNotAllowed
		}
		return change(a)
	})
	if errors.Is(err, docstore.ErrMissing) {
		return ErrNoAccount
	}
	if err != nil {
		return err
	}
	return s.Trail.Record(ctx, accountID, action, object(accountID), "", nil)
}
