package booking

import (
	"slices"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
)

// toldFree are the times that a case was told of.
func (w *world) toldFree(caseID string) (all []string) {
	w.t.Helper()
	c, err := w.cases.Get(background, caseID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range c.Timeline {
		if e.Event == dispute.FreeSlot {
			all = append(all, e.Facts["start"])
			if !slices.ContainsFunc(c.Outbox, func(o dispute.Owed) bool { return o.Seq == e.Seq && o.To == c.Applicant }) {
				w.t.Error("the applicant is not told")
			}
		}
	}
	return all
}

// TestTheWaitingList: the first who waits is told first, each of another time, once.
func TestTheWaitingList(t *testing.T) {
	w := stored(t, 1, 1)
	whole := w.at(0, 1, 8, 0, 30)
	b, _, err := w.Block(background, intake(), Block{Kind: RoomClaim, Owner: whole.Room, Start: monday, End: monday.AddDate(0, 0, 20), Reason: "repair"})
	if err != nil {
		t.Fatal(err)
	}
	first, second, late := w.file("wang", ""), w.file("zhao", ""), w.file("qian", "")
	for i, c := range []*dispute.Case{first, second, late} {
		until := []string{"2026-03-10", "2026-03-10", "2026-03-03"}[i]
		if _, err := w.Queue(background, citizen(c.Applicant), c.ID, until, "", Fit{}); err != nil {
			t.Fatal(err)
		}
		w.clk.Advance(time.Second)
	}
	if _, err := w.Queue(background, citizen("stranger"), first.ID, "2026-03-10", "", Fit{}); code(err) != "case.missing" {
		t.Errorf("a stranger: %v", err)
	}
	if _, err := w.Queue(background, citizen("wang"), first.ID, "2026-03-01", "", Fit{}); fault.From(err).Field != "until" {
		t.Errorf("a day past: %v", err)
	}
	if n, err := w.SweepWaits(background); err != nil || n != 0 {
		t.Fatalf("told %d while nothing is free, %v", n, err)
	}
	w.clk.Advance(48 * time.Hour) // the last one's day is over
	if err := w.Unblock(background, intake(), b.ID); err != nil {
		t.Fatal(err)
	}
	if n, err := w.SweepWaits(background); err != nil || n != 2 {
		t.Fatalf("told %d, %v", n, err)
	}
	if n, err := w.SweepWaits(background); err != nil || n != 0 {
		t.Errorf("told %d again, %v", n, err)
	}
	one, two := w.toldFree(first.ID), w.toldFree(second.ID)
	if len(one) != 1 || len(two) != 1 || one[0] >= two[0] || len(w.toldFree(late.ID)) != 0 {
		t.Errorf("told of %v and %v", one, two)
	}
}

func TestWhoBooksWaitsNoMore(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "")
	if _, err := w.Queue(background, citizen("wang"), c.ID, "2026-03-10", w.account(0), Fit{}); err != nil {
		t.Fatal(err)
	}
	w.mustAsk(c, 0, w.at(0, 8, 9, 0, 2))
	if n, err := w.SweepWaits(background); err != nil || n != 0 || len(w.toldFree(c.ID)) != 0 {
		t.Errorf("%d, %v", n, err)
	}
	if err := w.Leave(background, citizen("wang"), c.ID); err != nil {
		t.Errorf("leaving a list that one is not on: %v", err)
	}
}

// TestArrival: at the desk, or by the code at the door, and not from home.
func TestArrival(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "")
	a := w.mustAsk(c, 0, w.at(0, 1, 9, 0, 2))
	if _, err := w.Confirm(background, w.mediator(0), a.ID); err != nil {
		t.Fatal(err)
	}
	door, err := w.DoorFor(background, intake(), a.Room)
	if err != nil || len(door) != 8 {
		t.Fatal(door, err)
	}
	if _, err := w.DoorFor(background, citizen("wang"), a.Room); code(err) != "forbidden" {
		t.Errorf("a citizen sees the code: %v", err)
	}
	if _, err := w.CheckIn(background, citizen("wang"), a.ID, "", door); code(err) != "booking.arrive_when" {
		t.Errorf("a day before: %v", err)
	}
	w.clk.Advance(a.Start.Add(-10 * time.Minute).Sub(w.clk.Now()))
	if _, err := w.CheckIn(background, citizen("wang"), a.ID, "", "ABCDEFGH"); code(err) != "booking.door" {
		t.Errorf("by another code: %v", err)
	}
	if _, err := w.CheckIn(background, citizen("stranger"), a.ID, "", door); code(err) != "booking.missing" {
		t.Errorf("a stranger: %v", err)
	}
	for range 2 {
		if a, err = w.CheckIn(background, citizen("wang"), a.ID, "", " "+door); err != nil || len(a.Arrived) != 1 || a.Arrived[0].Party != "p1" {
			t.Fatalf("%+v, %v", a, err)
		}
	}
	if a, err = w.CheckIn(background, intake(), a.ID, "p2", ""); err != nil || len(a.Arrived) != 2 {
		t.Errorf("at the desk: %v", err)
	}
	if _, err := w.CheckIn(background, intake(), a.ID, "p9", ""); code(err) != "case.unknown_party" {
		t.Error(err)
	}
}

// TestWhoStaysAwayTwice books at the center only.
func TestWhoStaysAwayTwice(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "")
	for _, day := range []int{1, 8} {
		a := w.mustAsk(c, 0, w.at(0, day, 9, 0, 2))
		if _, err := w.Confirm(background, w.mediator(0), a.ID); err != nil {
			t.Fatal(err)
		}
		w.clk.Advance(a.Start.Sub(w.clk.Now()))
		if _, err := w.CheckIn(background, intake(), a.ID, "p2", ""); err != nil {
			t.Fatal(err)
		}
		a, err := w.NoShow(background, w.mediator(0), a.ID, "", nil)
		if err != nil || !slices.Equal(a.Absent, []string{"p1"}) {
			t.Fatalf("absent %v, %v", a.Absent, err)
		}
	}
	p := w.at(0, 15, 9, 0, 2)
	if _, err := w.ask(c, 0, p); code(err) != "booking.by_center" {
		t.Errorf("a third time: %v", err)
	}
	if _, err := w.Request(background, intake(), "key-at-the-desk", Wish{Case: c.ID, Mediator: w.account(0), Place: p}); err != nil {
		t.Errorf("at the desk: %v", err)
	}
}

// TestFeed: a secret address, one at a time, that shows no name.
func TestFeed(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "")
	w.mustAsk(c, 0, w.at(0, 1, 9, 0, 2))
	token, err := w.NewFeed(background, w.mediator(0), MediatorClaim, w.account(0))
	if err != nil {
		t.Fatal(err)
	}
	all, err := w.OpenFeed(background, token)
	if err != nil || len(all) != 1 || all[0].Number == "" || all[0].RoomName != w.rooms[0].Name {
		t.Fatalf("%+v, %v", all, err)
	}
	if _, err := w.NewFeed(background, citizen("wang"), MediatorClaim, w.account(0)); code(err) != "forbidden" {
		t.Error(err)
	}
	room, err := w.NewFeed(background, intake(), RoomClaim, w.rooms[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := w.OpenFeed(background, room); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := w.NewFeed(background, w.mediator(0), MediatorClaim, w.account(0)); err != nil {
		t.Fatal(err)
	}
	if err := w.EndFeed(background, intake(), RoomClaim, w.rooms[0].ID); err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{token, room, ""} {
		if _, err := w.OpenFeed(background, old); code(err) != "not_found" {
			t.Errorf("an old address opens: %v", err)
		}
	}
}
