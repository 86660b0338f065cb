package httpapi

import (
	"context"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

func (s *Server) addHandOvers() {
	handle(s, Route{get, v1 + "/offers", may(policy.TakeCase), limitRead, "Cases that other centers offer", 0}, s.offers)
	handle(s, Route{post, v1 + "/cases/{id}/summons", may(policy.SummonOffice), limitWrite, "Call an on-call department", 0}, s.summon)
	handle(s, Route{post, v1 + "/cases/{id}/summons/{department}/reply", may(policy.SummonOffice), limitWrite, "What the department says", 0}, s.replySummons)
	handle(s, Route{post, v1 + "/cases/{id}/parties/{party}/correction", may(policy.InviteSide), limitWrite, "Set right what is known of the other side", 0}, s.correctParty)
	handle(s, Route{post, v1 + "/cases/{id}/review-request", may(policy.AppealCase), limitWrite, "Ask for a review of the answer to a petition", 0}, s.plain(dispute.AskReview))
	handle(s, Route{post, v1 + "/cases/{id}/breach", may(policy.ReportBreach), limitWrite, "Say that the agreement is not kept", 0}, s.plain(dispute.Breach))
}

// offers lists what other centers offer to one.
func (s *Server) offers(ctx context.Context, in *CenterIn) (*caseListReply, error) {
	center, err := s.at(ctx, policy.TakeCase, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Cases.Offers(ctx, center, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, true), nil
}

type summonIn struct {
	CaseID
	CommandKey
	Body struct {
		Department string `json:"department" maxLength:"64"`
		Note       string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) summon(ctx context.Context, in *summonIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Summon(ctx, who, in.ID, dispute.Command{ID: in.Key, Department: in.Body.Department, Note: in.Body.Note})
	})
}

type replyIn struct {
	CaseID
	CommandKey
	Department string `path:"department" maxLength:"64"`
	Body       struct {
		Reply string `json:"reply" enum:"coming,later,not_ours"`
		Note  string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (s *Server) replySummons(ctx context.Context, in *replyIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.ReplySummons, Department: in.Department,
			Reply: in.Body.Reply, Note: in.Body.Note})
	})
}

type correctIn struct {
	CaseID
	CommandKey
	Party string `path:"party" maxLength:"10"`
	Body  struct {
		Person dispute.Person `json:"person"`
		Note   string         `json:"note" maxLength:"2000" doc:"how it is known"`
	}
}

func (s *Server) correctParty(ctx context.Context, in *correctIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.CorrectParty(ctx, who, in.ID, dispute.Command{ID: in.Key, Party: in.Party, Note: in.Body.Note}, in.Body.Person)
	})
}

// SilentView is a party that has not answered in time, and what is left to try.
type SilentView struct {
	Party   string   `json:"party"`
	Choices []string `json:"choices"`
}

// EnforcementView says what can be done about a broken agreement.
type EnforcementView struct {
	Way  dispute.Enforcement `json:"way" enum:"enforce,confirm_first,sue"`
	Text string              `json:"text" doc:"in the caller's language"`
}

// fillHandling shows what stands between centers and departments, and what is left
// to do about silence and breach.
func (s *Server) fillHandling(v *CaseView, c *dispute.Case, by caller) {
	if way := s.d.Cases.EnforcementOf(c); way != "" {
		v.Enforcement = &EnforcementView{way, i18n.Text(i18n.Match(by.Lang), "enforcement."+string(way), nil)}
	}
	if !by.Subject.Staff {
		for _, x := range c.Choices {
			if p := c.PartyOf(by.Subject.Account); p != nil && p.ID == x.Party {
				v.Choices = append(v.Choices, x)
			}
		}
		return
	}
	v.Offer, v.Summons, v.Choices, v.Recused = c.Offer, c.Summons, c.Choices, c.Recused
	for _, party := range s.d.Cases.Silent(c) {
		v.Silent = append(v.Silent, SilentView{party, dispute.Choices})
	}
}

// AdviceView is the routing rules' advice, in words.
type AdviceView struct {
	dispute.Advice
	CenterWhy     string `json:"center_why" doc:"in the caller's language"`
	DepartmentWhy string `json:"department_why,omitempty"`
}

func (s *Server) adviceIn(lang string, a dispute.Advice) *AdviceView {
	all, _ := s.d.Rules.Routing()
	why := func(id string) string {
		r := all.Rule(id)
		if r == nil {
			return "" // changed in this moment
		}
		if text := r.Why[lang]; text != "" {
			return text
		}
		return r.Why[i18n.Default]
	}
	return &AdviceView{a, why(a.CenterRule), why(a.DepartmentRule)}
}
