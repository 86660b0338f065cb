package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"yanhe/backend/booking"
	"yanhe/backend/client"
	"yanhe/backend/clock"
)

// clashFaults are what the one who comes too late is told.
var clashFaults = map[string]string{
	"slot": "booking.slot_taken", "mediator": "booking.mediator_taken", "party": "booking.party_taken",
}

// clash sends two requests for what only one can have, at the same moment: one
// must win, the other be told clearly, and then book another time.
func (r *run) clash(ctx context.Context, c Clash, both [2]*journey) error {
	var who [2]*actor
	for i, j := range both {
		m, err := r.people.get(ctx, c.With[i])
		if err != nil {
			return err
		}
		who[i], j.mediator = m, c.With[i]
	}
	slots, winner, fault, err := r.fight(ctx, c, both, who)
	if err != nil {
		return fmt.Errorf("clash over %s: %w", c.Over, err)
	}
	loser := 1 - winner
	r.checks.Add(1)
	r.clashes.Add(1)
	won, lost := both[winner], both[loser]
	won.say(won.filer.name, "asks for %s at the same moment as %s (clash over the %s) → won", won.appointment.when(), lost.filing.Key, c.Over)
	lost.say(lost.filer.name, "asks for %s at the same moment as %s ✗ %s", slots[loser].Start.In(clock.Shanghai).Format("2006-01-02 15:04"),
		won.filing.Key, fault.Detail)
	if err := lost.ask(ctx, lost.filer, c.With[loser]); err != nil {
		return fmt.Errorf("clash over %s: another time: %w", c.Over, err)
	}
	lost.say(lost.filer.name, "asks for %s instead → %s", lost.appointment.when(), lost.appointment.State)
	return lost.expect("the other appointment", lost.appointment.State, string(booking.Requested))
}

// fight lets both ask for one time, and tells who won and what the other was told.
// When a third person was there before both, they try once more.
func (r *run) fight(ctx context.Context, c Clash, both [2]*journey, who [2]*actor) (slots [2]booking.Slot, winner int, told *client.Problem, err error) {
	var before [2]booking.Slot
	for try := range choices {
		if slots, err = c.place(ctx, both, who); err != nil {
			return slots, 0, nil, err
		}
		if try > 0 && slots[0].Place == before[0].Place && slots[1].Place == before[1].Place {
			return slots, 0, nil, fmt.Errorf("nobody won %s, and it is still free", slots[0].Start)
		}
		before = slots
		faults := r.race(ctx, both, who, slots, fmt.Sprintf("clash-%d", try))
		first, second := problemOf(faults[0]), problemOf(faults[1])
		switch {
		case faults[0] == nil && refusedAs(faults[1], clashFaults[c.Over]):
			return slots, 0, second, nil
		case faults[1] == nil && refusedAs(faults[0], clashFaults[c.Over]):
			return slots, 1, first, nil
		case first == nil || second == nil || !slices.Contains(taken, first.Code) || !slices.Contains(taken, second.Code):
			return slots, 0, nil, fmt.Errorf("exactly one must win and the other get %s, but %s got %v, and %s got %v", clashFaults[c.Over],
				both[0].filing.Key, faults[0], both[1].filing.Key, faults[1])
		}
	}
	return slots, 0, nil, fmt.Errorf("others took %d times before both", choices)
}

// race sends both requests at the same moment.
func (r *run) race(ctx context.Context, both [2]*journey, who [2]*actor, slots [2]booking.Slot, key string) (faults [2]error) {
	start := make(chan struct{})
	var wait sync.WaitGroup
	for i, j := range both {
		wait.Go(func() {
			<-start
			faults[i] = j.request(ctx, j.filer, who[i], slots[i], key)
		})
	}
	close(start)
	wait.Wait()
	return faults
}

// place finds a time that is free for both, in one room for a clash over the slot
// and in two for the others.
func (c Clash) place(ctx context.Context, both [2]*journey, who [2]*actor) (found [2]booking.Slot, err error) {
	first, err := both[0].slots(ctx, both[0].filer, who[0].account)
	if err != nil {
		return found, err
	}
	second, err := both[1].slots(ctx, both[1].filer, who[1].account)
	if err != nil {
		return found, err
	}
	for n := range first {
		a := first[(n+len(first)/3)%len(first)]
		for _, b := range second {
			if a.Start.Equal(b.Start) && (a.Room == b.Room) == (c.Over == "slot") {
				return [2]booking.Slot{a, b}, nil
			}
		}
	}
	return found, errors.New("no time at which both could come")
}
