package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Page is one page of appointments.
type Page = docstore.Page[*Appointment]

// Get returns an appointment that the subject may see.
func (s *Service) Get(ctx context.Context, who policy.Subject, id string) (*Appointment, error) {
	a, _, _, err := s.open(ctx, who, id, policy.ReadBooking)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Active returns the appointment that a case has now, nil when it has none. The
// caller answers for the permission.
func (s *Service) Active(ctx context.Context, caseID string) (*Appointment, error) {
	c, err := s.claims.Get(ctx, newClaim(CaseClaim, caseID, 0).ID)
	if errors.Is(err, docstore.ErrMissing) || err == nil && c.Appointment == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a, err := s.appointments.Get(ctx, c.Appointment)
	if errors.Is(err, docstore.ErrMissing) || err == nil && !a.Active() {
		return nil, nil
	}
	return a, err
}

// OfCase lists the appointments of a case, the newest first.
func (s *Service) OfCase(ctx context.Context, who policy.Subject, caseID, after string, limit int) (Page, error) {
	c, err := s.Cases.Get(ctx, caseID)
	if err != nil {
		return Page{}, err
	}
	if _, err := permit(who, policy.ReadBooking, s.object(c, nil), c, fault.New(fault.NotFound, "case.missing")); err != nil {
		return Page{}, err
	}
	return s.appointments.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("case", caseID)},
		Sort: []string{"asked"}, Desc: true, After: after, Limit: limit})
}

// OfMediator lists the appointments of a mediator that start within a time, the
// earliest first. Only those the subject may see are returned; the page may
// therefore be short.
func (s *Service) OfMediator(ctx context.Context, who policy.Subject, account string, from, to time.Time, after string, limit int) (Page, error) {
	return s.calendar(ctx, who, "mediator", account, from, to, after, limit)
}

// OfRoom lists the appointments in a room; see OfMediator.
func (s *Service) OfRoom(ctx context.Context, who policy.Subject, room string, from, to time.Time, after string, limit int) (Page, error) {
	return s.calendar(ctx, who, "room", room, from, to, after, limit)
}

func (s *Service) calendar(ctx context.Context, who policy.Subject, field, key string, from, to time.Time, after string, limit int) (Page, error) {
	if key == "" {
		return Page{}, nil // "" stands for what never came to be
	}
	page, err := s.appointments.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq(field, key),
		docstore.Between("start", from.UnixMilli(), to.UnixMilli())}, Sort: []string{"start"}, After: after, Limit: limit})
	if err != nil {
		return Page{}, err
	}
	page.Items = slices.DeleteFunc(page.Items, func(a *Appointment) bool {
		o := policy.Object{Centers: s.Centers.Path(a.Center), Accounts: a.Accounts, Mediators: []string{a.Mediator}}
		return who.Account != policy.System.Account && !policy.Allows(who, policy.ReadBooking, o)
	})
	return page, nil
}
