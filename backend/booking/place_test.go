package booking

import (
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
)

func TestRulesOfSlots(t *testing.T) {
	room := newTown(1, 1).rooms[0]
	for _, c := range []struct {
		name       string
		now        string
		start, end string
		code       string
	}{
		{"an hour in the morning", "2026-03-02 08:00", "2026-03-03 09:00", "2026-03-03 10:00", ""},
		{"from opening", "2026-03-02 08:00", "2026-03-03 08:30", "2026-03-03 09:00", ""},
		{"until closing", "2026-03-02 08:00", "2026-03-03 16:00", "2026-03-03 17:30", ""},
		{"before opening", "2026-03-02 08:00", "2026-03-03 08:00", "2026-03-03 09:00", "booking.closed"},
		{"after closing", "2026-03-02 08:00", "2026-03-03 17:00", "2026-03-03 18:00", "booking.closed"},
		{"over noon", "2026-03-02 08:00", "2026-03-03 11:30", "2026-03-03 14:30", "booking.closed"},
		{"off the grid", "2026-03-02 08:00", "2026-03-03 09:10", "2026-03-03 10:10", "booking.grid"},
		{"no length", "2026-03-02 08:00", "2026-03-03 09:00", "2026-03-03 09:00", "booking.length"},
		{"backwards", "2026-03-02 08:00", "2026-03-03 10:00", "2026-03-03 09:00", "booking.length"},
		{"nine cells", "2026-03-02 08:00", "2026-03-03 09:00", "2026-03-03 13:30", "booking.length"},
		{"two hours from now", "2026-03-03 07:00", "2026-03-03 09:00", "2026-03-03 10:00", ""},
		{"too soon", "2026-03-03 07:01", "2026-03-03 09:00", "2026-03-03 10:00", "booking.too_soon"},
		{"past", "2026-03-04 07:00", "2026-03-03 09:00", "2026-03-03 10:00", "booking.too_soon"},
		{"sixty days ahead", "2026-03-02 09:00", "2026-04-30 09:00", "2026-04-30 10:00", ""},
		{"sixty-one days ahead", "2026-03-06 08:59", "2026-05-06 09:00", "2026-05-06 10:00", "booking.too_far"},
		{"a Saturday", "2026-03-02 08:00", "2026-03-07 09:00", "2026-03-07 10:00", "booking.day_off"},
		{"春节", "2026-02-10 08:00", "2026-02-18 09:00", "2026-02-18 10:00", "booking.day_off"},
		{"清明 on a Monday", "2026-03-20 08:00", "2026-04-06 09:00", "2026-04-06 10:00", "booking.day_off"},
		{"调休: a Saturday worked for 春节", "2026-02-10 08:00", "2026-02-14 09:00", "2026-02-14 10:00", ""},
		{"调休: a Saturday outside Monday's hours", "2026-02-10 08:00", "2026-02-14 12:00", "2026-02-14 13:00", "booking.closed"},
		{"调休: a Sunday worked for 国庆", "2026-09-10 08:00", "2026-09-20 14:00", "2026-09-20 15:00", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Place{Room: room.ID, Start: shanghai(t, c.start), End: shanghai(t, c.end)}
			err := p.check(room, shanghai(t, c.now))
			if c.code == "" && err != nil {
				t.Fatal(err)
			}
			if c.code != "" && (err == nil || fault.From(err).Code != c.code || fault.From(err).Field == "") {
				t.Fatalf("%v, not %s", err, c.code)
			}
		})
	}
}

func shanghai(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestARoomThatNamesItsSaturdayKeepsItsOwnHours(t *testing.T) {
	room := newTown(1, 1).rooms[0]
	saturday := room.Open[0]
	saturday.Days, saturday.From, saturday.To = []time.Weekday{time.Saturday}, 9*60, 10*60
	room.Open = append(room.Open, saturday)
	for hour, open := range map[string]bool{"09:00": true, "10:00": false} {
		start := shanghai(t, "2026-02-14 "+hour)
		if openFor(room, start, start.Add(time.Hour)) != open {
			t.Errorf("open at %s: %v", hour, !open)
		}
	}
}

func TestARoomsCoarserGridHolds(t *testing.T) {
	room := newTown(1, 1).rooms[0]
	room.CellMinutes = 60
	if aligned(shanghai(t, "2026-03-03 09:30"), room) || !aligned(shanghai(t, "2026-03-03 09:00"), room) {
		t.Error("a room of whole hours takes half ones, or refuses whole ones")
	}
}

func TestReplyBy(t *testing.T) {
	for _, c := range []struct{ now, start, by string }{
		{"2026-03-02 10:00", "2026-03-20 09:00", "2026-03-06 00:00"}, // the end of Thursday
		{"2026-03-02 10:00", "2026-03-03 09:00", "2026-03-03 09:00"},
		{"2026-03-05 10:00", "2026-03-20 09:00", "2026-03-11 00:00"}, // over a weekend
		{"2026-02-12 10:00", "2026-03-20 09:00", "2026-02-25 00:00"}, // over 春节, with a worked Saturday
	} {
		if got := replyBy(shanghai(t, c.now), shanghai(t, c.start)); !got.Equal(shanghai(t, c.by)) {
			t.Errorf("asked %s for %s: reply by %s", c.now, c.start, got.In(clock.Shanghai))
		}
	}
}
