package seed

import (
	"context"
	"errors"

	"yanhe/backend/center"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
)

// accounts lists the demonstration's people as they are to be stored.
func (p *plan) accounts() []identity.NewStaff {
	var all []identity.NewStaff
	for _, s := range p.Staff {
		n := identity.NewStaff{Login: s.Login, DisplayName: s.Name, Password: s.Password, Demo: true, Center: s.Center}
		for _, role := range s.Roles {
			n.Grants = append(n.Grants, policy.Grant{Role: role, Center: s.Center})
		}
		all = append(all, n)
	}
	for _, c := range p.Committees {
		for _, m := range c.Mediators {
			all = append(all, identity.NewStaff{Login: m.Login, DisplayName: m.Name, Password: m.Password, Demo: true,
				Center: c.Center, Grants: []policy.Grant{{Role: policy.Mediator, Center: c.Center}},
				Committee: c.Name, FullTime: m.FullTime, Specialities: m.Specialities})
		}
	}
	return all
}

func (p *plan) signIns() []SignIn {
	var all []SignIn
	for _, n := range p.accounts() {
		all = append(all, SignIn{Login: n.Login, Password: n.Password, Name: n.DisplayName,
			Role: n.Grants[0].Role, Center: n.Center})
	}
	return all
}

func (d Deps) people(ctx context.Context, p *plan, sum *Summary) error {
	var work insertion
	for _, n := range p.accounts() {
		work.add(&sum.Accounts, func(ctx context.Context) error { return d.person(ctx, n) })
	}
	return work.run(ctx)
}

// person stores an account unless it is there: hashing a password is dear, so it
// looks first.
func (d Deps) person(ctx context.Context, n identity.NewStaff) error {
	_, err := d.Identity.Account(ctx, identity.StaffID(n.Login))
	if err == nil {
		return identity.ErrLoginTaken
	}
	if !errors.Is(err, identity.ErrNoAccount) {
		return err
	}
	_, err = d.Identity.CreateStaff(ctx, policy.System, n)
	return err
}

func (d Deps) maintainer(ctx context.Context, m Maintainer, sum *Summary) error {
	if m.Login == "" {
		return nil
	}
	var top string
	for _, c := range d.Centers.Children("") {
		if c.Level == center.City {
			top = c.ID
		}
	}
	err := d.person(ctx, identity.NewStaff{Login: m.Login, DisplayName: m.Login, Password: m.Password,
		MustChange: true, Center: top, Grants: []policy.Grant{{Role: policy.Maintainer, Center: top}}})
	if errors.Is(err, identity.ErrLoginTaken) {
		return nil
	}
	if err == nil {
		sum.Accounts++
	}
	return err
}

// SignIns lists the demonstration's accounts without storing anything.
func SignIns() ([]SignIn, error) {
	p, err := readPlan(planText)
	if err != nil {
		return nil, err
	}
	return p.signIns(), nil
}
