package dispute

import (
	"context"
	"slices"
	"strconv"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Confirmation is what came of the joint application to a court to confirm the
// agreement (司法确认, 人民调解法 art. 33).
type Confirmation struct {
	Asked time.Time `json:"asked"`
	// Court and its receipt number, as the parties or the court say.
	Court   string    `json:"court"`
	Receipt string    `json:"receipt,omitempty"`
	Result  string    `json:"result,omitempty"` // one of ConfirmResults
	At      time.Time `json:"at,omitzero"`
}

// ConfirmChecks are what must hold before a court is asked (最高人民法院关于人民调解协议
// 司法确认程序的若干规定 art. 4, 7): all of them.
var ConfirmChecks = []string{
	"joint",      // both sides apply together
	"not_status", // it is not about marriage, parentage or another status
	"not_title",  // nor about who owns or holds property
	"lawful",     // it harms nobody and breaks no law
}

// ConfirmResults end an application.
var ConfirmResults = []string{"confirmed", "rejected", "not_accepted", "withdrawn"}

// remindBefore is how long before the last day the parties are reminded.
const remindBefore = 5 * 24 * time.Hour

// FollowUp is a later look at an ended case (回访).
type FollowUp struct {
	ID     string    `json:"id"`   // "f1", "f2", … within the case
	Kind   string    `json:"kind"` // one of FollowUpKinds
	Due    time.Time `json:"due"`
	Done   time.Time `json:"done,omitzero"`
	Result string    `json:"result,omitempty"` // one of FollowUpResults
	By     string    `json:"by,omitempty"`
}

// FollowUpKinds say why a case is looked at again.
var FollowUpKinds = []string{
	"performance", // is the agreement kept? (人民调解法 art. 31)
	"rating",      // a party was not content
	"visit",       // staff want to know how things are
}

// FollowUpResults: what was found.
var FollowUpResults = []string{"kept", "partly", "broken", "explained", "unreachable"}

const (
	// contentFrom is the number of stars from which a rating needs no follow-up.
	contentFrom = 4
	// ratingWithin is in how many working days a bad rating or a breach is followed up (house rule).
	ratingWithin = 5
	// performAfter is when an agreement is looked at that names no day (house rule).
	performAfter = 30
	maxFollowUps = 30
)

// plan adds a follow-up.
func (c *Case) plan(kind string, due time.Time) {
	c.FollowUps = append(c.FollowUps, FollowUp{ID: "f" + strconv.Itoa(len(c.FollowUps)+1), Kind: kind, Due: due})
}

// planAfter plans what an event asks to be looked at later.
func (c *Case) planAfter(cmd Command) {
	switch {
	case cmd.Event == Settle && !c.Outcome.PerformBy.IsZero():
		c.plan("performance", clock.National.AddWorkdays(c.Outcome.PerformBy, 1))
	case cmd.Event == Settle:
		c.plan("performance", clock.National.AddDays(cmd.At, performAfter))
	case cmd.Event == Rate && cmd.Stars < contentFrom:
		c.plan("rating", clock.National.AddWorkdays(cmd.At, ratingWithin))
	case cmd.Event == Breach:
		c.lookSoon(clock.National.AddWorkdays(cmd.At, ratingWithin))
	case cmd.Event == PlanFollowUp:
		c.plan(cmd.FollowUp.Kind, cmd.FollowUp.Due)
	}
}

// lookSoon plans a look at whether the agreement is kept. One that is planned already is
// made earlier instead: who reports the same breach many times plans it once.
func (c *Case) lookSoon(due time.Time) {
	for i := range c.FollowUps {
		if f := &c.FollowUps[i]; f.Kind == "performance" && f.Done.IsZero() {
			if due.Before(f.Due) {
				f.Due = due
			}
			return
		}
	}
	if len(c.FollowUps) < maxFollowUps {
		c.plan("performance", due)
	}
}

func (c *Case) followUp(id string) int {
	return slices.IndexFunc(c.FollowUps, func(f FollowUp) bool { return f.ID == id })
}

func (c *Case) done(cmd Command) {
	f := &c.FollowUps[c.followUp(cmd.FollowUp.ID)]
	f.Done, f.Result, f.By = cmd.At, cmd.FollowUp.Result, cmd.By
}

// followMillis is when the next follow-up is due; 0 for none.
func (c *Case) followMillis() int64 {
	var first int64
	for _, f := range c.FollowUps {
		if ms := millis(f.Due); f.Done.IsZero() && (first == 0 || ms < first) {
			first = ms
		}
	}
	return first
}

func (c *Case) lacksFollowUp(need Need, cmd Command) error {
	f := cmd.FollowUp
	if f == nil {
		return fault.Bad("follow_up", "required")
	}
	if need == NeedPlan {
		switch {
		case !slices.Contains(FollowUpKinds, f.Kind):
			return fault.Bad("kind", "follow_up.kind")
		case !f.Due.After(cmd.At) || f.Due.After(cmd.At.AddDate(3, 0, 0)):
			return fault.Bad("due", "follow_up.due")
		case len(c.FollowUps) >= maxFollowUps:
			return fault.New(fault.Conflict, "follow_up.too_many").With("limit", maxFollowUps)
		}
		return nil
	}
	i := c.followUp(f.ID)
	switch {
	case i < 0:
		return fault.New(fault.NotFound, "follow_up.missing")
	case !c.FollowUps[i].Done.IsZero():
		return fault.New(fault.Conflict, "follow_up.done")
	case !slices.Contains(FollowUpResults, f.Result):
		return fault.Bad("result", "follow_up.result")
	}
	return nil
}

func (c *Case) lacksConfirmation(need Need, cmd Command) error {
	switch need {
	case NeedConfirmable:
		i := c.running(LimitConfirm)
		for _, check := range ConfirmChecks {
			if !slices.Contains(cmd.Checks, check) {
				return fault.Bad("checks", "confirm.checks")
			}
		}
		if i < 0 || !cmd.At.Before(c.Clocks[i].Due) {
			return fault.New(fault.Conflict, "confirm.late")
		}
		if cmd.Confirmation == nil || cmd.Confirmation.Court == "" {
			return fault.Bad("court", "required")
		}
		return nil
	case NeedRuling:
		if i := c.running(LimitRuling); i < 0 || c.Clocks[i].Extended {
			return fault.New(fault.Conflict, "confirm.no_ruling")
		}
	case NeedResult:
		if cmd.Confirmation == nil || !slices.Contains(ConfirmResults, cmd.Confirmation.Result) {
			return fault.Bad("result", "confirm.result")
		}
	}
	if c.Confirmation == nil || c.Confirmation.Result != "" {
		return fault.New(fault.Conflict, "confirm.not_asked")
	}
	return nil
}

// FollowUps lists the cases of a center with an open follow-up, the first due first.
func (s *Service) FollowUps(ctx context.Context, center, after string, limit int) (Page, error) {
	return s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", center),
		docstore.AtLeast("follow", 1)}, Sort: []string{"follow"}, After: after, Limit: limit})
}
