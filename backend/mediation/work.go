package mediation

import (
	"context"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/rules"
)

// Work is what a mediator's cases came to within a time. Every share can be worked out
// from the counts, whose base is said: ended cases.
type Work struct {
	Account string `json:"account"`
	Name    string `json:"name"`
	// Ended = Written + Oral + Failed + Terminated + Other.
	Ended      int `json:"ended"`
	Written    int `json:"written"`
	Oral       int `json:"oral"`
	Failed     int `json:"failed"`
	Terminated int `json:"terminated"`
	Other      int `json:"other"` // withdrawn, transferred, merged, or a petition that was answered
	Confirmed  int `json:"confirmed" doc:"agreements that a court has confirmed"`
	// Amount is what the agreements are about, in fen; Days the mean time from the
	// naming of the mediator to the end, in tenths of a day.
	Amount int64 `json:"amount"`
	Days   int   `json:"days_tenths"`
	// Ratings is how many there are; Stars their mean in hundredths, 0 below MinRatings.
	Ratings int `json:"ratings"`
	Stars   int `json:"stars_hundredths"`
	// Allowance is what the scale gives for these cases, in fen (以案定补).
	Allowance int64 `json:"allowance"`
}

// MinRatings: of smaller groups no mean is shown, since it would tell who said what.
const MinRatings = 5

// allowance is what one ended case gives by the scale (以案定补).
func allowance(s rules.Scale, c *dispute.Case) int64 {
	switch {
	case c.Outcome == nil:
		return 0
	case c.Settled() && s.MajorFrom > 0 && c.Outcome.Amount >= s.MajorFrom:
		return s.Major
	case c.Settled() && c.Outcome.Oral:
		return s.Oral
	case c.Settled():
		return s.Written
	case len(c.Outcome.Onward) > 0:
		return s.Failed
	}
	return 0
}

// maxPeriod bounds a look at the work.
const maxPeriod = 400 * 24 * time.Hour

// WorkOf sums up the cases of a mediator that ended within a time.
func (s *Service) WorkOf(ctx context.Context, who policy.Subject, account string, from, to time.Time, scale rules.Scale) (Work, error) {
	p, err := s.may(ctx, who, policy.ReadWork, account)
	if err != nil {
		return Work{}, err
	}
	if !to.After(from) || to.Sub(from) > maxPeriod {
		return Work{}, fault.Bad("to", "mediator.period")
	}
	return s.sum(ctx, p, from, to, scale)
}

// WorkAt does so for all mediators of a center itself.
func (s *Service) WorkAt(ctx context.Context, who policy.Subject, at string, from, to time.Time, scale rules.Scale) ([]Work, error) {
	if !policy.Allows(who, policy.ReadWork, policy.Object{Centers: s.Centers.Path(at)}) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	if !to.After(from) || to.Sub(from) > maxPeriod {
		return nil, fault.Bad("to", "mediator.period")
	}
	people, err := s.Staff.People(ctx, at)
	if err != nil {
		return nil, err
	}
	all := []Work{}
	for _, p := range people {
		if p.Center != at {
			continue
		}
		w, err := s.sum(ctx, p, from, to, scale)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

func (s *Service) sum(ctx context.Context, p Person, from, to time.Time, scale rules.Scale) (Work, error) {
	w := Work{Account: p.Account, Name: p.Name}
	var took time.Duration
	stars := 0
	err := s.Cases.EachEnded(ctx, p.Account, from, to, func(c *dispute.Case) error {
		w.add(c)
		w.Allowance += allowance(scale, c)
		if !c.AssignedAt.IsZero() {
			took += c.Ended.Sub(c.AssignedAt)
		}
		for _, r := range c.Ratings {
			w.Ratings++
			stars += r.Stars
		}
		return nil
	})
	if w.Ended > 0 {
		w.Days = int(took.Hours() / 24 * 10 / float64(w.Ended))
	}
	if w.Ratings >= MinRatings {
		w.Stars = stars * 100 / w.Ratings
	}
	return w, err
}

func (w *Work) add(c *dispute.Case) {
	w.Ended++
	switch {
	case c.Settled() && c.Outcome.Oral:
		w.Oral++
	case c.Settled():
		w.Written++
	case c.Outcome != nil && len(c.Outcome.Onward) > 0:
		w.Failed++
	case c.Outcome != nil:
		w.Terminated++
	default:
		w.Other++
	}
	if c.Settled() {
		w.Amount += c.Outcome.Amount
	}
	if c.Confirmation != nil && c.Confirmation.Result == "confirmed" {
		w.Confirmed++
	}
}
