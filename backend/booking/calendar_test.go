package booking

import (
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

func TestCalendars(t *testing.T) {
	w := stored(t, 2, 2)
	for i := range 5 {
		w.mustAsk(w.file("wang"+string(rune('a'+i)), ""), 0, w.at(i%2, 1+i%2, 9+i/2, 0, 1))
	}
	from, to := w.at(0, 1, 0, 0, 1).Start, w.at(0, 3, 0, 0, 1).Start
	seen, after := 0, ""
	var last time.Time
	for {
		page, err := w.OfMediator(background, w.mediator(0), w.account(0), from, to, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Items {
			if a.Start.Before(last) {
				t.Error("not by start")
			}
			seen, last = seen+1, a.Start
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if seen != 5 {
		t.Errorf("%d of 5", seen)
	}
	for who, want := range map[string]int{w.account(0): 3, w.account(1): 0} {
		page, err := w.OfRoom(background, mediator(who), w.rooms[0].ID, from, to, "", 10)
		if err != nil || len(page.Items) != want {
			t.Errorf("%s sees %d in the room, %v", who, len(page.Items), err)
		}
	}
}

func TestSlotsAreWhatIsFree(t *testing.T) {
	w := stored(t, 1, 2)
	c := w.file("wang", "13900000001")
	look := Look{Case: c.ID, From: clock.Day(monday.AddDate(0, 0, 1)), Days: 2, Cells: 2}
	count := func(who policy.Subject) (n, both int) {
		t.Helper()
		slots, err := w.Slots(background, who, look)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slots {
			if len(s.Mediators) == 2 {
				both++
			}
		}
		return len(slots), both
	}
	// 8:30–12:00 and 14:00–17:30: six slots of an hour each, a half-hour apart.
	if n, both := count(citizen("wang")); n != 24 || both != 24 {
		t.Fatalf("%d slots, %d with both mediators", n, both)
	}
	w.mustAsk(w.file("zhao", ""), 0, w.at(0, 1, 9, 0, 1)) // takes 8:30 and 9:00
	if n, both := count(citizen("wang")); n != 22 || both != 22 {
		t.Fatalf("%d slots, %d with both mediators", n, both)
	}
	a := w.mustAsk(c, 1, w.at(0, 2, 9, 0, 2))
	if n, _ := count(w.mediator(1)); n != 22 { // its own time does not stand in its way
		t.Fatalf("%d slots", n)
	}
	if _, err := w.Slots(background, citizen("stranger"), look); code(err) != "case.missing" {
		t.Errorf("%v", err)
	}
	for _, bad := range []Look{{Case: c.ID, From: "3月2日", Days: 1}, {Case: c.ID, From: look.From, Days: 15}} {
		if _, err := w.Slots(background, citizen("wang"), bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	// Every slot offered can be had.
	if _, err := w.Cancel(background, citizen("wang"), a.ID, ""); err != nil {
		t.Fatal(err)
	}
	slots, err := w.Slots(background, citizen("wang"), look)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slots {
		a, err := w.Request(background, citizen("wang"), "slot-"+s.Start.String(), Wish{Case: c.ID, Mediator: s.Mediators[0].Account, Place: s.Place})
		if err != nil {
			t.Fatalf("%v: %v", s.Place, err)
		}
		if _, err := w.Cancel(background, citizen("wang"), a.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	w.check(t)
}
