package booking

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// MaxNote is the length of a note in characters.
const MaxNote = 500

// Confirm is the mediator's yes: the case is scheduled.
func (s *Service) Confirm(ctx context.Context, who policy.Subject, id string) (*Appointment, error) {
	return s.agree(ctx, who, id, policy.AnswerBooking, Requested)
}

// AcceptProposal is a party's yes to the time that the mediator proposed.
func (s *Service) AcceptProposal(ctx context.Context, who policy.Subject, id string) (*Appointment, error) {
	return s.agree(ctx, who, id, policy.Book, Proposed)
}

func (s *Service) agree(ctx context.Context, who policy.Subject, id string, action policy.Action, from State) (*Appointment, error) {
	a, c, by, err := s.open(ctx, who, id, action)
	if err != nil {
		return nil, err
	}
	if a.State == from {
		if err := s.stillFits(c, a); err != nil {
			return nil, err
		}
	}
	a, err = s.edit(ctx, a, func(a *Appointment) error {
		now := s.Clock.Now()
		switch {
		case a.State == Confirmed && a.last().By == by.account:
			return docstore.ErrUnchanged // a retry
		case a.State != from:
			return errNotNow
		case !now.Before(a.ReplyBy):
			return errTooLate
		}
		a.turn(now, by, Confirmed, "", dispute.Schedule)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.follow(ctx, a, Confirmed)
}

// stillFits says why the case has gone another way since it was booked.
func (s *Service) stillFits(c *dispute.Case, a *Appointment) error {
	if c.Center != a.Center {
		return errMoved
	}
	return fits(c, a.Mediator)
}

// Decline is the mediator's no, with the reason in a note.
func (s *Service) Decline(ctx context.Context, who policy.Subject, id, note string) (*Appointment, error) {
	if strings.TrimSpace(note) == "" {
		return nil, fault.Bad("note", "required")
	}
	return s.end(ctx, who, id, policy.AnswerBooking, Declined, note, func(a *Appointment, now time.Time) (Why, dispute.Event, error) {
		if a.State != Requested && a.State != Proposed {
			return "", "", errNotNow
		}
		return "", dispute.RefuseBooking, nil
	})
}

// RejectProposal is a party's no to the time that the mediator proposed.
func (s *Service) RejectProposal(ctx context.Context, who policy.Subject, id, note string) (*Appointment, error) {
	return s.end(ctx, who, id, policy.Book, Cancelled, note, func(a *Appointment, now time.Time) (Why, dispute.Event, error) {
		if a.State != Proposed {
			return "", "", errNotNow
		}
		return WhyRejected, dispute.DropBooking, nil
	})
}

// Cancel takes an appointment back before it starts.
func (s *Service) Cancel(ctx context.Context, who policy.Subject, id, note string) (*Appointment, error) {
	return s.end(ctx, who, id, policy.CancelBooking, Cancelled, note, func(a *Appointment, now time.Time) (Why, dispute.Event, error) {
		switch {
		case !a.Active():
			return "", "", errNotNow
		case !now.Before(a.Start):
			return "", "", errTooLate
		case a.State == Confirmed:
			return "", dispute.Unschedule, nil
		}
		return "", dispute.DropBooking, nil
	})
}

// NoShow records that a confirmed appointment did not take place because somebody
// did not come; the case can be booked again. absent are the parties who stayed away,
// by default those of whom nobody said that they came.
func (s *Service) NoShow(ctx context.Context, who policy.Subject, id, note string, absent []string) (*Appointment, error) {
	_, c, _, err := s.open(ctx, who, id, policy.AnswerBooking)
	if err != nil {
		return nil, err
	}
	for _, party := range absent {
		if c.Party(party) == nil {
			return nil, fault.Bad("absent", "case.unknown_party")
		}
	}
	return s.end(ctx, who, id, policy.AnswerBooking, NoShow, note, func(a *Appointment, now time.Time) (Why, dispute.Event, error) {
		if a.State != Confirmed || now.Before(a.Start) {
			return "", "", errNotNow
		}
		a.Absent = absent
		for _, p := range c.Parties {
			came := slices.ContainsFunc(a.Arrived, func(x Arrival) bool { return x.Party == p.ID })
			if len(absent) == 0 && !came && p.Side != dispute.Representative {
				a.Absent = append(a.Absent, p.ID)
			}
		}
		return WhyNoShow, dispute.Unschedule, nil
	})
}

// Done records that a confirmed appointment took place; the mediator has started
// the case before.
func (s *Service) Done(ctx context.Context, who policy.Subject, id string) (*Appointment, error) {
	_, c, _, err := s.open(ctx, who, id, policy.AnswerBooking)
	if err != nil {
		return nil, err
	}
	return s.end(ctx, who, id, policy.AnswerBooking, Done, "", func(a *Appointment, now time.Time) (Why, dispute.Event, error) {
		if a.State != Confirmed || now.Before(a.Start) || c.State == dispute.Scheduled {
			return "", "", errNotNow
		}
		return "", "", nil
	})
}

// end brings an appointment to its end and gives its cells back; allow says
// whether it may, why it ends and what the case is told. A retry by the same
// person finds the end already written and gets the same answer.
func (s *Service) end(ctx context.Context, who policy.Subject, id string, action policy.Action, to State, note string,
	allow func(*Appointment, time.Time) (Why, dispute.Event, error)) (*Appointment, error) {
	if note = strings.TrimSpace(note); utf8.RuneCountInString(note) > MaxNote {
		return nil, fault.Bad("note", "too_long").With("limit", MaxNote)
	}
	a, _, by, err := s.open(ctx, who, id, action)
	if err != nil {
		return nil, err
	}
	a, err = s.edit(ctx, a, func(a *Appointment) error {
		if a.State == to && a.last().By == by.account {
			return docstore.ErrUnchanged
		}
		now := s.Clock.Now()
		why, event, err := allow(a, now)
		if err != nil {
			return err
		}
		a.turn(now, by, to, why, event)
		if note != "" {
			a.last().Note, err = s.Vault.Seal(a.noteContext(a.last().Seq), note)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.follow(ctx, a, to)
}

func (a *Appointment) last() *Step { return &a.History[len(a.History)-1] }

func (a *Appointment) noteContext(step int) string {
	return "appointment|" + a.ID + "|note|" + strconv.Itoa(step)
}

// OpenNote unseals the note of a line of the history.
func (s *Service) OpenNote(a *Appointment, step Step) (string, error) {
	var note string
	if step.Note == "" {
		return "", nil
	}
	err := s.Vault.Open(a.noteContext(step.Seq), step.Note, &note)
	return note, err
}
