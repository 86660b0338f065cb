package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// follow does what a change of an appointment entails, and makes a fault of it
// when the appointment did not stay in the wanted state because the case
// refused it. What the store prevents now the sweeper does later: the
// change itself stands.
func (s *Service) follow(ctx context.Context, a *Appointment, want State) (*Appointment, error) {
	a, _ = s.finish(ctx, a)
	if a.State != want {
		return nil, errCase
	}
	return a, nil
}

// finish gives back what an appointment no longer needs, tells the case what it
// is owed, and last gives the case free for its next appointment. It returns the
// appointment as far as it came, also with an error.
func (s *Service) finish(ctx context.Context, a *Appointment) (*Appointment, error) {
	was := a.Active()
	if !was {
		if err := s.freeAll(ctx, a.claimsFor(a.Place)); err != nil {
			return a, err
		}
	}
	a, err := s.deliver(ctx, a)
	if err != nil || a.Active() {
		return a, err
	}
	left := [][]*Claim{{a.caseClaim()}}
	if was {
		left = append(left, a.claimsFor(a.Place)...)
	}
	return a, s.freeAll(ctx, left)
}

// deliver tells the case what it is owed, the oldest first.
func (s *Service) deliver(ctx context.Context, a *Appointment) (*Appointment, error) {
	for len(a.Sync) > 0 {
		owed := a.Sync[0]
		cmd, err := s.command(a, owed)
		if err == nil {
			_, err = s.Cases.Apply(ctx, a.Case, cmd)
		}
		if err != nil && !final(err) {
			s.postpone(ctx, a, owed)
			return a, err
		}
		heard := err == nil
		next, err := s.edit(ctx, a, func(a *Appointment) error {
			if heard {
				return a.paid(owed)
			}
			return a.refused(owed, s.Clock.Now())
		})
		if err != nil {
			return a, err
		}
		a = next
	}
	return a, nil
}

// final tells a refusal of the case from a failure that will pass.
func final(err error) bool {
	f := fault.From(err)
	return f.Kind == fault.Invalid || f.Kind == fault.NotFound || f.Code == "case.not_now"
}

// command is the event as the case takes it.
func (s *Service) command(a *Appointment, o Owed) (dispute.Command, error) {
	step := a.History[o.Step-1]
	cmd := dispute.Command{ID: o.ID, Event: o.Event, At: step.At, By: step.By, Role: step.Role, Mediator: a.Mediator,
		Slot: &dispute.Appointment{ID: a.ID, Room: step.Room, Start: step.Start, End: step.End}}
	if o.Event == dispute.RemindBooking { // not the step's doing: it happens now
		cmd.At, cmd.By, cmd.Role = s.Clock.Now(), system.account, system.role
		return cmd, nil
	}
	if step.Why != "" {
		cmd.Facts = map[string]string{"why": string(step.Why)}
	}
	var err error
	cmd.Note, err = s.OpenNote(a, step)
	return cmd, err
}

// edit changes an appointment that was just read; only if it has moved on is it read
// again. Like Update it returns nil when it fails.
func (s *Service) edit(ctx context.Context, a *Appointment, change func(*Appointment) error) (*Appointment, error) {
	next := *a
	next.Sync, next.History = slices.Clone(a.Sync), slices.Clone(a.History)
	if err := change(&next); errors.Is(err, docstore.ErrUnchanged) {
		return a, nil
	} else if err != nil {
		return nil, err
	}
	if err := s.appointments.Replace(ctx, &next); err == nil {
		return &next, nil
	} else if !errors.Is(err, docstore.ErrStale) {
		return nil, err
	}
	return s.appointments.Update(ctx, a.ID, change)
}

// paid takes an item off the list.
func (a *Appointment) paid(o Owed) error {
	i := slices.IndexFunc(a.Sync, func(x Owed) bool { return x.ID == o.ID && x.Event == o.Event })
	if i < 0 {
		return docstore.ErrUnchanged
	}
	a.Sync = slices.Delete(a.Sync, i, i+1)
	return nil
}

// refused deals with an event that the case's state no longer allows. The end of
// an appointment is then told as a mere fact; the coming about of one is undone.
func (a *Appointment) refused(o Owed, now time.Time) error {
	if err := a.paid(o); err != nil {
		return err
	}
	switch o.Event {
	case dispute.Unschedule, dispute.RefuseBooking, dispute.ExpireBooking:
		fact := o
		fact.Event, fact.Tries, fact.Due = dispute.DropBooking, 0, now
		a.Sync = slices.Insert(a.Sync, 0, fact)
	case dispute.AskBooking, dispute.ProposeBooking, dispute.Schedule:
		if a.Active() {
			a.turn(now, system, Cancelled, WhyCaseEnded, dispute.DropBooking)
		}
	}
	return nil
}

// postpone notes a failed try: a minute later, then ever longer, up to ten.
func (s *Service) postpone(ctx context.Context, a *Appointment, o Owed) {
	ctx = context.WithoutCancel(ctx)
	_, _ = s.appointments.Update(ctx, a.ID, func(a *Appointment) error {
		if len(a.Sync) == 0 || a.Sync[0].ID != o.ID || a.Sync[0].Event != o.Event {
			return docstore.ErrUnchanged
		}
		first := &a.Sync[0]
		first.Due = s.Clock.Now().Add(min(time.Minute<<min(first.Tries, 4), 10*time.Minute))
		first.Tries++
		return nil
	})
}
