package httpapi

import (
	"context"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

type confirmIn struct {
	CaseID
	CommandKey
	Body struct {
		Court   string   `json:"court" maxLength:"80"`
		Receipt string   `json:"receipt,omitempty" maxLength:"80"`
		Checks  []string `json:"checks" maxItems:"10" doc:"what holds: all of the reference's confirm_checks must"`
	}
}

// askConfirmation records that both sides have asked a court to confirm their agreement.
func (s *Server) askConfirmation(ctx context.Context, in *confirmIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.AskConfirm, Checks: in.Body.Checks,
			Confirmation: &dispute.Confirmation{Court: in.Body.Court, Receipt: in.Body.Receipt}})
	})
}

type confirmedIn struct {
	CaseID
	CommandKey
	Body struct {
		Result string `json:"result" enum:"confirmed,rejected,not_accepted,withdrawn"`
		Note   string `json:"note,omitempty" maxLength:"2000"`
	}
}

// confirmed records the court's answer.
func (s *Server) confirmed(ctx context.Context, in *confirmedIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.Confirm, Note: in.Body.Note,
			Confirmation: &dispute.Confirmation{Result: in.Body.Result}})
	})
}

// followUps lists the cases of a center that are to be looked at again.
func (s *Server) followUps(ctx context.Context, in *CenterIn) (*caseListReply, error) {
	center, err := s.at(ctx, policy.FollowUp, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Cases.FollowUps(ctx, center, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}

type planIn struct {
	CaseID
	CommandKey
	Body struct {
		Kind string    `json:"kind" enum:"performance,rating,visit"`
		Due  time.Time `json:"due"`
	}
}

func (s *Server) planFollowUp(ctx context.Context, in *planIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.PlanFollowUp,
			FollowUp: &dispute.FollowUp{Kind: in.Body.Kind, Due: in.Body.Due}})
	})
}

type followIn struct {
	CaseID
	CommandKey
	Task string `path:"task" maxLength:"10"`
	Body struct {
		Result string `json:"result" enum:"kept,partly,broken,explained,unreachable"`
		Note   string `json:"note" maxLength:"2000"`
	}
}

// doFollowUp records what a follow-up has found.
func (s *Server) doFollowUp(ctx context.Context, in *followIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.DoFollowUp, Note: in.Body.Note,
			FollowUp: &dispute.FollowUp{ID: in.Task, Result: in.Body.Result}})
	})
}

// onRatings are the events that would tell a mediator who was not content: only who
// follows ratings up sees them.
var onRatings = map[dispute.Event]bool{dispute.Rate: true, dispute.PlanFollowUp: true, dispute.DoFollowUp: true}
