package dispute

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Offer is a hand-over that waits for the other center's answer. Until then the
// center that had the case first stays responsible (首接负责).
type Offer struct {
	From       string    `json:"from"`
	To         string    `json:"to"`
	Department string    `json:"department,omitempty"`
	At         time.Time `json:"at"`
}

// Directions of a hand-over.
const (
	Upward   = "up"   // 上报
	Downward = "down" // 下沉
	Sideways = "side" // 移送
)

func (c *Case) offeredTo() string {
	if c.Offer == nil {
		return ""
	}
	return c.Offer.To
}

// offerKey lists offers by center and age; "" without one.
func (c *Case) offerKey() string {
	if c.Offer == nil {
		return ""
	}
	return fmt.Sprintf("%s %013d", c.Offer.To, millis(c.Offer.At))
}

func (c *Case) lacksOffer(need Need, cmd Command) error {
	switch {
	case need == NeedNoOffer && c.Offer != nil:
		return fault.New(fault.Conflict, "hand_over.open")
	case need == NeedNoOffer:
		return nil
	case c.Offer == nil:
		return fault.New(fault.Conflict, "hand_over.none")
	}
	if cmd.Event == TakeOver && cmd.Center != c.Offer.To {
		return fault.New(fault.Conflict, "hand_over.none") // another offer than the one looked at
	}
	// 信访工作条例 art. 23: who does not object within five working days has it.
	if i := c.running(LimitObject); cmd.Event == HandBack && i >= 0 && !cmd.At.Before(c.Clocks[i].Due) {
		return fault.New(fault.Conflict, "hand_over.too_late")
	}
	return nil
}

// HandOver offers a case to a center with a desk of its own; it stays here until that
// center takes it.
func (s *Service) HandOver(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.cases.Get(ctx, caseID)
	if err != nil {
		return nil, missing(err)
	}
	if cmd.Center, err = s.working(cmd.Center); err != nil {
		return nil, err
	}
	from, to, err := s.desks(c.Center, cmd.Center)
	if err != nil {
		return nil, err
	}
	if from == to {
		return nil, fault.Bad("center", "hand_over.same_desk")
	}
	cmd.Facts = map[string]string{"direction": s.direction(c.Center, cmd.Center)}
	return s.Take(ctx, who, caseID, withEvent(cmd, HandOver))
}

// TakeOver makes the center that a case was offered to responsible for it.
func (s *Service) TakeOver(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.cases.Get(ctx, caseID)
	if err != nil {
		return nil, missing(err)
	}
	if c.Offer != nil {
		cmd.Center, cmd.Facts = c.Offer.To, map[string]string{"from": c.Offer.From}
	}
	return s.Take(ctx, who, caseID, withEvent(cmd, TakeOver))
}

// ownStation refuses to give a case to a center that another desk moderates: that
// center is asked first.
func (s *Service) ownStation(from, to string) error {
	a, b, err := s.desks(from, to)
	if err == nil && a != b {
		return fault.Bad("center", "hand_over.needed")
	}
	return err
}

// desks returns the centers that moderate for two others.
func (s *Service) desks(from, to string) (string, string, error) {
	a, err := s.Centers.Desk(from)
	if err != nil {
		return "", "", err
	}
	b, err := s.Centers.Desk(to)
	return a, b, err
}

func (s *Service) direction(from, to string) string {
	switch {
	case slices.Contains(s.Centers.Path(from), to):
		return Upward
	case slices.Contains(s.Centers.Path(to), from):
		return Downward
	}
	return Sideways
}

// Offers lists the cases that are offered to a center, the oldest first.
func (s *Service) Offers(ctx context.Context, center, after string, limit int) (Page, error) {
	return s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Prefix("offer", center+" ")},
		Sort: []string{"offer"}, After: after, Limit: limit})
}

// Summons is a call to an on-call department (随叫随驻).
type Summons struct {
	Department string    `json:"department"`
	At         time.Time `json:"at"`
	Reply      string    `json:"reply,omitempty"` // one of SummonReplies
	Replied    time.Time `json:"replied,omitzero"`
}

// SummonReplies are what a department says; catalog keys "summon.<reply>".
var SummonReplies = []string{"coming", "later", "not_ours"}

// maxSummons bounds the calls of one case.
const maxSummons = 30

// open returns the place of a department's unanswered call, or -1.
func (c *Case) openSummons(department string) int {
	return slices.IndexFunc(c.Summons, func(s Summons) bool { return s.Department == department && s.Reply == "" })
}

func (c *Case) lacksSummons(need Need, cmd Command) error {
	i := c.openSummons(cmd.Department)
	switch {
	case cmd.Department == "":
		return fault.Bad("department", "required")
	case need == NeedOnCall && i >= 0:
		return fault.New(fault.Conflict, "summon.open").At("department")
	case need == NeedOnCall && len(c.Summons) >= maxSummons:
		return fault.New(fault.Conflict, "summon.too_many").With("limit", maxSummons)
	case need == NeedOnCall:
		return nil
	case i < 0:
		return fault.New(fault.Conflict, "summon.none").At("department")
	case !slices.Contains(SummonReplies, cmd.Reply):
		return fault.Bad("reply", "summon.reply")
	}
	return nil
}

func (c *Case) reply(cmd Command) {
	s := &c.Summons[c.openSummons(cmd.Department)]
	s.Reply, s.Replied = cmd.Reply, cmd.At
}

// Summon calls an on-call department of the case's center, or of one above it; the
// center where it sits is told.
func (s *Service) Summon(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.Read(ctx, who, caseID, policy.SummonOffice)
	if err != nil {
		return nil, err
	}
	if cmd.Center, err = s.Centers.OnCall(ctx, cmd.Department); err != nil {
		return nil, err
	}
	if !slices.Contains(s.Centers.Path(c.Center), cmd.Center) {
		return nil, fault.Bad("department", "summon.elsewhere")
	}
	return s.Take(ctx, who, caseID, withEvent(cmd, Summon))
}
