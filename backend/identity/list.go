package identity

import (
	"context"
	"errors"
	"slices"

	"yanhe/backend/docstore"
)

// Account returns an account of either kind.
func (s *Service) Account(ctx context.Context, accountID string) (*Account, error) {
	a, err := s.accounts.Get(ctx, accountID)
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoAccount
	}
	return a, err
}

// Accounts returns the accounts there are of some ids, by id, in one reading.
func (s *Service) Accounts(ctx context.Context, ids []string) (map[string]*Account, error) {
	found, err := s.accounts.GetAll(ctx, ids)
	all := make(map[string]*Account, len(found))
	for _, a := range found {
		all[a.ID] = a
	}
	return all, err
}

// ListStaff returns one page of staff accounts by login, of one center or of all
// (center "").
func (s *Service) ListStaff(ctx context.Context, center, after string, limit int) (docstore.Page[*Account], error) {
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("kind", string(Staff))}, Sort: []string{"login"},
		After: after, Limit: limit}
	if center != "" {
		q.Where = append(q.Where, docstore.Eq("center", s.Centers.Canonical(center)))
	}
	return s.accounts.Find(ctx, q)
}

// Mediators returns the active mediators who serve a center: its own, and those
// of the centers above, whose committees and expert pools stand behind it.
func (s *Service) Mediators(ctx context.Context, center string) ([]*Account, error) {
	var found []*Account
	for _, at := range s.Centers.Path(center) {
		q := docstore.Query{Where: []docstore.Cond{docstore.Eq("mediates", at)}, Sort: []string{"login"}}
		err := s.accounts.Each(ctx, q, func(a *Account) error {
			if !a.Demo || !s.Production {
				found = append(found, a)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// MediatorAt tells whether an account is an active mediator who serves a center.
func (s *Service) MediatorAt(ctx context.Context, accountID, center string) (bool, error) {
	a, err := s.accounts.Get(ctx, accountID)
	if errors.Is(err, docstore.ErrMissing) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	at := a.mediates()
	return at != "" && !(a.Demo && s.Production) && slices.Contains(s.Centers.Path(center), at), nil
}

// HasMediator tells whether any active mediator is a center's own.
func (s *Service) HasMediator(ctx context.Context, center string) (bool, error) {
	where := []docstore.Cond{docstore.Eq("mediates", s.Centers.Canonical(center))}
	a, err := s.accounts.First(ctx, docstore.Query{Where: where, Sort: []string{"login"}})
	if errors.Is(err, docstore.ErrMissing) {
		return false, nil
	}
	return err == nil && !(a.Demo && s.Production), err
}

// HasDemo tells whether any demo account is stored; production refuses to start then.
func (s *Service) HasDemo(ctx context.Context) (bool, error) {
	n, err := s.accounts.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("demo", true)}}, 1)
	return n > 0, err
}
