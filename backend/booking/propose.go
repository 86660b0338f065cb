package booking

import (
	"context"
	"errors"
	"slices"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/policy"
)

// Propose is the mediator's "not then, but then": the appointment moves to another
// place and waits for a party's answer. The new cells are claimed before
// the old ones are given back, so a proposal that fails changes nothing.
func (s *Service) Propose(ctx context.Context, who policy.Subject, id string, to Place) (*Appointment, error) {
	a, c, by, err := s.open(ctx, who, id, policy.AnswerBooking)
	if err != nil {
		return nil, err
	}
	to.Start, to.End = to.Start.UTC(), to.End.UTC()
	if a.State == Proposed && a.same(to) && a.last().By == by.account {
		return s.follow(ctx, a, Proposed) // a retry
	}
	if a.State != Requested && a.State != Proposed {
		return nil, errNotNow
	}
	if err := s.stillFits(c, a); err != nil {
		return nil, err
	}
	if err := s.usable(ctx, c, to, a.Fit, s.Clock.Now()); err != nil {
		return nil, err
	}
	if a, err = s.declare(ctx, a, to); err != nil {
		return nil, err
	}
	number := a.Moving.Hold
	won, err := s.hold(ctx, a, a.lacking(to), number)
	if err == nil {
		if err = s.stands(ctx, a, to); err != nil {
			s.giveBack(ctx, won)
		}
	}
	if err != nil {
		s.stay(ctx, a, number)
		return nil, err
	}
	from := a.Place
	a, err = s.edit(ctx, a, func(a *Appointment) error {
		if a.Moving == nil || a.Moving.Hold != number {
			return errLost
		}
		a.Place = to
		a.turn(s.Clock.Now(), by, Proposed, "", dispute.ProposeBooking)
		return nil
	})
	if errors.Is(err, errLost) {
		s.giveBack(ctx, won)
	}
	if err != nil {
		return nil, err // else written or not: the lease will show
	}
	// What fails here is an orphan, which the sweeper gives back.
	_ = s.freeAll(ctx, a.claimsFor(from))
	return s.follow(ctx, a, Proposed)
}

// declare writes down where the appointment is about to move.
func (s *Service) declare(ctx context.Context, a *Appointment, to Place) (*Appointment, error) {
	return s.edit(ctx, a, func(a *Appointment) error {
		now := s.Clock.Now()
		switch {
		case a.State != Requested && a.State != Proposed:
			return errNotNow
		case !now.Before(a.ReplyBy):
			return errTooLate
		case a.Moving != nil && now.Before(a.Moving.LeaseEnds):
			return errBusy
		}
		a.Holds++
		a.Moving = &Move{Place: to, Hold: a.Holds, LeaseEnds: now.Add(Lease)}
		return nil
	})
}

// lacking are the claims for a place that the appointment does not hold for the
// one it has. Those it holds stay its own: only the move itself could give them up.
func (a *Appointment) lacking(to Place) [][]*Claim {
	groups := a.claimsFor(to)
	for i := range groups {
		groups[i] = slices.DeleteFunc(groups[i], func(c *Claim) bool { return a.holds(a.Place, c) })
	}
	return groups
}

// stay takes a move back that got no claims. If that fails its lease runs out.
func (s *Service) stay(ctx context.Context, a *Appointment, number int64) {
	_, _ = s.edit(context.WithoutCancel(ctx), a, func(a *Appointment) error {
		if a.Moving == nil || a.Moving.Hold != number {
			return docstore.ErrUnchanged
		}
		a.Moving = nil
		return nil
	})
}
