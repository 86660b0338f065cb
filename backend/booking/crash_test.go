package booking

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// scene is a world with a case whose booking is about to change, and a rival who
// wants the same time.
type scene struct {
	*world
	engine        *memory
	mine, theirs  *dispute.Case
	place, second Place
	id            string
}

// deeds are the changes that are stopped halfway, each with the state it starts from.
var deeds = []struct {
	name  string
	setup []string
	do    func(context.Context, *scene) error
}{
	{"request", nil, requestMine},
	{"confirm", []string{"request"}, confirmMine},
	{"decline", []string{"request"}, func(ctx context.Context, s *scene) error {
		_, err := s.Decline(ctx, s.mediator(0), s.id, "没空")
		return err
	}},
	{"propose", []string{"request"}, proposeMine},
	{"accept", []string{"request", "propose"}, func(ctx context.Context, s *scene) error {
		_, err := s.AcceptProposal(ctx, citizen("wang"), s.id)
		return err
	}},
	{"reject", []string{"request", "propose"}, func(ctx context.Context, s *scene) error {
		_, err := s.RejectProposal(ctx, citizen("wang"), s.id, "")
		return err
	}},
	{"cancel", []string{"request", "confirm"}, cancelMine},
	{"end of case", []string{"request", "confirm"}, func(ctx context.Context, s *scene) error {
		if _, err := s.cases.Take(ctx, policy.System, s.mine.ID, dispute.Command{ID: "end", Event: dispute.Terminate,
			Reason: dispute.TerminateReasons[0], Note: "一方不愿继续"}); err != nil {
			return err
		}
		return s.CaseEnded(ctx, s.mine.ID)
	}},
	{"request what was free before", []string{"request", "cancel"}, func(ctx context.Context, s *scene) error {
		_, err := s.Request(ctx, citizen("wang"), "key-again", s.wish())
		return err
	}},
	{"release of orphans", []string{"request", "cancel"}, func(ctx context.Context, s *scene) error {
		_, err := s.ReleaseOrphans(ctx)
		return err
	}},
}

func (s *scene) wish() Wish { return Wish{Case: s.mine.ID, Mediator: s.account(0), Place: s.place} }

func requestMine(ctx context.Context, s *scene) error {
	a, err := s.Request(ctx, citizen("wang"), "key-of-wang", s.wish())
	if err == nil {
		s.id = a.ID
	}
	return err
}

func confirmMine(ctx context.Context, s *scene) error {
	_, err := s.Confirm(ctx, s.mediator(0), s.id)
	return err
}

func proposeMine(ctx context.Context, s *scene) error {
	_, err := s.Propose(ctx, s.mediator(0), s.id, s.second)
	return err
}

func cancelMine(ctx context.Context, s *scene) error {
	_, err := s.Cancel(ctx, citizen("wang"), s.id, "")
	return err
}

func newScene(t testing.TB, setup []string) *scene {
	t.Helper()
	s := &scene{engine: newMemory()}
	s.world = newWorld(t, s.engine, 2, 2)
	s.pause = noPause
	s.mine, s.theirs = s.file("wang", "13900000001"), s.file("zhao", "13900000001")
	s.place, s.second = s.at(0, 1, 9, 0, 2), s.at(0, 1, 9, 30, 2)
	for _, name := range setup {
		for _, d := range deeds {
			if d.name == name {
				if err := d.do(background, s); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return s
}

var errCrash = fault.Wrap(errors.New("the process ended here"), "internal")

// TestCrashAtEveryWrite ends the process before or after each write of each deed,
// starts it again, and finds every promise kept once the sweeper has been round.
func TestCrashAtEveryWrite(t *testing.T) {
	for _, d := range deeds {
		for _, made := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, last write made %v", d.name, made), func(t *testing.T) {
				for n := int64(1); ; n++ {
					s := newScene(t, d.setup)
					crashed, err := s.crashAt(n, made, d.do)
					if err == nil {
						s.check(t) // what was acknowledged and whole needs no sweeper
					}
					if !crashed {
						return
					}
					s.recover(t)
				}
			})
		}
	}
}

// crashAt lets the engine fail from the nth write on; made says whether that write was.
func (s *scene) crashAt(n int64, made bool, do func(context.Context, *scene) error) (bool, error) {
	var writes atomic.Int64
	var dead atomic.Bool
	before := func(_ context.Context, write bool) error {
		if dead.Load() {
			return errCrash
		}
		if write && !made && writes.Add(1) == n {
			dead.Store(true)
			return errCrash
		}
		return nil
	}
	after := func(context.Context) error {
		if made && writes.Add(1) >= n {
			dead.Store(true)
			return errCrash
		}
		return nil
	}
	s.engine.before.Store(&before)
	s.engine.after.Store(&after)
	err := do(background, s)
	s.engine.before.Store(nil)
	s.engine.after.Store(nil)
	if err == nil && dead.Load() {
		return true, errCrash // acknowledged, but not whole: the rest is the sweeper's
	}
	return dead.Load(), err
}

// recover starts the process again, a while later.
func (s *scene) recover(t *testing.T) {
	t.Helper()
	s.clk.Advance(2 * Lease)
	s.sweep(t)
	s.check(t)
	before, _ := s.Active(background, s.mine.ID)
	if err := requestMine(background, s); err == nil { // the person tries again
		if a, _ := s.Active(background, s.mine.ID); before != nil && a != nil && a.ID != before.ID {
			t.Fatalf("booked twice: %s and %s", before.ID, a.ID)
		}
	} else {
		expected(t, err)
	}
	s.check(t)
	_, err := s.ask(s.theirs, 1, s.place) // and somebody else wants the time
	expected(t, err)
	s.check(t)
	if mine, _ := s.Active(background, s.mine.ID); (mine == nil) != (err == nil) && !onlyMoved(mine, s) {
		t.Fatalf("mine is %v, the other's request gave %v", mine, err)
	}
}

// onlyMoved tells whether the appointment's time no longer meets the one asked for.
func onlyMoved(a *Appointment, s *scene) bool {
	return a != nil && !a.Start.Before(s.place.End)
}
