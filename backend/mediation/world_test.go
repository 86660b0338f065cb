package mediation

import (
	"context"
	"slices"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/testkit"
)

const here, city = "341821000000", "341800000000"

// world is what the service asks others.
type world struct {
	*Service
	clk    *clock.Fixed
	people []Person
	loads  map[string][2]int64
	away   map[string]time.Time
	ended  []*dispute.Case
	one    *dispute.Case
}

func (w *world) People(context.Context, string) ([]Person, error) { return slices.Clone(w.people), nil }

func (w *world) Person(_ context.Context, account string) (Person, error) {
	for _, p := range w.people {
		if p.Account == account {
			return p, nil
		}
	}
	return Person{}, fault.New(fault.NotFound, "case.unknown_mediator")
}

func (w *world) Read(context.Context, policy.Subject, string, policy.Action) (*dispute.Case, error) {
	return w.one, nil
}

func (w *world) Load(_ context.Context, m string, _ time.Time) (open, lately int64, err error) {
	return w.loads[m][0], w.loads[m][1], nil
}

func (w *world) EachEnded(_ context.Context, m string, from, to time.Time, fn func(*dispute.Case) error) error {
	for _, c := range w.ended {
		if c.Mediator == m && !c.Ended.Before(from) && c.Ended.Before(to) {
			if err := fn(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) AwayUntil(_ context.Context, m string) (time.Time, error) { return w.away[m], nil }

func (w *world) Path(c string) []string {
	if c == here {
		return []string{here, city}
	}
	return []string{city}
}

func (w *world) Works(c string) (string, bool) { return c, c == here || c == city }

func (w *world) Blind(kind, value string) string { return kind + ":" + value }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{clk: clock.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)), loads: map[string][2]int64{}, away: map[string]time.Time{}}
	w.people = []Person{
		{Account: "a", Name: "金月娥", Center: here, FullTime: true, Specialities: []string{"02"}},
		{Account: "b", Name: "魏开来", Center: here, FullTime: true, Specialities: []string{"10"}},
		{Account: "c", Name: "陶然之", Center: here, FullTime: false, Specialities: []string{"10"}},
		{Account: "d", Name: "严丽萍", Center: city, FullTime: true, Specialities: []string{"10"}},
	}
	w.one = &dispute.Case{Center: here, Type: "10", Risk: dispute.Low, Parties: []dispute.Party{
		{ID: "p1", Side: dispute.ApplicantSide, Account: "x", NameKey: "name:王小明"}, {ID: "p2", Side: dispute.OtherSide, NameKey: "name:李四"}}}
	w.Service = New(testkit.Store(t, Schemas()...), Service{Clock: w.clk, Blinder: w, Staff: w, Cases: w, Calendar: w, Centers: w})
	return w
}

var (
	moderator = policy.Subject{Account: "m", Staff: true, Grants: []policy.Grant{{Role: policy.Moderator, Center: here}}}
	watcher   = policy.Subject{Account: "s", Staff: true, Grants: []policy.Grant{{Role: policy.Supervisor, Center: city}}}
	citizen   = policy.Subject{Account: "x"}
)

func mediator(account string) policy.Subject {
	return policy.Subject{Account: account, Staff: true, Grants: []policy.Grant{{Role: policy.Mediator, Center: here}}}
}

func code(err error) string { return fault.From(err).Code }
