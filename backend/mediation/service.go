package mediation

import (
	"context"
	"errors"
	"strings"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
	"yanhe/backend/seal"
)

// Person is a mediator as the accounts know one.
type Person struct {
	Account, Name, Center string
	FullTime              bool
	Specialities          []string // dispute type codes
}

// Staff tells who mediates where.
type Staff interface {
	// People returns the active mediators who serve a center.
	People(ctx context.Context, center string) ([]Person, error)
	// Person returns one mediator; a fault of kind NotFound for anybody else.
	Person(ctx context.Context, account string) (Person, error)
}

// Cases is what this package needs of the cases (dispute.Service).
type Cases interface {
	Read(ctx context.Context, who policy.Subject, caseID string, a policy.Action) (*dispute.Case, error)
	Load(ctx context.Context, mediator string, since time.Time) (open, lately int64, err error)
	EachEnded(ctx context.Context, mediator string, from, to time.Time, fn func(*dispute.Case) error) error
}

// Calendar tells who is away (booking.Service).
type Calendar interface {
	// AwayUntil is the end of the leave that a mediator is on; zero for who is there.
	AwayUntil(ctx context.Context, account string) (time.Time, error)
}

// Centers is what this package needs of the center tree.
type Centers interface {
	Path(center string) []string
	Works(center string) (string, bool)
}

// Blinder makes blind indexes of names (seal.Box).
type Blinder interface {
	Blind(kind, value string) string
}

// Service does all that is done with mediators. Its exported fields must be set.
type Service struct {
	Clock    clock.Clock
	Blinder  Blinder
	Staff    Staff
	Cases    Cases
	Calendar Calendar
	Centers  Centers

	profiles   *docstore.Collection[Profile, *Profile]
	committees *docstore.Collection[Committee, *Committee]
}

// New makes the service on an engine.
func New(e docstore.Engine, s Service) *Service {
	s.profiles, s.committees = profiles.On(e), committees.On(e)
	return &s
}

// may asks the policy about a mediator.
func (s *Service) may(ctx context.Context, who policy.Subject, a policy.Action, account string) (Person, error) {
	p, err := s.Staff.Person(ctx, account)
	if err == nil && !policy.Allows(who, a, policy.Object{Centers: s.Centers.Path(p.Center), Accounts: []string{account}}) {
		err = fault.New(fault.Forbidden, "forbidden")
	}
	return p, err
}

// Profile returns a mediator's profile, an empty one when none has been written.
func (s *Service) Profile(ctx context.Context, who policy.Subject, account string) (*Profile, error) {
	if _, err := s.may(ctx, who, policy.ReadMediators, account); err != nil {
		return nil, err
	}
	return s.profile(ctx, account)
}

func (s *Service) profile(ctx context.Context, account string) (*Profile, error) {
	p, err := s.profiles.Get(ctx, account)
	if errors.Is(err, docstore.ErrMissing) {
		return &Profile{Meta: docstore.Meta{ID: account}}, nil
	}
	return p, err
}

// Profiles returns the profiles of some mediators by account.
func (s *Service) Profiles(ctx context.Context, accounts []string) (map[string]*Profile, error) {
	found, err := s.profiles.GetAll(ctx, accounts)
	all := make(map[string]*Profile, len(found))
	for _, p := range found {
		all[p.ID] = p
	}
	return all, err
}

// Hours is the working pattern of a mediator.
func (s *Service) Hours(ctx context.Context, account string) ([]center.Period, error) {
	p, err := s.profile(ctx, account)
	if err != nil {
		return nil, err
	}
	return p.Hours, nil
}

// Edit writes the profile of a mediator, but for the conflicts, which are declared.
func (s *Service) Edit(ctx context.Context, who policy.Subject, account string, next Profile) (*Profile, error) {
	if _, err := s.may(ctx, who, policy.EditMediators, account); err != nil {
		return nil, err
	}
	if err := next.check(dispute.Types); err != nil {
		return nil, err
	}
	return s.write(ctx, who, account, func(p *Profile) error {
		p.Grade, p.Qualifications, p.Expert, p.Hours = next.Grade, next.Qualifications, next.Expert, next.Hours
		return nil
	})
}

func (s *Service) write(ctx context.Context, who policy.Subject, account string, change func(*Profile) error) (*Profile, error) {
	touch := func(p *Profile) error {
		p.By, p.At = who.Account, s.Clock.Now()
		return change(p)
	}
	p, err := s.profiles.Update(ctx, account, touch)
	if !errors.Is(err, docstore.ErrMissing) {
		return p, err
	}
	p = &Profile{Meta: docstore.Meta{ID: account}}
	if err := touch(p); err != nil {
		return nil, err
	}
	if err := s.profiles.Insert(ctx, p); !errors.Is(err, docstore.ErrExists) {
		return p, err
	}
	return s.profiles.Update(ctx, account, touch)
}

// Declare lets a mediator say whom they are close to: cases with that name among the
// parties are not suggested to them.
func (s *Service) Declare(ctx context.Context, who policy.Subject, name, reason string) (*Profile, error) {
	if _, err := s.may(ctx, who, policy.ReadMediators, who.Account); err != nil {
		return nil, err
	}
	name = strings.TrimSpace(name)
	var l fault.List
	l.Check(name != "" && len([]rune(name)) <= dispute.MaxName, "name", "required")
	l.Check(contains(dispute.RecuseReasons, reason), "reason", "case.unknown_reason")
	if err := l.Err(); err != nil {
		return nil, err
	}
	c := Conflict{Name: seal.MaskOrg(name), NameKey: s.Blinder.Blind("name", name), Reason: reason}
	return s.write(ctx, who, who.Account, func(p *Profile) error {
		for _, old := range p.Conflicts {
			if old.NameKey == c.NameKey {
				return docstore.ErrUnchanged
			}
		}
		if len(p.Conflicts) >= maxEntries {
			return fault.Bad("name", "mediator.too_many")
		}
		p.Conflicts = append(p.Conflicts, c)
		return nil
	})
}

// Experts lists the mediators of the pool for a type, by account.
func (s *Service) Experts(ctx context.Context, code, after string, limit int) (docstore.Page[*Profile], error) {
	page, err := s.profiles.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("expert", true)}, After: after, Limit: limit})
	if code == "" || err != nil {
		return page, err
	}
	var fit []*Profile
	for _, p := range page.Items {
		if contains(p.Expert, code) {
			fit = append(fit, p)
		}
	}
	page.Items = fit
	return page, nil
}

// Expert returns somebody of the pool; the fault names the field "expert".
func (s *Service) Expert(ctx context.Context, account string) (Person, error) {
	profile, err := s.profile(ctx, account)
	if err != nil {
		return Person{}, err
	}
	p, err := s.Staff.Person(ctx, account)
	if fault.Is(err, fault.NotFound) || err == nil && len(profile.Expert) == 0 {
		return p, fault.Bad("expert", "mediator.no_expert")
	}
	return p, err
}

// Committees lists the committees of a center by name.
func (s *Service) Committees(ctx context.Context, at, after string, limit int) (docstore.Page[*Committee], error) {
	return s.committees.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", at)}, Sort: []string{"name"}, After: after, Limit: limit})
}

// SaveCommittee founds a committee (without an id) or changes one. Its members must be
// mediators.
func (s *Service) SaveCommittee(ctx context.Context, who policy.Subject, c Committee) (*Committee, error) {
	works, known := s.Centers.Works(c.Center)
	if !known {
		return nil, fault.Bad("center", "case.unknown_center")
	}
	c.Center = works
	if !policy.Allows(who, policy.EditMediators, policy.Object{Centers: s.Centers.Path(c.Center)}) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	for _, m := range c.Members {
		if _, err := s.Staff.Person(ctx, m); fault.Is(err, fault.NotFound) {
			return nil, fault.Bad("members", "case.unknown_mediator")
		} else if err != nil {
			return nil, err
		}
	}
	c.By, c.At = who.Account, s.Clock.Now()
	if c.ID == "" {
		made := &Committee{Meta: docstore.Meta{ID: id.New(c.At)}, Center: c.Center, Name: c.Name, Kind: c.Kind, Members: c.Members, Chair: c.Chair, By: c.By, At: c.At}
		return made, s.committees.Insert(ctx, made)
	}
	saved, err := s.committees.Update(ctx, c.ID, func(old *Committee) error {
		if !policy.Allows(who, policy.EditMediators, policy.Object{Centers: s.Centers.Path(old.Center)}) {
			return fault.New(fault.Forbidden, "forbidden")
		}
		old.Center, old.Name, old.Kind, old.Members, old.Chair, old.By, old.At = c.Center, c.Name, c.Kind, c.Members, c.Chair, c.By, c.At
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil, fault.New(fault.NotFound, "committee.missing")
	}
	return saved, err
}
