package booking

import (
	"slices"
	"testing"
	"time"

	"yanhe/backend/dispute"
)

// reminders counts what a case has heard of them.
func (w *world) reminders(t *testing.T, caseID string) int {
	t.Helper()
	c, err := w.cases.Get(background, caseID)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range c.Timeline {
		if e.Event == dispute.RemindBooking {
			n++
			if !e.Inner || !slices.ContainsFunc(c.Outbox, func(o dispute.Owed) bool { return o.Seq == e.Seq && o.To == c.Applicant }) {
				t.Errorf("reminded %+v", e)
			}
		}
	}
	return n
}

// TestADayBefore those who are to come are reminded, once for each time agreed on.
func TestADayBefore(t *testing.T) {
	w := stored(t, 1, 1)
	a := w.mustAsk(w.file("wang", ""), 0, w.at(0, 8, 9, 0, 2))
	if _, err := w.Confirm(background, w.mediator(0), a.ID); err != nil {
		t.Fatal(err)
	}
	upTo := func(at time.Time) { w.clk.Advance(at.Sub(w.clk.Now())) }
	upTo(a.Start.Add(-RemindBefore - time.Millisecond))
	w.sweep(t)
	if n := w.reminders(t, a.Case); n != 0 {
		t.Fatalf("reminded %d times too early", n)
	}
	upTo(a.Start.Add(-RemindBefore))
	w.sweep(t)
	w.sweep(t)
	if n := w.reminders(t, a.Case); n != 1 {
		t.Fatalf("reminded %d times", n)
	}
	upTo(a.Start.Add(-time.Hour))
	w.sweep(t)
	if n := w.reminders(t, a.Case); n != 1 {
		t.Errorf("reminded %d times in the end", n)
	}
	w.check(t)
}

// TestNoReminderThatComesTooLate: of what is confirmed for today, and of what nobody
// swept in time.
func TestNoReminderThatComesTooLate(t *testing.T) {
	w := stored(t, 1, 2)
	soon := w.mustAsk(w.file("wang", ""), 0, w.at(0, 1, 9, 0, 2)) // tomorrow at nine, asked today at ten
	late := w.mustAsk(w.file("zhao", ""), 1, w.at(0, 8, 9, 0, 2))
	for i, a := range []*Appointment{soon, late} {
		if _, err := w.Confirm(background, w.mediator(i), a.ID); err != nil {
			t.Fatal(err)
		}
	}
	w.sweep(t)
	w.clk.Advance(late.Start.Sub(w.clk.Now()))
	w.sweep(t)
	w.sweep(t)
	for _, a := range []*Appointment{soon, late} {
		if n := w.reminders(t, a.Case); n != 0 {
			t.Errorf("reminded %d times of what has begun or was agreed on within a day", n)
		}
	}
	w.check(t)
}

// TestTheEarliestThree: other times, the first first, and all free.
func TestTheEarliestThree(t *testing.T) {
	w := stored(t, 2, 1)
	c := w.file("wang", "")
	all, err := w.Slots(background, citizen("wang"), Look{Case: c.ID, From: "2026-03-03", Days: MaxDays})
	if err != nil {
		t.Fatal(err)
	}
	first, err := w.Earliest(background, citizen("wang"), Look{Case: c.ID}, 3)
	if err != nil || len(first) != 3 || !first[0].Start.Equal(all[0].Start) {
		t.Fatalf("%+v, %v", first, err)
	}
	for i := range first {
		if i > 0 && first[i].Start.Before(first[i-1].End) {
			t.Errorf("%v overlaps %v", first[i].Start, first[i-1].End)
		}
		if first[i].Start.Before(w.clk.Now()) || len(first[i].Mediators) != 1 {
			t.Errorf("%+v", first[i])
		}
	}
	if none, err := w.Earliest(background, citizen("stranger"), Look{Case: c.ID}, 3); err == nil {
		t.Errorf("a stranger sees %v", none)
	}
}
