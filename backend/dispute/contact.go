package dispute

import (
	"context"

	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// CorrectParty replaces what is known of a party of the other side that has not joined:
// with a wrong telephone number nobody could prove to be that person. An invitation that
// is open went to the wrong one and ends.
func (s *Service) CorrectParty(ctx context.Context, who policy.Subject, caseID string, cmd Command, now Person) (*Case, error) {
	c, err := s.Read(ctx, who, caseID, policy.InviteSide)
	if err != nil {
		return nil, err
	}
	was := c.Party(cmd.Party)
	if was == nil {
		return nil, fault.Bad("party", "case.unknown_party")
	}
	var l fault.List
	now.clean(&l, "person", s.Clock.Now(), false)
	if err := l.Err(); err != nil {
		return nil, err
	}
	p := Party{ID: was.ID, Side: was.Side}
	if err := s.sealParty(c, &p, now); err != nil {
		return nil, err
	}
	cmd.Corrected = &p
	return s.Take(ctx, who, caseID, withEvent(cmd, CorrectParty))
}

func (c *Case) correct(cmd Command) {
	p := c.Party(cmd.Party)
	stand := p.Stand
	*p = *cmd.Corrected
	p.Stand = stand
}

// Choices are what is left to try when the other side does not answer; catalog keys
// "choice.<choice>".
var Choices = []string{"invite_again", "letter", "visit", "correct_party", "go_on_without", "terminate"}

// Silent lists the parties of the other side whose time to answer is over: staff are
// shown the choices.
func (s *Service) Silent(c *Case) []string {
	var all []string
	now := s.Clock.Now()
	for _, k := range c.Clocks {
		if k.Limit == LimitContact && k.Running() && !now.Before(k.Due) {
			all = append(all, k.Of)
		}
	}
	return all
}

// Enforcement is what can be done when an agreement is not kept.
type Enforcement string

// Ways; catalog keys "enforcement.<way>".
const (
	// Enforce: a court has confirmed it, and forces it on application (人民调解法 art. 33),
	// within two years (民事诉讼法 art. 250).
	Enforce Enforcement = "enforce"
	// ConfirmFirst: both sides can still ask a court to confirm it.
	ConfirmFirst Enforcement = "confirm_first"
	// Sue on the agreement (人民调解法 art. 32).
	Sue Enforcement = "sue"
)

// EnforcementOf is the way to take now; "" while nobody has reported a breach.
func (s *Service) EnforcementOf(c *Case) Enforcement {
	if c.Breached.IsZero() {
		return ""
	}
	i := c.running(LimitConfirm)
	switch {
	case c.Confirmation != nil && c.Confirmation.Result == "confirmed":
		return Enforce
	case i >= 0 && s.Clock.Now().Before(c.Clocks[i].Due):
		return ConfirmFirst
	}
	return Sue
}
