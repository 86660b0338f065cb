package booking

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

// meanwhile is what others do while a process sleeps between two of its steps.
var meanwhile = []struct {
	name string
	do   func(context.Context, *scene)
}{
	{"its lease is swept and a rival asks", func(ctx context.Context, s *scene) {
		s.clk.Advance(2 * Lease)
		s.sweep(s.t)
		_, err := s.ask(s.theirs, 1, s.place)
		expected(s.t, err)
	}},
	{"a rival asks for half of it", func(ctx context.Context, s *scene) {
		_, err := s.ask(s.theirs, 0, s.at(0, 1, 9, 30, 3))
		expected(s.t, err)
	}},
	{"the party cancels, a rival asks, cancels and asks again", func(ctx context.Context, s *scene) {
		_ = cancelMine(ctx, s)
		a, err := s.ask(s.theirs, 0, s.place)
		expected(s.t, err)
		if err == nil {
			_, err = s.Cancel(ctx, citizen("zhao"), a.ID, "")
			expected(s.t, err)
			_, err = s.ask(s.theirs, 0, s.at(0, 1, 9, 0, 3))
			expected(s.t, err)
		}
	}},
	{"the mediator confirms", func(ctx context.Context, s *scene) { _ = confirmMine(ctx, s) }},
	{"the mediator proposes, a rival takes the old time", func(ctx context.Context, s *scene) {
		_, _ = s.Propose(ctx, s.mediator(0), s.id, s.at(1, 2, 9, 0, 1))
		_, err := s.ask(s.theirs, 0, s.place)
		expected(s.t, err)
	}},
	{"the mediator proposes there and back", func(ctx context.Context, s *scene) {
		_, _ = s.Propose(ctx, s.mediator(0), s.id, s.at(1, 1, 9, 0, 2))
		_, _ = s.Propose(ctx, s.mediator(0), s.id, s.place)
	}},
	{"its lease is swept and it is proposed there by another", func(ctx context.Context, s *scene) {
		s.clk.Advance(2 * Lease)
		s.sweep(s.t)
		_, _ = s.Propose(ctx, s.mediator(0), s.id, s.second)
	}},
	{"the same request is sent again", func(ctx context.Context, s *scene) {
		s.clk.Advance(2 * Lease)
		_ = requestMine(ctx, s)
	}},
	{"the case is withdrawn and reopened by nobody", func(ctx context.Context, s *scene) {
		_, err := s.cases.Take(ctx, policy.System, s.mine.ID, dispute.Command{Event: dispute.Withdraw})
		expected(s.t, err)
		expected(s.t, s.CaseEnded(ctx, s.mine.ID))
	}},
}

// asleep marks the context of the process that sleeps.
type asleep struct{}

// TestSleeperAtEveryStep stops a process before each read and each write of each
// deed, lets others act, wakes it, and finds that nothing is booked twice and, once
// the sweeper has been round, nothing is held by nobody.
func TestSleeperAtEveryStep(t *testing.T) {
	for _, d := range deeds {
		for _, others := range meanwhile {
			t.Run(d.name+" while "+others.name, func(t *testing.T) {
				for n := int64(1); ; n++ {
					s := newScene(t, d.setup)
					if !s.sleepAt(n, d.do, others.do) {
						return
					}
					s.atMostOne(t)
					if n, err := s.Orphans(background); err != nil || n != 0 {
						t.Fatalf("%d orphans though nobody died, %v", n, err)
					}
					s.clk.Advance(2 * Lease)
					s.sweep(t)
					s.check(t)
				}
			})
		}
	}
}

// sleepAt does a deed, with the others acting before its nth step; false when it has fewer.
func (s *scene) sleepAt(n int64, do func(context.Context, *scene) error, others func(context.Context, *scene)) bool {
	var steps atomic.Int64
	var slept atomic.Bool
	before := func(ctx context.Context, _ bool) error {
		if ctx.Value(asleep{}) != nil && steps.Add(1) == n {
			slept.Store(true)
			others(background, s)
		}
		return nil
	}
	s.engine.before.Store(&before)
	expected(s.t, do(context.WithValue(background, asleep{}, true), s))
	s.engine.before.Store(nil)
	return slept.Load()
}

// atMostOne checks right away, before any sweeper, that no two active appointments
// that anybody counts on share a cell, and that each holds all of its own.
func (s *scene) atMostOne(t *testing.T) {
	t.Helper()
	owner := map[string]string{}
	for _, c := range []*dispute.Case{s.mine, s.theirs} {
		page, err := s.OfCase(background, policy.System, c.ID, "", 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Items {
			if !a.Active() {
				continue
			}
			for _, group := range a.claimsFor(a.Place) {
				for _, want := range group {
					if owner[want.ID] != "" {
						t.Fatalf("%s is booked twice", want.ID)
					}
					owner[want.ID] = a.ID
					held, err := s.claims.Get(background, want.ID)
					if err != nil || held.Appointment != a.ID {
						t.Fatalf("%s (%s) lacks %s: %s", a.ID, a.State, want.ID, fmt.Sprint(held, err))
					}
				}
			}
		}
	}
}
