package httpapi

import (
	"context"
	"time"

	"yanhe/backend/audit"
	"yanhe/backend/dispute"
	"yanhe/backend/identity"
	"yanhe/backend/notice"
	"yanhe/backend/policy"
)

// StaffView is a staff account as a maintainer sees it.
type StaffView struct {
	AccountView
	Disabled bool `json:"disabled"`
	Demo     bool `json:"demo"`
}

func staffView(a *identity.Account) StaffView {
	return StaffView{AccountView: accountView(a), Disabled: a.Disabled, Demo: a.Demo}
}

type staffReply struct{ Body StaffView }

type staffListIn struct {
	PageIn
	Center string `query:"center" maxLength:"12" doc:"empty for all"`
}

type staffListReply struct {
	Body struct {
		Items []StaffView `json:"items"`
		Next  string      `json:"next,omitempty"`
	}
}

// listStaff lists staff accounts by login.
func (s *Server) listStaff(ctx context.Context, in *staffListIn) (*staffListReply, error) {
	page, err := s.d.Identity.ListStaff(ctx, in.Center, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &staffListReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]StaffView, 0, len(page.Items))
	for _, a := range page.Items {
		out.Body.Items = append(out.Body.Items, staffView(a))
	}
	return out, nil
}

type newStaffIn struct {
	Body struct {
		Login        string         `json:"login" minLength:"3" maxLength:"32"`
		Name         string         `json:"name" minLength:"1" maxLength:"40"`
		Password     string         `json:"password" minLength:"10" maxLength:"200"`
		Grants       []policy.Grant `json:"grants" minItems:"1" maxItems:"20"`
		Committee    string         `json:"committee,omitempty" maxLength:"80"`
		FullTime     bool           `json:"full_time,omitempty"`
		Specialities []string       `json:"specialities,omitempty" maxItems:"18"`
	}
}

// createStaff makes a staff account whose password must be changed at first use.
func (s *Server) createStaff(ctx context.Context, in *newStaffIn) (*staffReply, error) {
	b := in.Body
	a, err := s.d.Identity.CreateStaff(ctx, callerOf(ctx).Subject, identity.NewStaff{Login: b.Login, DisplayName: b.Name,
		Password: b.Password, MustChange: true, Grants: b.Grants, Committee: b.Committee, FullTime: b.FullTime, Specialities: b.Specialities})
	if err != nil {
		return nil, err
	}
	return &staffReply{Body: staffView(a)}, nil
}

type disableIn struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

// disableStaff closes a staff account and ends its sessions.
func (s *Server) disableStaff(ctx context.Context, in *disableIn) (*staffReply, error) {
	a, err := s.d.Identity.DisableStaff(ctx, callerOf(ctx).Subject, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &staffReply{Body: staffView(a)}, nil
}

type revealIn struct {
	CaseID
	Party string `path:"party" maxLength:"10"`
	Body  struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"why the data is needed; kept in the audit log"`
	}
}

type revealReply struct{ Body dispute.Private }

// reveal shows a party's personal data in clear. The audit entry is durable
// before the data is read.
func (s *Server) reveal(ctx context.Context, in *revealIn) (*revealReply, error) {
	who := callerOf(ctx).Subject
	c, err := s.d.Cases.Read(ctx, who, in.ID, policy.RevealPerson)
	if err != nil {
		return nil, err
	}
	if err := s.d.Audit.Record(ctx, who.Account, "case.reveal", "case|"+c.ID, in.Body.Reason, map[string]string{"party": in.Party}); err != nil {
		return nil, err
	}
	private, err := s.d.Cases.OpenParty(c, in.Party)
	return &revealReply{Body: private}, err
}

// auditLook records that staff looked at a case; parties read their own freely.
func (s *Server) auditLook(ctx context.Context, c *dispute.Case, action string) error {
	who := callerOf(ctx).Subject
	if !who.Staff {
		return nil
	}
	return s.d.Audit.Record(ctx, who.Account, action, "case|"+c.ID, "", nil)
}

// auditSearch records what kind of search staff made, not what for.
func (s *Server) auditSearch(ctx context.Context, by string, found int) error {
	details := map[string]string{"by": by, "found": "0"}
	if found > 0 {
		details["found"] = "some"
	}
	return s.d.Audit.Record(ctx, callerOf(ctx).Subject.Account, "case.search", "", "", details)
}

type auditIn struct {
	PageIn
	Actor  string `query:"actor" maxLength:"64"`
	Object string `query:"object" maxLength:"120"`
}

type auditReply struct {
	Body struct {
		Items []*audit.Entry `json:"items"`
		Next  string         `json:"next,omitempty"`
	}
}

// listAudit lists the audit log, the newest first.
func (s *Server) listAudit(ctx context.Context, in *auditIn) (*auditReply, error) {
	page, err := s.d.Audit.List(ctx, audit.Filter{Actor: in.Actor, Object: in.Object, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &auditReply{}
	out.Body.Items, out.Body.Next = page.Items, page.Next
	return out, nil
}

type verifyReply struct {
	Body struct {
		Checked int64  `json:"checked"`
		Broken  string `json:"broken" doc:"id of the first entry that does not fit, empty when all do"`
	}
}

// verifyAudit checks the hash chains.
func (s *Server) verifyAudit(ctx context.Context, _ *struct{}) (*verifyReply, error) {
	out := &verifyReply{}
	var err error
	out.Body.Checked, out.Body.Broken, err = s.d.Audit.Verify(ctx)
	return out, err
}

type deliveriesIn struct {
	PageIn
	State string `query:"state" enum:"failed,unknown,retry,refused,silent,sent,sending" default:"failed"`
}

// DeliveryView is a push and what became of it.
type DeliveryView struct {
	ID      string    `json:"id"`
	Case    string    `json:"case"`
	Event   string    `json:"event"`
	State   string    `json:"state"`
	Tries   int       `json:"tries"`
	Problem string    `json:"problem,omitempty"`
	At      time.Time `json:"at"`
}

type deliveriesReply struct {
	Body struct {
		Items []DeliveryView `json:"items"`
		Next  string         `json:"next,omitempty"`
	}
}

// deliveries lists pushes in one state: failures first.
func (s *Server) deliveries(ctx context.Context, in *deliveriesIn) (*deliveriesReply, error) {
	page, err := s.d.Notices.Deliveries.List(ctx, in.State, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &deliveriesReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]DeliveryView, 0, len(page.Items))
	for _, d := range page.Items {
		out.Body.Items = append(out.Body.Items, deliveryView(d))
	}
	return out, nil
}

func deliveryView(d *notice.Delivery) DeliveryView {
	return DeliveryView{ID: d.ID, Case: d.Case, Event: d.Event, State: d.State, Tries: d.Tries, Problem: d.Problem, At: d.At}
}
