package center

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/clock"
)

func FuzzMinute(f *testing.F) {
	for _, s := range []string{"08:30", "24:00", "24:01", "9:00", "ab:cd", "00:60"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var m Minute
		if m.UnmarshalText([]byte(s)) != nil {
			return
		}
		if m < 0 || m > 24*60 || m.String() != s {
			t.Fatalf("%q became %d, %s", s, m, m)
		}
	})
}

func TestMinuteRefuses(t *testing.T) {
	for _, bad := range []string{"", "8:30", "08:60", "24:01", "25:00", "08-30", "0x:30"} {
		var m Minute
		if m.UnmarshalText([]byte(bad)) == nil {
			t.Errorf("%q read as %s", bad, m)
		}
	}
}

// A span is covered if each of its minutes is a minute of the period on one day.
func TestCoversIsMinuteByMinute(t *testing.T) {
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, clock.Shanghai)
	rapid.Check(t, func(t *rapid.T) {
		from := Minute(rapid.IntRange(0, 1439).Draw(t, "from"))
		p := Period{From: from, To: from + Minute(rapid.IntRange(1, 1440-int(from)).Draw(t, "length")),
			Days: rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) time.Weekday {
				return time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))
			}), 1, 7, rapid.ID).Draw(t, "days")}
		start := monday.Add(time.Duration(rapid.IntRange(0, 7*1440).Draw(t, "start")) * time.Minute)
		length := rapid.IntRange(0, 1500).Draw(t, "minutes")

		want := length > 0
		for i := range length {
			at := start.Add(time.Duration(i) * time.Minute)
			minute := Minute(at.Hour()*60 + at.Minute())
			onDay := false
			for _, d := range p.Days {
				onDay = onDay || d == at.Weekday()
			}
			want = want && onDay && minute >= p.From && minute < p.To && clock.Day(at) == clock.Day(start)
		}
		got := p.Covers(start.UTC(), start.Add(time.Duration(length)*time.Minute).UTC())
		if got != want {
			t.Fatalf("%v, %s for %d minutes: %v", p, start, length, got)
		}
	})
}
