package dispute

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/policy"
)

// raiseEvery is how many working days a deadline that has passed rests at one level
// before the next center up is told (督办; a house rule).
const raiseEvery = 3

// wakes is when a clock next wants attention: at its end, and then every few working
// days, one level higher each time. Of the last day to ask a court the parties are
// reminded before it comes.
func (k Clock) wakes() time.Time {
	switch {
	case k.lapses() && k.Raised > 0:
		return k.Due
	case k.Raised > 0:
		return clock.National.AddWorkdays(k.RaisedAt, raiseEvery)
	case k.lapses():
		return k.Due.Add(-remindBefore)
	}
	return k.Due
}

// lapses tells whether the clock is a right of the people's, which ends with it.
func (k Clock) lapses() bool { return k.Limit == LimitConfirm || k.Limit == LimitAskReview }

// running returns the place of the clock of a limit that counts, or -1.
func (c *Case) running(l Limit) int { return c.runningOf(l, "") }

// runningOf does so for the clock of a party or a department.
func (c *Case) runningOf(l Limit, of string) int {
	return slices.IndexFunc(c.Clocks, func(k Clock) bool { return k.Limit == l && k.Of == of && k.Running() })
}

// maxRaised bounds how often a clock is told of: to four levels of centers, and once
// when it is the applicant's own or the case has ended.
func maxRaised(l Limit) int {
	switch l {
	case LimitConfirm, LimitAskReview:
		return 2 // a reminder, and its end
	case LimitSupply, LimitCourt, LimitRuling, LimitReview, LimitContact, LimitSummon:
		return 1
	}
	return 4
}

// ofCenter are the limits whose end only the center itself is told of.
var ofCenter = []Limit{LimitSupply, LimitContact, LimitSummon}

// maxSweep bounds one sweep: who comes back after a long time away must not find the
// server busy with nothing but old deadlines.
const maxSweep = 1000

var errEnough = errors.New("dispute: enough for one sweep")

// asleep stands for a case whose clocks want nothing now, but which has some.
const asleep = int64(1) << 53

// wakeMillis is when the next clock of a case wants attention; asleep for none, and 0
// when no clock is left that could go on.
func (c *Case) wakeMillis() int64 {
	var first int64
	if slices.ContainsFunc(c.Clocks, func(k Clock) bool { return k.Stopped.IsZero() }) {
		first = asleep
	}
	for _, k := range c.Clocks {
		if !k.Running() || k.Raised >= maxRaised(k.Limit) {
			continue
		}
		if ms := millis(k.wakes()); ms < first {
			first = ms
		}
	}
	return first
}

// SweepDeadlines escalates what has run out, and tells how many deadlines that was.
// It may run in several instances at once: the case's version decides.
func (s *Service) SweepDeadlines(ctx context.Context) (raised int, err error) {
	now := s.Clock.Now()
	q := docstore.Query{Where: []docstore.Cond{docstore.Between("wake", 1, millis(now)+1)}, Sort: []string{"wake"}}
	var troubles []error
	err = s.cases.Each(ctx, q, func(c *Case) error {
		for _, k := range c.Clocks {
			if !k.Running() || k.Raised >= maxRaised(k.Limit) || now.Before(k.wakes()) {
				continue
			}
			done, err := s.escalate(ctx, c.ID, k, now)
			if done {
				raised++
			}
			if raised >= maxSweep {
				return errEnough
			}
			troubles = append(troubles, err) // one case's trouble does not keep the others waiting
		}
		return ctx.Err()
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return raised, errors.Join(append(troubles, err)...)
}

func (s *Service) escalate(ctx context.Context, caseID string, k Clock, now time.Time) (done bool, err error) {
	_, err = s.update(ctx, caseID, func(c *Case) error {
		done = false
		if i := c.runningOf(k.Limit, k.Of); i < 0 || c.Clocks[i] != k {
			return docstore.ErrUnchanged // turned, or escalated by another instance, since it was read
		}
		path := s.Centers.Path(c.Center)
		above := path[min(k.Raised, len(path)-1)]
		if slices.Contains(ofCenter, k.Limit) {
			above = c.Center
		}
		if c.Offer != nil && k.Raised == 0 && (k.Limit == LimitTake || k.Limit == LimitObject) {
			above = c.Offer.To
		}
		event := Escalate
		switch {
		case k.lapses() && !now.Before(k.Due): // reminded or not: it is over
			event, above = Lapse, ""
		case slices.Contains(afterLimits, k.Limit):
			event, above = Remind, ""
		}
		done = true
		return c.Take(Command{ID: "escalate-" + string(k.Limit) + k.Of + "-" + strconv.FormatInt(millis(k.Due), 36) + "-" + strconv.Itoa(k.Raised),
			Event: event, Overdue: k.Limit, OverdueOf: k.Of, Center: above, At: now, By: policy.System.Account, Role: policy.System.Account})
	})
	return done && err == nil, err
}

// Overdue lists the open cases of a center whose deadline is past, the latest first.
func (s *Service) Overdue(ctx context.Context, center, after string, limit int) (Page, error) {
	return s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", center), docstore.Eq("live", true),
		docstore.Between("due", 1, millis(s.Clock.Now())+1)}, Sort: []string{"due"}, After: after, Limit: limit})
}

// replay computes the clocks anew from what happened: they are a function of the
// timeline, the table and the limits, so that a changed limit can be applied to the
// cases there are.
func (c *Case) replay() []Clock {
	again := &Case{Kind: c.Kind, limits: c.limits}
	for _, e := range c.Timeline {
		switch e.Event {
		case AskReview:
			again.Reviews++
		case Reopen:
			again.Reviews = 0
		}
		if rule, ok := RuleOf(e.Event); ok {
			again.turnClocks(turnOf(rule, e))
		}
	}
	return again.Clocks
}

// Replayed is a case whose clocks the present rules would set otherwise.
type Replayed struct {
	Case     string  `json:"case"`
	Number   string  `json:"number,omitempty"`
	Was, Now []Clock `json:"-"`
}

// Replay compares the running clocks of all cases with what the present rules make of
// their timelines, and hands those that differ to fn; with apply it also writes them.
func (s *Service) Replay(ctx context.Context, apply bool, fn func(Replayed) error) error {
	q := docstore.Query{Where: []docstore.Cond{docstore.AtLeast("wake", 1)}, Sort: []string{"wake"}}
	var ids []string // read first: what is written moves in the index
	if err := s.cases.Each(ctx, q, func(c *Case) error { ids = append(ids, c.ID); return nil }); err != nil {
		return err
	}
	for some := range slices.Chunk(ids, docstore.MaxPage) {
		cases, err := s.cases.GetAll(ctx, some)
		if err != nil {
			return err
		}
		limits, _ := s.Rules.Limits()
		for _, c := range cases {
			c.limits = limits
			now := c.replay()
			if slices.Equal(now, c.Clocks) {
				continue
			}
			if err := fn(Replayed{Case: c.ID, Number: c.Number, Was: c.Clocks, Now: now}); err != nil {
				return err
			}
			if !apply {
				continue
			}
			if _, err := s.update(ctx, c.ID, func(c *Case) error { c.Clocks = c.replay(); return nil }); err != nil {
				return err
			}
		}
	}
	return nil
}
