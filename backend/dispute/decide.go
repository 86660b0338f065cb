package dispute

import (
	"context"
	"strings"

	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Accept takes a filing in: it gets its number and waits in the queue of a
// center (the present one when center is "").
func (s *Service) Accept(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.cases.Get(ctx, caseID)
	if err != nil {
		return nil, missing(err)
	}
	rule, _ := RuleOf(Accept)
	// Asked before a number is reserved, so that nobody without the right, and no
	// late click, leaves a void number behind.
	if _, err := s.permit(who, rule, c); err != nil {
		return nil, err
	}
	if cmd.Center == "" {
		cmd.Center = c.Center
	}
	if cmd.Center, err = s.working(cmd.Center); err != nil {
		return nil, err
	}
	if err := s.ownStation(c.Center, cmd.Center); err != nil {
		return nil, err
	}
	if c.Number == "" {
		probe := *c
		probe.Timeline, probe.Clocks, probe.Outbox = nil, nil, nil
		try := cmd
		try.Event, try.Number, try.At = Accept, "?", s.Clock.Now()
		if err := probe.Take(try); err != nil {
			return nil, err
		}
		n, err := s.register.Reserve(ctx, cmd.Center, c.ID, s.Clock.Now())
		if err != nil {
			return nil, err
		}
		cmd.Number = n.Printed
		done, err := s.Take(ctx, who, caseID, withEvent(cmd, Accept))
		if err != nil {
			return nil, err // the sweeper settles the number
		}
		state, why := used, ""
		if done.Number != n.Printed { // another instance was faster with the same case
			state, why = void, "other_number"
		}
		// If this write is lost the sweeper makes it: the case itself tells.
		_ = s.register.settle(ctx, n.ID, state, why)
		return done, nil
	}
	// A retry: the case has its number, and Take sees that it is done.
	cmd.Number = c.Number
	return s.Take(ctx, who, caseID, withEvent(cmd, Accept))
}

func withEvent(cmd Command, e Event) Command { cmd.Event = e; return cmd }

// working returns the center that works for the named one.
func (s *Service) working(center string) (string, error) {
	works, ok := s.Centers.Works(center)
	if !ok {
		return "", fault.Bad("center", "case.unknown_center")
	}
	return works, nil
}

// Route gives a case to another center of the same desk (and department); any other
// center is asked first (HandOver).
func (s *Service) Route(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.cases.Get(ctx, caseID)
	if err != nil {
		return nil, missing(err)
	}
	if cmd.Center, err = s.working(cmd.Center); err != nil {
		return nil, err
	}
	if err := s.ownStation(c.Center, cmd.Center); err != nil {
		return nil, err
	}
	return s.Take(ctx, who, caseID, withEvent(cmd, Route))
}

// Assign names the mediator, who must serve the case's center.
func (s *Service) Assign(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.cases.Get(ctx, caseID)
	if err != nil {
		return nil, missing(err)
	}
	ok, err := s.Staff.MediatorAt(ctx, cmd.Mediator, c.Center)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.Bad("mediator", "case.unknown_mediator")
	}
	return s.Take(ctx, who, caseID, withEvent(cmd, Assign))
}

// Supply answers a request for a supplement, with files if any.
func (s *Service) Supply(ctx context.Context, who policy.Subject, caseID string, cmd Command, uploads []string) (*Case, error) {
	return s.withFiles(ctx, who, caseID, withEvent(cmd, Supply), uploads)
}

// AddFiles adds evidence to an open case.
func (s *Service) AddFiles(ctx context.Context, who policy.Subject, caseID string, cmd Command, uploads []string) (*Case, error) {
	return s.withFiles(ctx, who, caseID, withEvent(cmd, AddFiles), uploads)
}

func (s *Service) withFiles(ctx context.Context, who policy.Subject, caseID string, cmd Command, uploads []string) (*Case, error) {
	files, err := s.Files.Take(ctx, who.Account, uploads, "files")
	if err != nil {
		// A retry: the files are taken, by the very command that they were sent with.
		if c, e := s.Read(ctx, who, caseID, policy.ReadCase); e == nil && c.taken(cmd) {
			return c, nil
		}
		return nil, err
	}
	cmd.Files = files
	return s.Take(ctx, who, caseID, cmd)
}

// Conclude records the outcome of a mediation: cmd.Event is Settle or Fail, and
// cmd.Outcome.Terms is clear text, which is kept sealed.
func (s *Service) Conclude(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	if cmd.Outcome == nil || strings.TrimSpace(cmd.Outcome.Terms) == "" {
		return nil, fault.Bad("terms", "required")
	}
	o := *cmd.Outcome
	if o.Amount < 0 || o.Amount > MaxAmount {
		return nil, fault.Bad("amount", "case.amount")
	}
	sealed, err := s.Vault.Seal((&Case{Meta: metaOf(caseID)}).TermsContext(), strings.TrimSpace(o.Terms))
	if err != nil {
		return nil, err
	}
	o.Terms = sealed
	if o.More, err = s.sealMore(caseID, cmd.Agreement); err != nil {
		return nil, err
	}
	cmd.Outcome = &o
	return s.Take(ctx, who, caseID, cmd)
}
