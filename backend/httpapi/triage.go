package httpapi

import (
	"context"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

// SuggestedView is what triage makes of a filing, for who may read the story.
type SuggestedView struct {
	Kind    string        `json:"kind"`
	Type    string        `json:"type"`
	Risk    string        `json:"risk"`
	Reasons []dispute.Why `json:"reasons" doc:"the words of the text that decided"`
	Advice  *AdviceView   `json:"advice,omitempty" doc:"where the case would be in good hands"`
}

// fillSuggested shows staff the suggestion with its reasons.
func (s *Server) fillSuggested(v *CaseView, c *dispute.Case, who policy.Subject) error {
	if c.Suggested == nil || !who.Staff || !s.d.Cases.May(who, policy.ReadContent, c) {
		return nil
	}
	why, err := s.d.Cases.OpenReasons(c)
	if why == nil {
		why = []dispute.Why{}
	}
	v.Suggested = &SuggestedView{Kind: string(c.Suggested.Kind), Type: c.Suggested.Type, Risk: string(c.Suggested.Risk), Reasons: why}
	return err
}

type triageIn struct {
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"5000" doc:"what happened, in the applicant's own words"`
	}
}

// AlikeView is a case that may be the same matter.
type AlikeView struct {
	CaseItem
	Percent int  `json:"percent" doc:"share of the two texts that is the same"`
	Person  bool `json:"person" doc:"the same applicant"`
	InPlace bool `json:"in_place" doc:"the same division"`
}

type triageReply struct {
	Body struct {
		Kind    string        `json:"kind"`
		Type    string        `json:"type"`
		Risk    string        `json:"risk"`
		Reasons []dispute.Why `json:"reasons"`
		Yours   []AlikeView   `json:"yours" doc:"the caller's own open matters that say much the same"`
	}
}

// triage reads a text for somebody who is about to file. Nothing of it is kept.
func (s *Server) triage(ctx context.Context, in *triageIn) (*triageReply, error) {
	found, err := s.d.Cases.SuggestFor(ctx, callerOf(ctx).Subject, in.Body.Text)
	if err != nil {
		return nil, err
	}
	out := &triageReply{}
	out.Body.Kind, out.Body.Type, out.Body.Risk = string(found.Kind), found.Type, string(found.Risk)
	if out.Body.Reasons = found.Why; found.Why == nil {
		out.Body.Reasons = []dispute.Why{}
	}
	out.Body.Yours = s.alike(found.Yours, false)
	return out, nil
}

func (s *Server) alike(found []dispute.Alike, staff bool) []AlikeView {
	all := make([]AlikeView, 0, len(found))
	for _, a := range found {
		all = append(all, AlikeView{CaseItem: s.item(a.Case, staff), Percent: a.Percent, Person: a.Person, InPlace: a.Place})
	}
	return all
}

type duplicatesReply struct {
	Body struct {
		Items []AlikeView `json:"items"`
	}
}

// duplicates lists cases that may be the same matter, the likest first.
func (s *Server) duplicates(ctx context.Context, in *CaseID) (*duplicatesReply, error) {
	found, err := s.d.Cases.Duplicates(ctx, callerOf(ctx).Subject, in.ID)
	if err != nil {
		return nil, err
	}
	out := &duplicatesReply{}
	out.Body.Items = s.alike(found, true)
	return out, nil
}

type mergeIn struct {
	CaseID
	CommandKey
	Body struct {
		Into string `json:"into" maxLength:"64" doc:"id of the case that goes on"`
		Note string `json:"note" maxLength:"2000" doc:"told to the applicant"`
	}
}

// merge ends a case as a double of another.
func (s *Server) merge(ctx context.Context, in *mergeIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Merge(ctx, who, in.ID, in.Body.Into, dispute.Command{ID: in.Key, Note: in.Body.Note})
	})
}
