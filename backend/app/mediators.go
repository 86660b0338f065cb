package app

import (
	"context"
	"io"

	"yanhe/backend/booking"
	"yanhe/backend/center"
	"yanhe/backend/evidence"
	"yanhe/backend/fault"
	"yanhe/backend/identity"
	"yanhe/backend/mediation"
	"yanhe/backend/policy"
)

// staff shows the domains the mediators among the accounts.
type staff struct{ *identity.Service }

func (s staff) person(a *identity.Account) mediation.Person {
	p := mediation.Person{Account: a.ID, Name: a.DisplayName, Center: a.Center, FullTime: a.FullTime, Specialities: a.Specialities}
	for _, g := range a.Grants {
		if g.Role == policy.Mediator {
			p.Center = g.Center
		}
	}
	return p
}

// People returns the active mediators who serve a center.
func (s staff) People(ctx context.Context, center string) ([]mediation.Person, error) {
	accounts, err := s.Mediators(ctx, center)
	all := make([]mediation.Person, 0, len(accounts))
	for _, a := range accounts {
		all = append(all, s.person(a))
	}
	return all, err
}

// Person returns one mediator.
func (s staff) Person(ctx context.Context, account string) (mediation.Person, error) {
	a, err := s.Account(ctx, account)
	if err != nil {
		return mediation.Person{}, err
	}
	if !a.Has(policy.Mediator) || a.Disabled {
		return mediation.Person{}, fault.New(fault.NotFound, "case.unknown_mediator")
	}
	return s.person(a), nil
}

// Name returns what a staff member is called.
func (s staff) Name(ctx context.Context, account string) (string, error) {
	a, err := s.Account(ctx, account)
	if err != nil {
		return "", err
	}
	return a.DisplayName, nil
}

// papers shows documents the files of a case.
type papers struct{ *evidence.Service }

// Paper opens a file.
func (p papers) Paper(ctx context.Context, file string) (io.ReadCloser, error) {
	content, _, err := p.Open(ctx, file)
	return content, err
}

// mediators shows booking who can be booked, with their working patterns.
type mediators struct {
	staff
	profiles *mediation.Service
}

// MediatorsOf returns the active mediators who serve a center.
func (m mediators) MediatorsOf(ctx context.Context, center string) ([]booking.Mediator, error) {
	people, err := m.People(ctx, center)
	if err != nil {
		return nil, err
	}
	accounts := make([]string, len(people))
	for i, p := range people {
		accounts[i] = p.Account
	}
	profiles, err := m.profiles.Profiles(ctx, accounts)
	all := make([]booking.Mediator, 0, len(people))
	for _, p := range people {
		one := booking.Mediator{Account: p.Account, Name: p.Name, Specialities: p.Specialities}
		if profile := profiles[p.Account]; profile != nil {
			one.Hours = profile.Hours
		}
		all = append(all, one)
	}
	return all, err
}

// Hours returns the working pattern of a mediator.
func (m mediators) Hours(ctx context.Context, account string) ([]center.Period, error) {
	return m.profiles.Hours(ctx, account)
}

// CenterOf returns the center a mediator belongs to.
func (m mediators) CenterOf(ctx context.Context, account string) (string, error) {
	p, err := m.Person(ctx, account)
	return p.Center, err
}
