package dispute

import (
	"slices"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/rules"
)

// Limit is a period that a rule of the table starts; catalog keys "limit.<limit>".
type Limit string

// Limits; how long each is, and where that comes from, is data (rules.Limits).
const (
	LimitModerate Limit = "moderate"
	LimitSupply   Limit = "supply"
	LimitAssign   Limit = "assign"
	LimitContact  Limit = "contact" // the other side answers an invitation
	LimitSummon   Limit = "summon"  // a department says whether it comes
	LimitTake     Limit = "take"    // a center takes over what it is offered
	LimitMediate  Limit = "mediate"
	LimitConfirm  Limit = "confirm" // to apply for judicial confirmation
	LimitCourt    Limit = "court"   // the court accepts the application or not
	LimitRuling   Limit = "ruling"  // and rules on it

	// Of petitions (信访工作条例).
	LimitRoute     Limit = "route"      // to the right body
	LimitObject    Limit = "object"     // that body objects to a wrong route
	LimitNotify    Limit = "notify"     // a written notice whether it is taken
	LimitPetition  Limit = "petition"   // an answer
	LimitAskReview Limit = "ask_review" // the petitioner asks for a review of the answer
	LimitReview    Limit = "review"
)

// Limits in the order of a case's life.
var Limits = []Limit{LimitModerate, LimitRoute, LimitSupply, LimitAssign, LimitNotify, LimitTake, LimitObject, LimitContact, LimitSummon,
	LimitMediate, LimitPetition, LimitConfirm, LimitCourt, LimitRuling, LimitAskReview, LimitReview}

// ofPetitions run only for a petition, notPetitions for all else: a petition has
// clocks of its own by law.
var (
	ofPetitions  = []Limit{LimitRoute, LimitObject, LimitNotify, LimitPetition, LimitAskReview, LimitReview}
	notPetitions = []Limit{LimitTake, LimitMediate}
)

// maxReviews: an answer is reviewed (复查), and the review once more (复核); that is
// the end of it (信访工作条例 art. 36).
const maxReviews = 2

// runs tells whether a limit applies to the case as it is.
func (c *Case) runs(l Limit) bool {
	if l == LimitAskReview && c.Reviews >= maxReviews {
		return false
	}
	return !slices.Contains(ofPetitions, l) && c.Kind != Petition || !slices.Contains(notPetitions, l) && c.Kind == Petition
}

// Clock is a running, paused or stopped period of a case.
type Clock struct {
	Limit Limit `json:"limit"`
	// Of is the party or the department that the clock runs for; "" for the case.
	Of      string    `json:"of,omitempty"`
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

// turn is what the clocks follow: an event, and what it was about.
type turn struct {
	rule Rule
	at   time.Time
	// overdue is the clock that an escalation is about, of whose clock is meant.
	overdue Limit
	of      string
}

// turnOf reads a turn back from the timeline.
func turnOf(r Rule, e Entry) turn {
	return turn{rule: r, at: e.At, overdue: Limit(e.Facts["limit"]), of: subjectOf(e.Event, e.Facts)}
}

// subjectOf is the party or department that an event turns clocks for.
func subjectOf(e Event, facts map[string]string) string {
	switch e {
	case Invite, Join, TakeStand, Statement, CorrectParty:
		return facts["party"]
	case Summon, ReplySummons:
		return facts["department"]
	}
	return facts["of"]
}

// personal are the limits that run once for each party or department.
var personal = []Limit{LimitContact, LimitSummon}

func (c *Case) turnClocks(t turn) {
	r := t.rule
	for i := range c.Clocks {
		k := &c.Clocks[i]
		if !k.Stopped.IsZero() || slices.Contains(personal, k.Limit) && k.Of != t.of && !slices.Contains(ending, r.Event) {
			continue
		}
		switch {
		case r.Event == Escalate || r.Event == Remind:
			if k.Limit == t.overdue && k.Running() {
				k.Raised++
				k.RaisedAt = t.at
			}
		case slices.Contains(r.Stops, k.Limit) || slices.Contains(r.Starts, k.Limit):
			k.Stopped = t.at // a restarted clock is a new one, the old one stays on record
		case slices.Contains(r.Pauses, k.Limit) && k.Paused.IsZero():
			k.Paused = t.at
		case slices.Contains(r.Resumes, k.Limit) && !k.Paused.IsZero():
			k.Due = workingEnd(k.Due.Add(t.at.Sub(k.Paused)))
			k.Paused = time.Time{}
		case slices.Contains(r.Extends, k.Limit):
			k.Due, k.Extended = c.extended(k.Limit, k.Due, t.at), true
			k.Raised, k.RaisedAt = 0, time.Time{}
		}
	}
	for _, l := range r.Starts {
		if !c.runs(l) {
			continue
		}
		k := Clock{Limit: l, Started: t.at, Due: c.dueOf(l, t.at)}
		if slices.Contains(personal, l) {
			k.Of = t.of
		}
		c.Clocks = append(c.Clocks, k)
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

// extended is the end of a period that is given more time: as much as its rule says,
// else once more, counted from its end, or from the extension when that comes later.
func (c *Case) extended(l Limit, due, at time.Time) time.Time {
	if due.Before(at) {
		due = at
	}
	due = due.Add(-time.Millisecond) // an end at midnight belongs to the day before
	if extra := c.rulesOf(l).Extra; extra > 0 {
		return clock.National.AddDays(due, extra)
	}
	return c.dueOf(l, due)
}

func (c *Case) dueOf(l Limit, at time.Time) time.Time {
	p := c.rulesOf(l)
	if p.Days > 0 {
		return clock.National.AddDays(at, p.Days)
	}
	return clock.National.AddWorkdays(at, p.Workdays)
}

// rulesOf is the period of a limit by the rules that the case is handled under.
func (c *Case) rulesOf(l Limit) rules.Limit {
	if c.limits == nil {
		c.limits, _ = rules.Defaults{}.Limits()
	}
	return c.limits.Of(string(l))
}
