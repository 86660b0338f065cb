package dispute

import (
	"slices"
	"time"

	"yanhe/backend/clock"
)

// Limit is a period that a rule of the table starts; catalog keys "limit.<limit>".
type Limit string

// Limits.
const (
	LimitModerate Limit = "moderate"
	LimitSupply   Limit = "supply"
	LimitAssign   Limit = "assign"
	LimitMediate  Limit = "mediate"
	LimitConfirm  Limit = "confirm" // to apply for judicial confirmation
	LimitCourt    Limit = "court"   // the court accepts the application or not
	LimitRuling   Limit = "ruling"  // and rules on it
)

// limits say how long each period is and where that comes from. Periods in
// working days use the national calendar.
var limits = map[Limit]struct {
	workdays, days int
}{
	LimitModerate: {workdays: 2},  // house rule for 即接即办: looked at by the end of the second working day
	LimitSupply:   {workdays: 10}, // house rule: time for the applicant to bring what is missing
	LimitAssign:   {workdays: 3},  // 人民法院在线调解规则: a mediator is appointed within 3 working days
	LimitMediate:  {days: 30},     // 人民调解工作若干规定: normally done within one month
	LimitConfirm:  {days: 30},     // 人民调解法 art. 33: within 30 days of the agreement
	LimitCourt:    {days: 3},      // 司法确认程序若干规定 art. 4: decided within 3 days
	LimitRuling:   {days: 15},     // art. 5: within 15 days, 10 more at most
}

// Clock is a running, paused or stopped period of a case.
type Clock struct {
	Limit   Limit     `json:"limit"`
	Started time.Time `json:"started"`
	Due     time.Time `json:"due"`
	Paused  time.Time `json:"paused,omitzero"`
	Stopped time.Time `json:"stopped,omitzero"`
	// Extended: its period was given once more.
	Extended bool `json:"extended,omitempty"`
	// Raised counts how often its end has been escalated, the last time at RaisedAt.
	Raised   int       `json:"raised,omitempty"`
	RaisedAt time.Time `json:"raised_at,omitzero"`
}

// Running tells whether the clock counts.
func (k Clock) Running() bool { return k.Stopped.IsZero() && k.Paused.IsZero() }

// Light is the time-limit light: it is not the risk light.
type Light string

// Lights; catalog keys "light.<light>".
const (
	Green  Light = "green"
	Yellow Light = "yellow" // from 70 % of the period
	Red    Light = "red"    // past its end
	Dark   Light = ""       // nothing runs
)

// Light tells the clock's light at a time.
func (k Clock) Light(at time.Time) Light {
	switch {
	case !k.Running():
		return Dark
	case !at.Before(k.Due):
		return Red
	case at.Sub(k.Started)*10 >= k.Due.Sub(k.Started)*7:
		return Yellow
	}
	return Green
}

// Due returns the clock that runs out first, or false when none runs.
func (c *Case) Due() (Clock, bool) {
	var first Clock
	found := false
	for _, k := range c.Clocks {
		if k.Running() && (!found || k.Due.Before(first.Due)) {
			first, found = k, true
		}
	}
	return first, found
}

func (c *Case) turnClocks(r Rule, at time.Time, overdue Limit) {
	if i := c.running(overdue); (r.Event == Escalate || r.Event == Remind) && i >= 0 {
		c.Clocks[i].Raised++
		c.Clocks[i].RaisedAt = at
	}
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if !k.Stopped.IsZero() {
			continue
		}
		switch {
		case slices.Contains(r.Stops, k.Limit) || slices.Contains(r.Starts, k.Limit):
			k.Stopped = at // a restarted clock is a new one, the old one stays on record
		case slices.Contains(r.Pauses, k.Limit) && k.Paused.IsZero():
			k.Paused = at
		case slices.Contains(r.Resumes, k.Limit) && !k.Paused.IsZero():
			k.Due = workingEnd(k.Due.Add(at.Sub(k.Paused)))
			k.Paused = time.Time{}
		case slices.Contains(r.Extends, k.Limit):
			k.Due, k.Extended = extended(k.Limit, k.Due, at), true
			k.Raised, k.RaisedAt = 0, time.Time{}
		}
	}
	for _, l := range r.Starts {
		c.Clocks = append(c.Clocks, Clock{Limit: l, Started: at, Due: dueOf(l, at)})
	}
}

// workingEnd moves an end that falls on a day off to the end of the next working
// day (民法典 art. 203), so that no time that was left runs out in the holidays.
func workingEnd(end time.Time) time.Time {
	if last := end.Add(-time.Millisecond); !clock.National.Works(last) {
		return clock.National.AddDays(last, 0)
	}
	return end
}

// extended is the end of a period that is given once more: counted from its end, or
// from the extension when that comes later.
func extended(l Limit, due, at time.Time) time.Time {
	if due.Before(at) {
		due = at
	}
	return dueOf(l, due.Add(-time.Millisecond)) // an end at midnight belongs to the day before
}

func dueOf(l Limit, at time.Time) time.Time {
	p := limits[l]
	if p.days > 0 {
		return clock.National.AddDays(at, p.days)
	}
	return clock.National.AddWorkdays(at, p.workdays)
}
