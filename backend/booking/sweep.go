package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
)

// overdue tells whether a time limit of the appointment has passed that settle
// could act on.
func (a *Appointment) overdue(now time.Time) bool {
	past := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	return a.Active() && (past(a.LeaseEnds) || past(a.ReplyBy) || a.State == Confirmed && past(a.End)) ||
		a.Moving != nil && past(a.Moving.LeaseEnds)
}

// Sweep settles all appointments that are due: it ends leases and time limits that
// have passed, and tells cases what they are still owed. It returns how many it
// looked at; one that fails does not keep the others waiting.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	var swept int
	var failed []error
	after := ""
	for {
		page, err := s.appointments.Find(ctx, docstore.Query{Where: []docstore.Cond{
			docstore.Between("due", 1, s.Clock.Now().UnixMilli()+1)}, Sort: []string{"due"},
			Limit: docstore.MaxPage, After: after})
		if err != nil {
			return swept, err
		}
		for _, a := range page.Items {
			if err := s.sweepOne(ctx, a); err != nil {
				failed = append(failed, err)
			}
			swept++
		}
		if after = page.Next; after == "" {
			return swept, errors.Join(failed...)
		}
	}
}

func (s *Service) sweepOne(ctx context.Context, a *Appointment) error {
	if a.Why == WhyLost && !s.Clock.Now().Before(a.Ended.Add(keepLost)) {
		if err := s.appointments.Delete(ctx, a); !errors.Is(err, docstore.ErrMissing) && !errors.Is(err, docstore.ErrStale) {
			return err
		}
		return nil
	}
	_, err := s.settle(ctx, a)
	return err
}

// settle writes down which time limits of an appointment have passed, and does
// what follows from that. It changes nothing when none has.
func (s *Service) settle(ctx context.Context, a *Appointment) (*Appointment, error) {
	now := s.Clock.Now()
	var held [][]*Claim // what a move may have taken
	if a.Moving != nil {
		held = a.claimsFor(a.Moving.Place)
	}
	state := dispute.Scheduled
	if a.State == Confirmed && !now.Before(a.End) {
		c, err := s.Cases.Get(ctx, a.Case)
		if err != nil {
			return a, err
		}
		state = c.State
	}
	next, err := s.edit(ctx, a, func(a *Appointment) error { return a.lapse(now, state) })
	if err != nil {
		return a, err
	}
	if next.Moving == nil {
		if err := s.freeAll(ctx, held); err != nil {
			return next, err
		}
	}
	return s.finish(ctx, next)
}

// lapse makes the change that a passed time limit asks for; state is the case's.
func (a *Appointment) lapse(now time.Time, state dispute.State) error {
	past := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	switch {
	case a.State == Claiming && past(a.LeaseEnds):
		a.turn(now, system, Cancelled, WhyLost, "")
	case a.State == Requested && past(a.ReplyBy):
		a.turn(now, system, Expired, WhyNoReply, dispute.ExpireBooking)
	case a.State == Proposed && past(a.ReplyBy):
		a.turn(now, system, Expired, WhyNoReply, dispute.DropBooking)
	case a.State == Confirmed && past(a.End) && state != dispute.Scheduled:
		a.turn(now, system, Done, "", "")
	case a.State == Confirmed && past(a.End.Add(RecordWithin)):
		a.turn(now, system, Expired, WhyUnrecorded, dispute.Unschedule)
	case past(a.remindAt()) && now.Before(a.Start):
		a.remind(now)
	case past(a.remindAt()): // nobody was there to remind; too late now
		a.Reminded = true
	case a.Moving != nil && past(a.Moving.LeaseEnds):
		a.Moving = nil
	default:
		return docstore.ErrUnchanged
	}
	return nil
}

// CaseEnded gives back what a case holds that can no longer have its
// appointment: because it has ended, or went to another center or mediator.
func (s *Service) CaseEnded(ctx context.Context, caseID string) error {
	if err := s.release(ctx, caseID); err != nil {
		return err
	}
	a, err := s.Active(ctx, caseID)
	if err != nil || a == nil {
		return err
	}
	_, err = s.dropUnfit(ctx, a)
	return err
}

// SweepEnded does the same for all active appointments and returns how many it
// ended. It reads their cases one by one: a job for every few minutes.
func (s *Service) SweepEnded(ctx context.Context) (ended int, err error) {
	var failed []error
	err = s.appointments.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("active", true)},
		Sort: []string{"start"}}, func(a *Appointment) error {
		dropped, err := s.dropUnfit(ctx, a)
		if dropped {
			ended++
		}
		if err != nil {
			failed = append(failed, err) // the others must not wait for it
		}
		return ctx.Err()
	})
	return ended, errors.Join(append(failed, err)...)
}

func (s *Service) dropUnfit(ctx context.Context, a *Appointment) (bool, error) {
	c, err := s.Cases.Get(ctx, a.Case)
	if err != nil {
		return false, err
	}
	why, event := Why(""), dispute.RefuseBooking
	switch {
	case !slices.Contains(inHand, c.State):
		why, event = WhyCaseEnded, dispute.DropBooking
	case c.Center != a.Center:
		why = WhyCaseMoved
	case c.Mediator != "" && c.Mediator != a.Mediator || slices.Contains(c.Recused, a.Mediator):
		why = WhyMediator
	default:
		return false, nil
	}
	dropped := false
	next, err := s.edit(ctx, a, func(a *Appointment) error {
		now := s.Clock.Now()
		dropped = a.Active()
		switch {
		case !a.Active():
			return docstore.ErrUnchanged
		case a.State == Claiming:
			a.turn(now, system, Cancelled, WhyLost, "")
		case a.State == Confirmed && !now.Before(a.Start) && why == WhyCaseEnded:
			a.turn(now, system, Done, "", "")
		default:
			a.turn(now, system, Cancelled, why, event)
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	_, err = s.finish(ctx, next)
	return dropped, err
}

// Orphans counts the claims that no appointment needs. While nothing is under way
// it is zero: that is the proof that no cell is lost.
func (s *Service) Orphans(ctx context.Context) (int, error) {
	n := 0
	err := s.eachOrphan(ctx, func(*Claim) error { n++; return nil })
	return n, err
}

// ReleaseOrphans gives back the claims that no appointment needs and counts them.
func (s *Service) ReleaseOrphans(ctx context.Context) (released int, err error) {
	err = s.eachOrphan(ctx, func(c *Claim) error {
		freed, err := s.freeUnneeded(ctx, c.ID)
		if freed {
			released++
		}
		return err
	})
	return released, err
}

// eachOrphan walks all held claims, those of one appointment after the other.
func (s *Service) eachOrphan(ctx context.Context, fn func(*Claim) error) error {
	var a *Appointment
	return s.claims.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.AtLeast("appointment", "0")},
		Sort: []string{"appointment", "cell"}}, func(c *Claim) error {
		if a == nil || a.ID != c.Appointment {
			var err error
			a, err = s.appointments.Get(ctx, c.Appointment)
			if errors.Is(err, docstore.ErrMissing) {
				a = &Appointment{Meta: docstore.Meta{ID: c.Appointment}}
			} else if err != nil {
				return err
			}
		}
		if a.needs(c) {
			return nil
		}
		return fn(c)
	})
}

// keepFree is how long free claims of past cells are kept. It must be far longer
// than any process can sleep between a read and a write.
const keepFree = 7 * 24 * time.Hour

// Purge removes free claims of cells long past and returns how many. Those of
// cases stay: they have no time after which nobody can want them.
func (s *Service) Purge(ctx context.Context) (removed int, err error) {
	until := cellOf(s.Clock.Now().Add(-keepFree))
	err = s.claims.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("appointment", ""),
		docstore.Between("cell", 1, until)}, Sort: []string{"cell"}}, func(c *Claim) error {
		err := s.claims.Delete(ctx, c)
		if errors.Is(err, docstore.ErrMissing) || errors.Is(err, docstore.ErrStale) {
			return nil
		}
		if err == nil {
			removed++
		}
		return err
	})
	return removed, err
}
