package httpapi

import (
	"context"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// CenterIn names a center; "" means the caller's own.
type CenterIn struct {
	Center string `query:"center" maxLength:"12"`
	PageIn
}

// at resolves the center of a staff list and asks the policy about it.
func (s *Server) at(ctx context.Context, a policy.Action, center string) (string, error) {
	who := callerOf(ctx).Subject
	if center == "" {
		own := policy.Centers(who, a)
		if len(own) == 0 {
			return "", fault.New(fault.Forbidden, "forbidden")
		}
		center = own[0]
	}
	if _, err := s.d.Centers.Get(center); err != nil {
		return "", fault.Bad("center", "case.unknown_center")
	}
	if !policy.Allows(who, a, policy.Object{Centers: s.d.Centers.Path(center)}) {
		return "", fault.New(fault.Forbidden, "forbidden")
	}
	return s.d.Centers.Canonical(center), nil
}

// desk lists filings that wait for moderation, the oldest first.
func (s *Server) desk(ctx context.Context, in *CenterIn) (*caseListReply, error) {
	center, err := s.at(ctx, policy.ListDesk, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Cases.Desk(ctx, center, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}

// overdue lists the open cases of a center whose deadline is past.
func (s *Server) overdue(ctx context.Context, in *CenterIn) (*caseListReply, error) {
	center, err := s.at(ctx, policy.ReadQueue, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Cases.Overdue(ctx, center, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}

// queue lists the center queue in its order.
func (s *Server) queue(ctx context.Context, in *CenterIn) (*caseListReply, error) {
	center, err := s.at(ctx, policy.ReadQueue, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Cases.Queue(ctx, center, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}

type stateIn struct {
	CenterIn
	State string `query:"state" required:"true" maxLength:"30"`
}

// byState lists the cases of a center in one state.
func (s *Server) byState(ctx context.Context, in *stateIn) (*caseListReply, error) {
	center, err := s.at(ctx, policy.ReadQueue, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Cases.InState(ctx, center, dispute.State(in.State), in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}

type countsReply struct {
	Body struct {
		Center string           `json:"center"`
		States map[string]int64 `json:"states"`
	}
}

// counts tells how many cases of a center stand in each state.
func (s *Server) counts(ctx context.Context, in *CenterIn) (*countsReply, error) {
	center, err := s.at(ctx, policy.ReadQueue, in.Center)
	if err != nil {
		return nil, err
	}
	out := &countsReply{}
	out.Body.Center = center
	out.Body.States, err = s.d.Cases.CountStates(ctx, center)
	return out, err
}

type searchIn struct {
	CommandKey
	Body struct {
		By    string `json:"by" enum:"number,phone,person,name"`
		Text  string `json:"text" minLength:"1" maxLength:"80"`
		After string `json:"after,omitempty" maxLength:"400"`
		Limit int    `json:"limit,omitempty" minimum:"1" maximum:"200"`
	}
}

// search finds cases by number or person. It is a POST so that what is looked for
// stays out of addresses and logs; a search by person is audited.
func (s *Server) search(ctx context.Context, in *searchIn) (*caseListReply, error) {
	who := callerOf(ctx).Subject
	page, err := s.d.Cases.Search(ctx, who, dispute.SearchBy(in.Body.By), in.Body.Text, in.Body.After, in.Body.Limit)
	if err != nil {
		return nil, err
	}
	if err := s.auditSearch(ctx, in.Body.By, len(page.Items)); err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}

type decideIn struct {
	CaseID
	CommandKey
	Body struct {
		Center     string `json:"center,omitempty" maxLength:"12"`
		Department string `json:"department,omitempty" maxLength:"64"`
		Mediator   string `json:"mediator,omitempty" maxLength:"64"`
		Reason     string `json:"reason,omitempty" maxLength:"40"`
		Note       string `json:"note,omitempty" maxLength:"2000"`
		Risk       string `json:"risk,omitempty" maxLength:"10"`
		Kind       string `json:"kind,omitempty" maxLength:"20"`
		Type       string `json:"type,omitempty" maxLength:"2"`
		Body       string `json:"body,omitempty" maxLength:"40" doc:"where the matter is transferred to"`
		Receipt    string `json:"receipt,omitempty" maxLength:"80" doc:"receipt number of the transfer"`
	}
}

func (in *decideIn) command(e dispute.Event) dispute.Command {
	b := in.Body
	cmd := dispute.Command{ID: in.Key, Event: e, Center: b.Center, Department: b.Department, Mediator: b.Mediator, Reason: b.Reason,
		Note: b.Note, Risk: dispute.Risk(b.Risk), Kind: dispute.Kind(b.Kind), Type: b.Type}
	if e == dispute.TransferOut {
		cmd.Transfer = &dispute.Transfer{Body: b.Body, Receipt: b.Receipt}
	}
	return cmd
}

// decide makes a handler for a decision by staff.
func (s *Server) decide(e dispute.Event) func(context.Context, *decideIn) (*caseReply, error) {
	return func(ctx context.Context, in *decideIn) (*caseReply, error) {
		return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
			cmd := in.command(e)
			switch e {
			case dispute.Accept:
				return s.d.Cases.Accept(ctx, who, in.ID, cmd)
			case dispute.Route:
				return s.d.Cases.Route(ctx, who, in.ID, cmd)
			case dispute.HandOver:
				return s.d.Cases.HandOver(ctx, who, in.ID, cmd)
			case dispute.TakeOver:
				return s.d.Cases.TakeOver(ctx, who, in.ID, cmd)
			case dispute.Assign:
				return s.d.Cases.Assign(ctx, who, in.ID, cmd)
			}
			return s.d.Cases.Take(ctx, who, in.ID, cmd)
		})
	}
}

type concludeIn struct {
	CaseID
	CommandKey
	Body struct {
		Oral   bool     `json:"oral,omitempty"`
		Terms  string   `json:"terms" maxLength:"10000"`
		Amount int64    `json:"amount,omitempty" minimum:"0" doc:"fen"`
		Onward []string `json:"onward,omitempty" maxItems:"3"`
		// PerformBy is the last day to keep the agreement, "2026-03-31".
		PerformBy string `json:"perform_by,omitempty" format:"date"`
		Note      string `json:"note,omitempty" maxLength:"2000"`
		// What a written agreement says besides (人民调解法 art. 29).
		Facts      string `json:"facts,omitempty" maxLength:"5000"`
		Matter     string `json:"matter,omitempty" maxLength:"5000"`
		PerformHow string `json:"perform_how,omitempty" maxLength:"5000"`
	}
}

// conclude makes a handler for a mediator's result: Settle or Fail.
func (s *Server) conclude(e dispute.Event) func(context.Context, *concludeIn) (*caseReply, error) {
	return func(ctx context.Context, in *concludeIn) (*caseReply, error) {
		return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
			b := in.Body
			by, err := dayOf("perform_by", b.PerformBy)
			if err != nil {
				return nil, err
			}
			return s.d.Cases.Conclude(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: e, Note: b.Note,
				Agreement: dispute.AgreementText{Facts: b.Facts, Matter: b.Matter, How: b.PerformHow},
				Outcome:   &dispute.Outcome{Oral: b.Oral, Terms: b.Terms, Amount: b.Amount, Onward: b.Onward, PerformBy: by}})
		})
	}
}

// dayOf is the beginning of a day in Shanghai; zero for "".
func dayOf(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
	if err != nil {
		return time.Time{}, fault.Bad(field, "malformed")
	}
	return at, nil
}

// mediatorCases lists the cases of the calling mediator.
func (s *Server) mediatorCases(ctx context.Context, in *PageIn) (*caseListReply, error) {
	page, err := s.d.Cases.OfMediator(ctx, callerOf(ctx).Subject.Account, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}
