package booking

import (
	"context"
	"slices"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

func TestTimeRunsOut(t *testing.T) {
	w := stored(t, 1, 1)
	silent := w.file("wang", "13900000001")
	a := w.mustAsk(silent, 0, w.at(0, 8, 9, 0, 2))
	w.clk.Advance(a.ReplyBy.Sub(w.clk.Now()) - time.Millisecond)
	w.sweep(t)
	if got, _ := w.Get(background, citizen("wang"), a.ID); got.State != Requested {
		t.Fatalf("%s before its time", got.State)
	}
	w.clk.Advance(time.Millisecond)
	if _, err := w.Confirm(background, w.mediator(0), a.ID); code(err) != "booking.too_late" {
		t.Errorf("confirmed too late: %v", err)
	}
	b := w.mustAsk(w.file("zhao", ""), 0, a.Place) // who wants the time clears it away
	w.sweep(t)
	w.check(t)
	if got, _ := w.Get(background, citizen("wang"), a.ID); got.State != Expired || got.Why != WhyNoReply {
		t.Fatalf("%s", got.State)
	}
	if _, err := w.Confirm(background, w.mediator(0), b.ID); err != nil {
		t.Fatal(err)
	}
	w.clk.Advance(b.End.Add(RecordWithin).Sub(w.clk.Now()))
	w.sweep(t)
	w.check(t)
	if got, _ := w.Get(background, citizen("zhao"), b.ID); got.State != Expired || got.Why != WhyUnrecorded {
		t.Fatalf("%s", got.State)
	}
}

func TestAnEndedCaseGivesItsTimeBack(t *testing.T) {
	w := stored(t, 1, 2)
	var all []*Appointment
	for i, c := range []*dispute.Case{w.file("wang", ""), w.file("zhao", ""), w.file("qian", "")} {
		all = append(all, w.mustAsk(c, 0, w.at(0, 1+i, 9, 0, 2)))
	}
	if err := w.CaseEnded(background, all[0].Case); err != nil {
		t.Fatal(err)
	}
	w.take(all[0].Case, dispute.Command{Event: dispute.Withdraw})
	w.take(all[1].Case, dispute.Command{Event: dispute.Assign, Mediator: w.account(1)})
	w.take(all[2].Case, dispute.Command{Event: dispute.Route, Center: "341800000000", Note: "由市中心办理"})
	if err := w.CaseEnded(background, all[0].Case); err != nil {
		t.Fatal(err)
	}
	if n, err := w.SweepEnded(background); n != 2 || err != nil {
		t.Fatalf("%d ended, %v", n, err)
	}
	for i, why := range []Why{WhyCaseEnded, WhyMediator, WhyCaseMoved} {
		got, err := w.Get(background, policy.System, all[i].ID)
		if err != nil || got.State != Cancelled || got.Why != why {
			t.Errorf("%v, %s", err, got.Why)
		}
	}
	w.check(t)
}

func TestPurgeKeepsWhatMatters(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "13900000001")
	a := w.mustAsk(c, 0, w.at(0, 1, 9, 0, 2))
	if _, err := w.Cancel(background, citizen("wang"), a.ID, ""); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Purge(background); n != 0 || err != nil {
		t.Fatalf("%d removed, %v", n, err)
	}
	w.clk.Advance(a.End.Add(keepFree + CellSize).Sub(monday))
	held := w.mustAsk(c, 0, w.at(0, 14, 9, 0, 2))
	if n, err := w.Purge(background); n != len(a.Parties)*2+4 || err != nil {
		t.Fatalf("%d removed, %v", n, err)
	}
	w.check(t)
	if !held.Active() {
		t.Error(held.State)
	}
}

// deaf is a case that cannot be told anything for a while.
type deaf struct {
	Cases
	closed bool
}

func (d *deaf) Apply(ctx context.Context, caseID string, cmd dispute.Command) (*dispute.Case, error) {
	if d.closed {
		return nil, fault.New(fault.Unavailable, "store.unavailable")
	}
	return d.Cases.Apply(ctx, caseID, cmd)
}

func TestTheCaseHearsEverythingInOrder(t *testing.T) {
	w := stored(t, 1, 1)
	d := &deaf{Cases: w.cases, closed: true}
	w.Cases = d
	c := w.file("wang", "13900000001")
	a := w.mustAsk(c, 0, w.at(0, 1, 9, 0, 2))
	if _, err := w.Confirm(background, w.mediator(0), a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Cancel(background, citizen("wang"), a.ID, "改天"); err != nil {
		t.Fatal(err)
	}
	if got := w.state(c.ID); got != dispute.Queued {
		t.Fatalf("the case heard of it: %s", got)
	}
	// The time is free again, but the case waits until it has heard of the first.
	for range 2 { // a retry gets the same answer
		if _, err := w.ask(c, 0, w.at(0, 1, 10, 0, 2)); code(err) != "booking.case_taken" {
			t.Errorf("%v", err)
		}
	}
	if _, err := w.ask(w.file("zhao", ""), 0, a.Place); err != nil {
		t.Errorf("%v", err)
	}
	if _, err := w.Sweep(background); err != nil { // nothing is due before the next try
		t.Errorf("%v", err)
	}
	d.closed = false
	w.clk.Advance(10 * time.Minute)
	w.sweep(t)
	w.check(t)
	var heard []dispute.Event
	now, _ := w.cases.Get(background, c.ID)
	for _, e := range now.Timeline[2:] {
		heard = append(heard, e.Event)
	}
	if !slices.Equal(heard, []dispute.Event{dispute.AskBooking, dispute.Schedule, dispute.Unschedule}) {
		t.Errorf("heard %v", heard)
	}
	w.mustAsk(c, 0, w.at(0, 1, 11, 0, 2))
	w.check(t)
}
