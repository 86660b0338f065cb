package dispute

import (
	"context"
	"math"
	"time"

	"yanhe/backend/docstore"
)

// MaxAhead bounds how far a position is counted; behind it a screen says "more than".
const MaxAhead = 499

// speedWindow is the time over which the queue's speed is measured.
const speedWindow = 28 * 24 * time.Hour

// fewest is how many cases must have left the queue in that time for an
// estimate to be honest: below it the range says next to nothing.
const fewest = 5

// Place is where a case stands in its queue.
type Place struct {
	// Waiting is false for a case that is not in the queue.
	Waiting bool `json:"waiting"`
	// Ahead is how many come first; More says that there are more than that.
	Ahead int64 `json:"ahead"`
	More  bool  `json:"more"`
	// Known says whether Low to High, in calendar days, is an honest range; Why
	// else gives the reason, catalog key "queue.unknown_<why>".
	Known bool   `json:"known"`
	Why   string `json:"why,omitempty"`
	Low   int    `json:"low"`
	High  int    `json:"high"`
}

// Queue lists the center queue in its order: risk, deadline, acceptance.
func (s *Service) Queue(ctx context.Context, center, after string, limit int) (Page, error) {
	return s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", center),
		docstore.AtLeast("rank", "0")}, Sort: []string{"rank"}, After: after, Limit: limit})
}

// Position tells where a case stands and when its turn may come. Both counts are
// bounded, so it costs the same however long the queue is.
func (s *Service) Position(ctx context.Context, c *Case) (Place, error) {
	rank := c.rank()
	if rank == "" {
		return Place{}, nil
	}
	p := Place{Waiting: true}
	ahead, err := s.cases.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", c.Center),
		docstore.Between("rank", "0", rank)}}, MaxAhead+1)
	if err != nil {
		return p, err
	}
	if ahead > MaxAhead {
		p.Ahead, p.More, p.Why = MaxAhead, true, "long"
		return p, nil
	}
	p.Ahead = ahead
	now := s.Clock.Now()
	left, err := s.cases.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", c.Center),
		docstore.Between("left", now.Add(-speedWindow).UnixMilli(), now.UnixMilli()+1)}}, 2*MaxAhead)
	if err != nil {
		return p, err
	}
	p.estimate(left)
	return p, nil
}

// nineOfTen is the normal quantile that leaves one in twenty on either side.
const nineOfTen = 1.645

// estimate turns the number of cases that left in the window into a range of
// days that holds nine times out of ten, if cases leave as a Poisson stream: both
// the speed and the time that so many departures take are chance then, and their
// ratio is F-distributed.
func (p *Place) estimate(left int64) {
	if left < fewest {
		p.Why = "few"
		return
	}
	days := speedWindow.Hours() / 24
	n, turn := float64(left), float64(p.Ahead+1)
	p.Known = true
	p.Low = int(math.Floor(turn * days / (n + 1) * fQuantile(turn, n+1, -nineOfTen)))
	p.High = int(math.Ceil(turn * days / n * fQuantile(turn, n, nineOfTen)))
}

// fQuantile approximates the quantile of the F distribution with 2a and 2b
// degrees of freedom at a normal quantile z (Wilson and Hilferty 1931; Abramowitz
// and Stegun 26.6.15). It serves for b of 5 and more.
func fQuantile(a, b, z float64) float64 {
	va, vb := 1/(9*a), 1/(9*b)
	ma, mb := 1-va, 1-vb
	root := (ma*mb + z*math.Sqrt(mb*mb*va+ma*ma*vb-z*z*va*vb)) / (mb*mb - z*z*vb)
	return math.Pow(max(root, 0), 3)
}
