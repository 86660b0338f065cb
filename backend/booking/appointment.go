package booking

import (
	"slices"
	"strconv"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
)

// State is the word for where an appointment stands; catalog keys "appointment_state.<state>".
type State string

// States. The first four are active: they hold claims.
const (
	Claiming  State = "claiming"  // its cells are being claimed; nobody sees it yet
	Requested State = "requested" // 待调解员确认
	Proposed  State = "proposed"  // 调解员提议改期: holds the proposed time
	Confirmed State = "confirmed" // 已确认
	Declined  State = "declined"  // 调解员未接受
	Cancelled State = "cancelled" // 已取消
	Expired   State = "expired"   // 逾期: nobody answered, or nobody recorded what became of it
	Done      State = "done"      // 已进行
	NoShow    State = "no_show"   // 未到场
)

// Why is the reason for an end that no person gave; catalog keys "appointment_why.<why>".
type Why string

// Reasons.
const (
	WhyLost       Why = "lost"           // somebody else had the time, or claiming took too long
	WhyNoReply    Why = "no_reply"       // the time to answer has passed
	WhyRejected   Why = "rejected"       // a party did not want the proposed time
	WhyCaseEnded  Why = "case_ended"     // withdrawn, settled, terminated, transferred…
	WhyCaseMoved  Why = "case_moved"     // the case went to another center
	WhyMediator   Why = "other_mediator" // the case was given to another mediator
	WhyUnrecorded Why = "unrecorded"     // nobody wrote down whether it took place
	WhyNoShow     Why = "no_show"
)

// Lease is how long claiming may take; afterwards anybody may end it.
const Lease = time.Minute

// RecordWithin is how long after its end a confirmed appointment waits for the
// mediator to start the case or to say that nobody came (house rule).
const RecordWithin = 24 * time.Hour

// keepLost is how long an appointment that never came to be is kept, so that a
// retry of its request gets the same answer.
const keepLost = 7 * 24 * time.Hour

// Appointment is room, mediator and time for a case. Place is what it holds: of a
// proposed one the time that the mediator proposed.
type Appointment struct {
	docstore.Meta
	Case     string `json:"case"`
	Center   string `json:"center"` // of the case when it was asked for
	Mediator string `json:"mediator"`
	Place
	Fit
	// Wish is what was first asked for.
	Wish Place `json:"wish"`
	// Parties are the owners of its party claims, Accounts those of them who have one.
	Parties  []string `json:"parties"`
	Accounts []string `json:"accounts,omitempty"`
	State    State    `json:"state"`
	Why      Why      `json:"why,omitempty"`
	// LostTo is what somebody else had, for a request that lost.
	LostTo Kind `json:"lost_to,omitempty"`
	// Fingerprint tells a retry of a request from another one under the same key.
	Fingerprint string    `json:"fingerprint"`
	AskedBy     string    `json:"asked_by"`
	Asked       time.Time `json:"asked"`
	ReplyBy     time.Time `json:"reply_by,omitzero"`
	Ended       time.Time `json:"ended,omitzero"`
	// Holds counts the times it began to claim cells; LeaseEnds ends the first.
	Holds     int64     `json:"holds"`
	LeaseEnds time.Time `json:"lease_ends,omitzero"`
	// Moving is the time it is about to move to, while those cells are being claimed.
	Moving  *Move  `json:"moving,omitempty"`
	History []Step `json:"history,omitempty"`
	// Reminded: those who are to come have been reminded of this very time.
	Reminded bool `json:"reminded,omitempty"`
	// Arrived are the parties who were there, Absent those for whom it did not take place.
	Arrived []Arrival `json:"arrived,omitempty"`
	Absent  []string  `json:"absent,omitempty"`
	// Sync is what the case has yet to be told, the oldest first.
	Sync []Owed `json:"sync,omitempty"`
}

// Move is a change of time under way.
type Move struct {
	Place
	Hold      int64     `json:"hold"`
	LeaseEnds time.Time `json:"lease_ends"`
}

// Step is one line of an appointment's history: appended, never edited.
type Step struct {
	Seq  int       `json:"seq"`
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Role string    `json:"role"`
	To   State     `json:"to"`
	Why  Why       `json:"why,omitempty"`
	// Note is sealed free text.
	Note string `json:"note,omitempty"`
	Place
}

// Owed is an event that the case has to be told. The last line of the history at
// the time it was owed says who did what.
type Owed struct {
	// ID is the command id: appointment and line of the history.
	ID    string        `json:"id"`
	Event dispute.Event `json:"event"`
	Step  int           `json:"step"`
	Due   time.Time     `json:"due"`
	Tries int           `json:"tries,omitempty"`
}

var active = []State{Claiming, Requested, Proposed, Confirmed}

// Active tells whether the appointment holds its cells.
func (a *Appointment) Active() bool { return slices.Contains(active, a.State) }

// asked tells whether it ever came to be; what did not shows in no list.
func (a *Appointment) asked() bool { return a.State != Claiming && a.Why != WhyLost }

// needs tells whether the appointment needs a claim. It looks at nothing but the
// document: a lease that has passed counts until somebody has ended it.
func (a *Appointment) needs(c *Claim) bool {
	if c.Kind == CaseClaim {
		return c.Owner == a.Case && (a.Active() || len(a.Sync) > 0)
	}
	return a.Active() && (a.holds(a.Place, c) || a.Moving != nil && a.holds(a.Moving.Place, c))
}

// holds tells whether a claim is one of those for a place.
func (a *Appointment) holds(p Place, c *Claim) bool {
	if first, past := p.cells(); c.Cell < first || c.Cell >= past {
		return false
	}
	switch c.Kind {
	case RoomClaim:
		return c.Owner == p.Room
	case MediatorClaim:
		return c.Owner == a.Mediator
	case PartyClaim:
		return slices.Contains(a.Parties, c.Owner)
	}
	return false
}

// claimsFor lists the claims for a place, by owner; the room's come first.
func (a *Appointment) claimsFor(p Place) [][]*Claim {
	groups := [][]*Claim{cellsOf(RoomClaim, p.Room, p), cellsOf(MediatorClaim, a.Mediator, p)}
	for _, key := range a.Parties {
		groups = append(groups, cellsOf(PartyClaim, key, p))
	}
	return groups
}

func (a *Appointment) caseClaim() *Claim { return newClaim(CaseClaim, a.Case, 0) }

// actor is who changes an appointment, and as what.
type actor struct{ account, role string }

// turn brings the appointment into a state and appends that to its history. A non-empty
// event is owed to the case by the same write.
func (a *Appointment) turn(now time.Time, by actor, to State, why Why, event dispute.Event) {
	a.State, a.Why = to, why
	a.Moving, a.LeaseEnds, a.ReplyBy, a.Reminded = nil, time.Time{}, time.Time{}, false
	switch to {
	case Requested, Proposed:
		a.ReplyBy = replyBy(now, a.Start)
	case Declined, Cancelled, Expired, Done, NoShow:
		a.Ended = now
	}
	seq := len(a.History) + 1
	a.History = append(a.History, Step{Seq: seq, At: now, By: by.account, Role: by.role, To: to, Why: why, Place: a.Place})
	if event != "" {
		a.Sync = append(a.Sync, Owed{ID: a.ID + "-" + strconv.Itoa(seq), Event: event, Step: seq, Due: now})
	}
}

// RemindBefore is how long before an appointment those who are to come are reminded.
const RemindBefore = 24 * time.Hour

// remindAt is when to remind of a confirmed appointment; zero when that is done, or
// when it was confirmed later than that.
func (a *Appointment) remindAt() time.Time {
	at := a.Start.Add(-RemindBefore)
	if a.State != Confirmed || a.Reminded || len(a.History) == 0 || !a.History[len(a.History)-1].At.Before(at) {
		return time.Time{}
	}
	return at
}

// remind owes the case a reminder.
func (a *Appointment) remind(now time.Time) {
	a.Reminded = true
	a.Sync = append(a.Sync, Owed{ID: a.ID + "-remind-" + strconv.Itoa(len(a.History)), Event: dispute.RemindBooking, Step: len(a.History), Due: now})
}

// due is when the sweeper has to look at the appointment; zero for never.
func (a *Appointment) due() time.Time {
	var first time.Time
	at := func(t time.Time) {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	switch {
	case a.State == Confirmed:
		at(a.End.Add(RecordWithin))
		at(a.remindAt())
	case a.Active():
		at(a.LeaseEnds)
		at(a.ReplyBy)
	case a.Why == WhyLost:
		at(a.Ended.Add(keepLost))
	}
	if a.Moving != nil {
		at(a.Moving.LeaseEnds)
	}
	if len(a.Sync) > 0 {
		at(a.Sync[0].Due)
	}
	return first
}
