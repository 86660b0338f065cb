package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWorks(t *testing.T) {
	for day, want := range map[string]bool{
		"2026-02-13": true,  // Friday
		"2026-02-14": true,  // Saturday worked for 春节
		"2026-02-17": false, // 初一
		"2026-02-24": true,  // first day back
		"2026-02-28": true,  // Saturday worked for 春节
		"2026-03-01": false, // Sunday
		"2026-10-10": true,  // Saturday worked for 国庆节
		"2031-01-01": true,  // no table yet: a plain Wednesday
	} {
		at, err := ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := National.Works(at); got != want {
			t.Errorf("Works(%s) = %v", day, got)
		}
	}
	if National.Known(2031) || !National.Known(2026) {
		t.Error("Known")
	}
}

func TestDeadlines(t *testing.T) {
	at := time.Date(2026, 2, 13, 16, 30, 0, 0, time.UTC) // already the 14th in Shanghai
	if got := Day(National.AddWorkdays(at, 1).Add(-time.Second)); got != "2026-02-24" {
		t.Errorf("one working day after 14 February 2026 ends on %s", got)
	}
	if got := Day(National.AddDays(at, 7).Add(-time.Second)); got != "2026-02-24" {
		t.Errorf("seven days after 14 February 2026 end on %s, not after the holiday", got)
	}
}

func TestAddWorkdaysIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := time.UnixMilli(rapid.Int64Range(1735689600000, 1800000000000).Draw(t, "a"))
		later := a.Add(time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "later")))
		n := rapid.IntRange(0, 40).Draw(t, "n")
		if National.AddWorkdays(later, n).Before(National.AddWorkdays(a, n)) {
			t.Fatal("a later start gives an earlier deadline")
		}
		if n > 0 && !National.AddWorkdays(a, n).After(National.AddWorkdays(a, n-1)) {
			t.Fatal("one more day is not later")
		}
	})
}

func TestParseCalendarRefuses(t *testing.T) {
	for _, bad := range []string{"", "first,last,kind,name\n2026-01-02,2026-01-01,off,x\n",
		"first,last,kind,name\n2026-01-01,2026-01-01,maybe,x\n", "first,last,kind,name\nx,y,off,x\n"} {
		if _, err := ParseCalendar(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}
