package identity

import (
	"context"
	"errors"
	"slices"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/seal"
)

func openIDContext(accountID string) string  { return "account|" + accountID + "|openid" }
func privateContext(accountID string) string { return "account|" + accountID + "|private" }

// BindPhone exchanges the code of the getPhoneNumber button and keeps the number
// sealed. A citizen's name on screens is then the masked number.
func (s *Service) BindPhone(ctx context.Context, accountID, code string) (*Account, error) {
	phone, err := s.WeChat.PhoneNumber(ctx, code)
	if err != nil {
		return nil, err
	}
	a, err := s.accounts.Update(ctx, accountID, func(a *Account) error {
		if a.Kind != Citizen {
			return ErrNotAllowed
		}
		private, err := s.unseal(a)
		if err != nil {
			return err
		}
		private.Phone = phone
		if a.Sealed, err = s.Vault.Seal(privateContext(a.ID), private); err != nil {
			return err
		}
		a.PhoneBlind = s.Vault.Blind(seal.Phone, phone)
		a.DisplayName = seal.MaskPhone(phone)
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoAccount
	}
	if err != nil {
		return nil, err
	}
	return a, s.Trail.Record(ctx, a.ID, "account.bind_phone", object(a.ID), "", nil)
}

func (s *Service) unseal(a *Account) (Private, error) {
	var p Private
	if a.Sealed == "" {
		return p, nil
	}
	err := s.Vault.Open(privateContext(a.ID), a.Sealed, &p)
	return p, err
}

// Private opens an account's sealed data. Showing it to anyone but its owner is
// the caller's to allow and to audit.
func (s *Service) Private(ctx context.Context, accountID string) (Private, error) {
	a, err := s.Account(ctx, accountID)
	if err != nil {
		return Private{}, err
	}
	return s.unseal(a)
}

// OpenID returns the address of a citizen's notices, "" when there is none.
func (s *Service) OpenID(ctx context.Context, accountID string) (string, error) {
	a, err := s.Account(ctx, accountID)
	if err != nil || a.OpenID == "" {
		return "", err
	}
	var openID string
	err = s.Vault.Open(openIDContext(a.ID), a.OpenID, &openID)
	return openID, err
}

// ByPhone returns the open citizens' accounts with a phone number.
func (s *Service) ByPhone(ctx context.Context, phone string) ([]*Account, error) {
	var found []*Account
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("phone", s.Vault.Blind(seal.Phone, phone))}}
	err := s.accounts.Each(ctx, q, func(a *Account) error {
		if a.Kind == Citizen && !a.Disabled {
			found = append(found, a)
		}
		return nil
	})
	return found, err
}

// SetPreferences sets the language ("" follows the browser) and large type.
func (s *Service) SetPreferences(ctx context.Context, accountID, locale string, elder bool) (*Account, error) {
	if locale != "" && !slices.Contains(s.Languages, locale) {
		return nil, fault.Bad("locale", "identity.unknown_locale")
	}
	a, err := s.accounts.Update(ctx, accountID, func(a *Account) error {
		if a.Locale == locale && a.Elder == elder {
			return docstore.ErrUnchanged
		}
		a.Locale, a.Elder = locale, elder
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoAccount
	}
	return a, err
}
