package httpapi

import (
	"context"
	"errors"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// removePhone takes the number back out of the account (个人信息保护法 art. 15).
func (s *Server) removePhone(ctx context.Context, _ *struct{}) (*noReply, error) {
	return nil, s.d.Identity.RemovePhone(ctx, callerOf(ctx).Subject.Account)
}

// errOpenCases: who has a case under way must stay within reach.
var errOpenCases = fault.New(fault.Conflict, "identity.open_cases")

// eraseMe erases the account and its messages, once no case is under way (art. 47).
func (s *Server) eraseMe(ctx context.Context, _ *struct{}) (*noReply, error) {
	account := callerOf(ctx).Subject.Account
	err := s.d.Cases.EachOf(ctx, account, func(c *dispute.Case) error {
		if c.UnderWay() {
			return errOpenCases
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := s.d.Notices.Inbox.Forget(ctx, account); err != nil {
		return nil, err
	}
	return nil, s.d.Identity.Erase(ctx, account)
}

// maxMine bounds what one reply holds.
const maxMine = 200

type myDataReply struct {
	Body struct {
		Account AccountView `json:"account"`
		Phone   string      `json:"phone,omitempty"`
		Cases   []CaseView  `json:"cases" doc:"brought by the caller, and those of the other side, each as the caller sees it; 200 at most"`
		More    bool        `json:"more" doc:"there are older cases, see /me/cases"`
	}
}

var errEnough = errors.New("enough")

// myData hands out a copy of all that is kept about the caller (art. 45).
func (s *Server) myData(ctx context.Context, _ *struct{}) (*myDataReply, error) {
	by := callerOf(ctx)
	out := &myDataReply{}
	out.Body.Account = accountView(by.Current.Account)
	private, err := s.d.Identity.Private(ctx, by.Subject.Account)
	if err != nil {
		return nil, err
	}
	out.Body.Phone, out.Body.Cases = private.Phone, []CaseView{}
	err = s.d.Cases.EachOf(ctx, by.Subject.Account, func(c *dispute.Case) error {
		if len(out.Body.Cases) == maxMine {
			out.Body.More = true
			return errEnough
		}
		if !s.d.Cases.May(by.Subject, policy.ReadCase, c) {
			return nil
		}
		v, err := s.view(c, by)
		out.Body.Cases = append(out.Body.Cases, v)
		return err
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	return out, nil
}
