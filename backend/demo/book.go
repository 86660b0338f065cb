package demo

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"yanhe/backend/booking"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
)

// appointment is what the demo reads of one.
type appointment struct {
	ID, Room, State string
	RoomName        string `json:"room_name"`
	Start, End      time.Time
}

// slots reads the free times of the next days, from the server's tomorrow on; only
// those of one mediator, when one is named.
func (j *journey) slots(ctx context.Context, who *actor, mediator string) ([]booking.Slot, error) {
	from := clock.Day(j.view.Filed.AddDate(0, 0, 1))
	if j.o.Now != nil {
		from = clock.Day(j.o.Now().AddDate(0, 0, 3)) // so that there is a day for a reminder
	}
	query := url.Values{"from": {from}, "days": {fmt.Sprint(booking.MaxDays)}}
	if mediator != "" {
		query.Set("mediator", mediator)
	}
	var free struct{ Items []booking.Slot }
	err := call(ctx, who.Client, http.MethodGet, "/api/v1/cases/"+j.id+"/slots?"+query.Encode(), nil, &free)
	if err == nil && len(free.Items) == 0 {
		err = fmt.Errorf("no free time within %d days of %s", booking.MaxDays, from)
	}
	return free.Items, err
}

// taken are the faults of somebody who comes too late.
var taken = []string{"booking.slot_taken", "booking.mediator_taken", "booking.party_taken", "booking.lost", "booking.travel"}

// choices is how many times are tried before the demo believes that none is free.
const choices = 8

// ask asks for one of the free times; which one follows from the filing, so that
// the calendar fills here and there. Others may take it meanwhile: then the next.
func (j *journey) ask(ctx context.Context, who *actor, mediator string) error {
	m, err := j.people.get(ctx, mediator)
	if err != nil {
		return err
	}
	for try := range choices {
		free, err := j.slots(ctx, who, m.account)
		if err != nil {
			return err
		}
		slot := free[(hash(j.filing.Key)+7*(j.next+try))%len(free)]
		err = j.request(ctx, who, m, slot, fmt.Sprintf("%d-%d", j.next, try))
		if p := problemOf(err); p == nil || !slices.Contains(taken, p.Code) {
			return err
		}
	}
	return fmt.Errorf("none of %d free times could be had", choices)
}

// request asks for a place and a mediator.
func (j *journey) request(ctx context.Context, who, m *actor, slot booking.Slot, key string) error {
	var a appointment
	_, err := j.sendAs(ctx, who, "/api/v1/cases/"+j.id+"/appointments", object{"room": slot.Room, "mediator": m.account,
		"start": slot.Start, "end": slot.End}, &a, "Idempotency-Key", j.key(key))
	if err == nil {
		j.appointment = a
	}
	return err
}

// when words a time and a room.
func (a appointment) when() string {
	return a.Start.In(clock.Shanghai).Format("2006-01-02 15:04") + " " + a.RoomName
}

func book(j *journey, ctx context.Context, who *actor, s Step) error {
	if s.Mediator != "" {
		j.mediator = s.Mediator
	}
	if err := j.ask(ctx, who, j.mediator); err != nil {
		return err
	}
	j.say(who.name, "asks for %s → %s", j.appointment.when(), j.appointment.State)
	return j.expect("the appointment", j.appointment.State, string(booking.Requested))
}

// settleOn posts to the appointment in hand.
func (j *journey) settleOn(ctx context.Context, who *actor, path string, in any) error {
	var a appointment
	if err := call(ctx, who.Client, http.MethodPost, "/api/v1/appointments/"+j.appointment.ID+"/"+path, in, &a); err != nil {
		return err
	}
	j.appointment = a
	return nil
}

// scheduled waits until the case knows of the confirmed appointment.
func (j *journey) scheduled(ctx context.Context, who *actor, words string) error {
	if err := j.expect("the appointment", j.appointment.State, string(booking.Confirmed)); err != nil {
		return err
	}
	err := until(ctx, "the appointment on the case", func() (bool, error) {
		return j.view.State == string(dispute.Scheduled), j.read(ctx)
	})
	if err != nil {
		return err
	}
	j.say(who.name, "%s → %s for %s", words, j.view.State, j.appointment.when())
	return nil
}

func confirm(j *journey, ctx context.Context, who *actor, s Step) error {
	if err := j.settleOn(ctx, who, "confirmation", nil); err != nil {
		return err
	}
	return j.scheduled(ctx, who, verbs[s.Do].words)
}

func acceptProposal(j *journey, ctx context.Context, who *actor, s Step) error {
	if err := j.settleOn(ctx, who, "acceptance", nil); err != nil {
		return err
	}
	return j.scheduled(ctx, who, verbs[s.Do].words)
}

// propose moves the appointment to the free time that is furthest from the wish.
func propose(j *journey, ctx context.Context, who *actor, s Step) error {
	for range choices {
		free, err := j.slots(ctx, who, who.account)
		if err != nil {
			return err
		}
		slot := free[(hash(j.filing.Key)+len(free)/2)%len(free)]
		err = j.settleOn(ctx, who, "proposal", object{"room": slot.Room, "start": slot.Start, "end": slot.End})
		if p := problemOf(err); p != nil && slices.Contains(taken, p.Code) {
			continue
		}
		if err != nil {
			return err
		}
		j.say(who.name, "%s: %s → %s", verbs[s.Do].words, j.appointment.when(), j.appointment.State)
		return j.expect("the appointment", j.appointment.State, string(booking.Proposed))
	}
	return fmt.Errorf("none of %d free times could be had", choices)
}

// answer ends the appointment with a note.
func answer(path, state string) func(*journey, context.Context, *actor, Step) error {
	return func(j *journey, ctx context.Context, who *actor, s Step) error {
		if err := j.settleOn(ctx, who, path, object{"note": s.Note}); err != nil {
			return err
		}
		j.say(who.name, "%s (%s) → %s", verbs[s.Do].words, s.Note, j.appointment.State)
		return j.expect("the appointment", j.appointment.State, state)
	}
}
