package booking

import (
	"slices"
	"sync"
	"testing"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

func intake() policy.Subject {
	return policy.Subject{Account: "intake", Staff: true, Grants: []policy.Grant{{Role: policy.Intake, Center: here}}}
}

// leave takes a mediator out of the calendar for the time of a place.
func (w *world) leave(n int, p Place) (*Block, []*Appointment, error) {
	return w.Block(background, w.mediator(n), Block{Kind: MediatorClaim, Owner: w.account(n), Start: p.Start, End: p.End, Reason: "leave"})
}

// TestLeave: who is away is not offered and not booked, and what was there before is
// shown, not dropped.
func TestLeave(t *testing.T) {
	w := stored(t, 1, 2)
	there := w.mustAsk(w.file("wang", ""), 0, w.at(0, 8, 9, 0, 2))
	day := w.at(0, 8, 8, 0, 20)
	b, touched, err := w.leave(0, day)
	if err != nil || len(touched) != 1 || touched[0].ID != there.ID {
		t.Fatalf("%v, %v", touched, err)
	}
	c := w.file("zhao", "")
	if _, err := w.ask(c, 0, w.at(0, 8, 10, 0, 2)); code(err) != "booking.blocked" || fault.From(err).Field != "mediator" {
		t.Errorf("who is on leave is booked: %v", err)
	}
	look := Look{Case: c.ID, From: "2026-03-10", Days: 1}
	slots, err := w.Slots(background, citizen("zhao"), look)
	if err != nil || len(slots) == 0 {
		t.Fatal(slots, err)
	}
	for _, s := range slots {
		if slices.ContainsFunc(s.Mediators, func(m Mediator) bool { return m.Account == w.account(0) }) {
			t.Errorf("who is on leave is offered at %v", s.Start)
		}
	}
	if _, err := w.Request(background, citizen("zhao"), "key-the-other-one", Wish{Case: c.ID, Mediator: w.account(1), Place: w.at(0, 8, 10, 0, 2)}); err != nil {
		t.Errorf("the other one: %v", err)
	}
	if _, _, err := w.leave(0, Place{Start: day.End, End: day.Start}); code(err) != "booking.block_length" {
		t.Errorf("backwards: %v", err)
	}
	if _, _, err := w.Block(background, w.mediator(1), *b); code(err) != "forbidden" {
		t.Errorf("for a colleague: %v", err)
	}
	if _, _, err := w.Block(background, citizen("wang"), *b); code(err) != "forbidden" {
		t.Errorf("by a citizen: %v", err)
	}
	if err := w.Unblock(background, w.mediator(0), b.ID); err != nil {
		t.Fatal(err)
	}
	if all, err := w.Blocks(background, intake(), MediatorClaim, w.account(0), day.Start, day.End); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	w.check(t)
}

// TestARoomUnderRepair is not offered; staff block it.
func TestARoomUnderRepair(t *testing.T) {
	w := stored(t, 2, 1)
	p := w.at(0, 8, 9, 0, 2)
	if _, _, err := w.Block(background, intake(), Block{Kind: RoomClaim, Owner: p.Room, Start: p.Start, End: p.End, Reason: "repair"}); err != nil {
		t.Fatal(err)
	}
	c := w.file("wang", "")
	if _, err := w.ask(c, 0, p); code(err) != "booking.blocked" || fault.From(err).Field != "room" {
		t.Error(err)
	}
	first, err := w.Slots(background, citizen("wang"), Look{Case: c.ID, From: "2026-03-10", Days: 1})
	if err != nil || slices.ContainsFunc(first, func(s Slot) bool { return s.Room == p.Room && s.Start.Before(p.End) && s.End.After(p.Start) }) {
		t.Errorf("%v, %v", first, err)
	}
}

// TestABlockAndABookingAtTheSameMoment: whichever way it goes, one of them knows of the
// other.
func TestABlockAndABookingAtTheSameMoment(t *testing.T) {
	for range 20 {
		w := stored(t, 1, 1)
		c, p := w.file("wang", ""), w.at(0, 8, 9, 0, 2)
		var wg sync.WaitGroup
		var touched []*Appointment
		var asked, left error
		wg.Go(func() { _, touched, left = w.leave(0, p) })
		wg.Go(func() { _, asked = w.ask(c, 0, p) })
		wg.Wait()
		if left != nil {
			t.Fatal(left)
		}
		if asked == nil && len(touched) == 0 {
			t.Fatal("booked on leave, and nobody was told")
		}
		w.sweep(t)
		w.check(t)
	}
}

// TestWorkingPattern: who works in the morning is not booked in the afternoon.
func TestWorkingPattern(t *testing.T) {
	w := stored(t, 1, 1)
	w.town.mediators[0].Hours = []center.Period{{Days: []time.Weekday{time.Tuesday}, From: 9 * 60, To: 12 * 60}}
	c := w.file("wang", "")
	if _, err := w.ask(c, 0, w.at(0, 8, 14, 0, 2)); code(err) != "booking.not_working" {
		t.Error(err)
	}
	slots, err := w.Slots(background, citizen("wang"), Look{Case: c.ID, From: "2026-03-09", Days: 7})
	if err != nil || len(slots) == 0 {
		t.Fatal(err)
	}
	for _, s := range slots {
		if at := s.Start.In(clock.Shanghai); at.Weekday() != time.Tuesday || at.Hour() < 9 || at.Hour() > 11 {
			t.Errorf("offered %v", at)
		}
	}
}

// TestTravel: a mediator is not booked at another center within the time of the way.
func TestTravel(t *testing.T) {
	w := stored(t, 2, 1)
	w.rooms[1].Center = "341822000000"
	w.mustAsk(w.file("wang", ""), 0, w.at(0, 8, 9, 0, 2)) // until ten
	c := w.file("zhao", "")
	for name, tc := range map[string]struct {
		p    Place
		want string
	}{
		"at once, elsewhere":         {w.at(1, 8, 10, 0, 2), "booking.travel"},
		"half an hour later":         {w.at(1, 8, 10, 30, 2), "booking.travel"},
		"too near before it":         {w.at(1, 8, 8, 30, 1), "booking.travel"},
		"an hour later":              {w.at(1, 8, 11, 0, 2), ""},
		"at once, in the same house": {w.at(0, 8, 10, 0, 2), ""},
	} {
		a, err := w.ask(c, 0, tc.p)
		if (err == nil) != (tc.want == "") || err != nil && code(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			if _, err := w.Cancel(background, citizen("zhao"), a.ID, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestWhatARoomMustHave.
func TestWhatARoomMustHave(t *testing.T) {
	w := stored(t, 2, 1)
	w.rooms[0].Capacity, w.rooms[1].Capacity = 4, 10
	w.rooms[1].Equipment = []string{"wheelchair", "video_link"}
	c := w.file("wang", "")
	for name, fit := range map[string]Fit{"a wheelchair": {Needs: []string{"wheelchair"}}, "six people": {People: 6}} {
		slots, err := w.Slots(background, citizen("wang"), Look{Case: c.ID, From: "2026-03-10", Days: 1, Fit: fit})
		if err != nil || len(slots) == 0 || slices.ContainsFunc(slots, func(s Slot) bool { return s.Room != w.rooms[1].ID }) {
			t.Errorf("%s: %v, %v", name, slots, err)
		}
		_, err = w.Request(background, citizen("wang"), "key-"+name, Wish{Case: c.ID, Mediator: w.account(0), Place: w.at(0, 8, 9, 0, 2), Fit: fit})
		if code(err) != "booking.room_lacks" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if slots, err := w.Slots(background, citizen("wang"), Look{Case: c.ID, From: "2026-03-10", Days: 1, Fit: Fit{Needs: []string{"one_way_mirror"}}}); err != nil || len(slots) != 0 {
		t.Errorf("nothing has that: %v, %v", slots, err)
	}
}

// TestASeries keeps weekly sessions for one case: nobody else gets them, the case does,
// and when it ends they are free.
func TestASeries(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "")
	a := w.mustAsk(c, 0, w.at(0, 1, 9, 0, 2))
	if _, err := w.Confirm(background, w.mediator(0), a.ID); err != nil {
		t.Fatal(err)
	}
	other := w.file("zhao", "")
	w.mustAsk(other, 0, w.at(0, 15, 9, 0, 2)) // the second of the row is taken
	kept, left, err := w.Reserve(background, w.mediator(0), c.ID, w.at(0, 8, 9, 0, 2), 7, 3)
	if err != nil || len(kept) != 2 || len(left) != 1 || !left[0].Equal(w.at(0, 15, 9, 0, 2).Start) {
		t.Fatalf("kept %v, left out %v, %v", kept, left, err)
	}
	if _, _, err := w.Reserve(background, citizen("wang"), c.ID, w.at(0, 8, 9, 0, 2), 7, 3); code(err) != "forbidden" {
		t.Errorf("by a party: %v", err)
	}
	if _, _, err := w.Reserve(background, w.mediator(0), c.ID, w.at(0, 8, 9, 0, 2), 7, 99); code(err) != "booking.series" {
		t.Errorf("99 sessions: %v", err)
	}
	third := w.file("qian", "")
	if _, err := w.ask(third, 0, w.at(0, 8, 9, 0, 2)); code(err) != "booking.blocked" {
		t.Errorf("a reserved session is another's: %v", err)
	}
	w.clk.Advance(a.Start.Sub(w.clk.Now()))
	if _, err := w.NoShow(background, w.mediator(0), a.ID, "", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Request(background, intake(), "key-series", Wish{Case: c.ID, Mediator: w.account(0), Place: w.at(0, 8, 9, 0, 2)}); err != nil {
		t.Errorf("the case does not get its own: %v", err)
	}
	if err := w.CaseEnded(background, c.ID); err != nil {
		t.Fatal(err)
	}
	if all, err := w.Blocks(background, intake(), RoomClaim, w.rooms[0].ID, monday, monday.AddDate(0, 2, 0)); err != nil || len(all) != 0 {
		t.Errorf("left behind: %v, %v", all, err)
	}
}
