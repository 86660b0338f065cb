package dispute

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Choice is whom a party wants as mediator (人民调解法 art. 19). It binds nobody: the
// center names who is free and competent. The other side is not told.
type Choice struct {
	Party    string `json:"party"`
	Mediator string `json:"mediator"`
}

func (c *Case) choose(cmd Command) {
	c.Choices = slices.DeleteFunc(slices.Clone(c.Choices), func(x Choice) bool { return x.Party == cmd.Party })
	c.Choices = append(c.Choices, Choice{cmd.Party, cmd.Mediator})
}

// named notes who mediates, and since when.
func (c *Case) named(cmd Command) {
	if c.Mediator != cmd.Mediator || c.AssignedAt.IsZero() {
		c.AssignedAt = cmd.At
	}
	c.Mediator = cmd.Mediator
}

// ChosenBy counts the sides that want a mediator, and those that there are.
func (c *Case) ChosenBy(mediator string) (sides, of int) {
	want, all := map[Side]bool{}, map[Side]bool{}
	for _, p := range c.Parties {
		side := p.Side
		if side == Representative {
			side = ApplicantSide
		}
		all[side] = true
		if slices.Contains(c.Choices, Choice{p.ID, mediator}) {
			want[side] = true
		}
	}
	return len(want), len(all)
}

// Choose notes which mediator of the case's center a party wants.
func (s *Service) Choose(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.Read(ctx, who, caseID, policy.AnswerSide)
	if err != nil {
		return nil, err
	}
	if ok, err := s.Staff.MediatorAt(ctx, cmd.Mediator, c.Center); err != nil {
		return nil, err
	} else if !ok {
		return nil, fault.Bad("mediator", "case.unknown_mediator")
	}
	return s.Take(ctx, who, caseID, withEvent(cmd, Choose))
}

// MaxLoad bounds how far a mediator's cases are counted.
const MaxLoad = 999

// workMillis is when the mediator who has the case in hand was named; 0 for who has not.
func (c *Case) workMillis() int64 {
	if !slices.Contains(inMediation, c.State) {
		return 0
	}
	return max(millis(c.AssignedAt), 1) // a case from before this was noted counts as an old one
}

// Load is how many cases a mediator has in hand, and how many came or ended since a day.
func (s *Service) Load(ctx context.Context, mediator string, since time.Time) (open, lately int64, err error) {
	from := max(since.UnixMilli(), 1)
	for _, one := range []struct {
		field string
		from  int64
		into  *int64
	}{{"assigned", 1, &open}, {"assigned", from, &lately}, {"ended", from, &lately}} {
		n, err := s.cases.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("mediator", mediator), docstore.AtLeast(one.field, one.from)}}, MaxLoad)
		if err != nil {
			return 0, 0, err
		}
		*one.into += n
	}
	return open, lately, nil
}

// EachEnded calls fn for each case of a mediator that ended within a time, the first first.
func (s *Service) EachEnded(ctx context.Context, mediator string, from, to time.Time, fn func(*Case) error) error {
	if mediator == "" {
		return nil
	}
	return s.cases.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("mediator", mediator),
		docstore.Between("ended", max(from.UnixMilli(), 1), to.UnixMilli())}, Sort: []string{"ended"}}, fn)
}

// Settled tells whether the case ended in an agreement, also when it is closed since.
func (c *Case) Settled() bool {
	return c.Outcome != nil && c.Outcome.Terms != "" && len(c.Outcome.Onward) == 0 && c.Outcome.Reason == ""
}
