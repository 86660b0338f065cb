package mediation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

// Candidate is a mediator for a case, with what speaks for and against.
type Candidate struct {
	Account string `json:"account"`
	Name    string `json:"name"`
	// Out says why the person cannot have it; "" for who can. Catalog keys "out.<why>".
	Out string `json:"out,omitempty"`
	// Until is the end of the leave, for who is away.
	Until *time.Time `json:"until,omitempty"`
	// For are the reasons in the order in which they count; catalog keys "for.<why>".
	For []string `json:"for"`
	// Open is how many cases the person has, Lately how many came in the last 30 days,
	// Load what that means: a part-time mediator's case counts twice.
	Open   int64 `json:"open"`
	Lately int64 `json:"lately"`
	Load   int64 `json:"load"`

	rank [4]int64
}

// Reasons for a mediator.
const (
	forChosen     = "chosen"     // every side wants them (人民调解法 art. 19)
	forOneSide    = "one_side"   // one side does
	forSpeciality = "speciality" // the type is their field
	forGrade      = "grade"      // high risk, and of the first or second grade
	forNear       = "near"       // of this very center
	forLoad       = "load"       // nobody as fit has less to do
)

// Reasons against.
const (
	outAway      = "away"
	outRecused   = "recused"
	outConflict  = "conflict" // a declared closeness to a party
	outExpired   = "expired"  // no qualification holds any more
	outOwnCase   = "own_case" // is a party
	latelyWithin = 30 * 24 * time.Hour
)

// partTimeFactor: a part-time mediator has about half the time.
const partTimeFactor = 2

// Suggest ranks the mediators of a case's center. The order is: whom both sides want,
// whom one side wants; whose field it is; who is of a high grade, for high risk; then who
// has least to do, counted fairly, and of those to whom least came lately. It explains
// itself, and a moderator decides.
func (s *Service) Suggest(ctx context.Context, who policy.Subject, caseID string) ([]Candidate, error) {
	c, err := s.Cases.Read(ctx, who, caseID, policy.RouteCase)
	if err != nil {
		return nil, err
	}
	people, err := s.Staff.People(ctx, c.Center)
	if err != nil {
		return nil, err
	}
	accounts := make([]string, len(people))
	for i, p := range people {
		accounts[i] = p.Account
	}
	profiles, err := s.Profiles(ctx, accounts)
	if err != nil {
		return nil, err
	}
	all := make([]Candidate, 0, len(people))
	for _, p := range people {
		one, err := s.candidate(ctx, c, p, profiles[p.Account])
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(min(len(a.Out), 1), min(len(b.Out), 1)), slices.Compare(a.rank[:], b.rank[:]), cmp.Compare(a.Account, b.Account))
	})
	sayLeast(all)
	return all, nil
}

// sayLeast tells it of who comes first because nobody as fit has less to do.
func sayLeast(all []Candidate) {
	if len(all) < 2 || all[0].Out != "" || all[1].Out != "" {
		return
	}
	if first, next := all[0].rank, all[1].rank; first[0] == next[0] && first[1] == next[1] {
		all[0].For = append(all[0].For, forLoad)
	}
}

func (s *Service) candidate(ctx context.Context, c *dispute.Case, p Person, profile *Profile) (Candidate, error) {
	if profile == nil {
		profile = &Profile{}
	}
	now := s.Clock.Now()
	one := Candidate{Account: p.Account, Name: p.Name, For: []string{}}
	away, err := s.Calendar.AwayUntil(ctx, p.Account)
	if err != nil {
		return one, err
	}
	if one.Open, one.Lately, err = s.Cases.Load(ctx, p.Account, now.Add(-latelyWithin)); err != nil {
		return one, err
	}
	one.Load, one.rank[3] = one.Open, one.Lately
	if !p.FullTime {
		one.Load, one.rank[3] = one.Open*partTimeFactor, one.Lately*partTimeFactor
	}
	one.rank[2] = one.Load
	switch {
	case contains(c.Recused, p.Account):
		one.Out = outRecused
	case c.PartyOf(p.Account) != nil:
		one.Out = outOwnCase
	case closeTo(c, profile):
		one.Out = outConflict
	case !profile.qualified(clock.Day(now)):
		one.Out = outExpired
	case away.After(now):
		one.Out, one.Until = outAway, &away
	}
	s.speak(c, p, profile, &one)
	return one, nil
}

// speak collects what speaks for somebody; what stands earlier counts more.
func (s *Service) speak(c *dispute.Case, p Person, profile *Profile, one *Candidate) {
	say := func(at int, worth int64, why string) {
		one.rank[at] -= worth
		one.For = append(one.For, why)
	}
	switch sides, of := c.ChosenBy(p.Account); {
	case sides > 0 && sides == of:
		say(0, 2, forChosen)
	case sides > 0:
		say(0, 1, forOneSide)
	}
	if contains(p.Specialities, c.Type) || contains(profile.Expert, c.Type) {
		say(1, 4, forSpeciality)
	}
	if c.Risk == dispute.High && (profile.Grade == Grades[0] || profile.Grade == Grades[1]) {
		say(1, 2, forGrade)
	}
	if p.Center == c.Center {
		say(1, 1, forNear)
	}
}

func closeTo(c *dispute.Case, profile *Profile) bool {
	return slices.ContainsFunc(c.Parties, func(p dispute.Party) bool {
		return slices.ContainsFunc(profile.Conflicts, func(x Conflict) bool { return x.NameKey == p.NameKey })
	})
}

func contains(list []string, v string) bool { return slices.Contains(list, v) }
