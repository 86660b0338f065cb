package center

import (
	"fmt"
	"slices"
	"time"

	"yanhe/backend/clock"
)

// Minute is a time of day: minutes since midnight in Shanghai, 0 to 1440. Its
// text form is HH:MM.
type Minute int

// String returns HH:MM.
func (m Minute) String() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// MarshalText writes HH:MM.
func (m Minute) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads HH:MM, from 00:00 to 24:00.
func (m *Minute) UnmarshalText(text []byte) error {
	if len(text) != 5 || text[2] != ':' {
		return fmt.Errorf("time of day %q is not HH:MM", text)
	}
	var digits [4]int
	for i, at := range []int{0, 1, 3, 4} {
		if text[at] < '0' || text[at] > '9' {
			return fmt.Errorf("time of day %q is not HH:MM", text)
		}
		digits[i] = int(text[at] - '0')
	}
	hour, minute := digits[0]*10+digits[1], digits[2]*10+digits[3]
	if minute > 59 || hour > 24 || hour == 24 && minute > 0 {
		return fmt.Errorf("time of day %q is out of range", text)
	}
	*m = Minute(hour*60 + minute)
	return nil
}

// Period is a span of the day on some days of the week: From is inclusive, To exclusive.
type Period struct {
	Days []time.Weekday `json:"days"` // 0 is Sunday
	From Minute         `json:"from"`
	To   Minute         `json:"to"`
}

// Valid tells whether the period has days and a positive length.
func (p Period) Valid() bool {
	for _, d := range p.Days {
		if d < time.Sunday || d > time.Saturday {
			return false
		}
	}
	return len(p.Days) > 0 && p.From >= 0 && p.From < p.To && p.To <= 24*60
}

// Covers tells whether start to end lies wholly within the period on one
// Shanghai day. Public holidays are the caller's matter: see clock.Calendar.
func (p Period) Covers(start, end time.Time) bool {
	s := start.In(clock.Shanghai)
	from := Minute(s.Hour()*60 + s.Minute())
	last := end.Add(-time.Nanosecond).In(clock.Shanghai)
	if !end.After(start) || clock.Day(s) != clock.Day(last) || !slices.Contains(p.Days, s.Weekday()) {
		return false
	}
	midnight := time.Date(s.Year(), s.Month(), s.Day(), 0, 0, 0, 0, clock.Shanghai)
	return from >= p.From && !end.After(midnight.Add(time.Duration(p.To)*time.Minute))
}

// OpenFor tells whether a room is open all the time from start to end.
func (r *Room) OpenFor(start, end time.Time) bool {
	return slices.ContainsFunc(r.Open, func(p Period) bool { return p.Covers(start, end) })
}

// OpenAt tells whether a time lies within the center's hours; whether it is a day of
// work is for the calendar to say.
func (c *Center) OpenAt(at time.Time) bool {
	return slices.ContainsFunc(c.Hours, func(p Period) bool { return p.Covers(at, at.Add(time.Second)) })
}
