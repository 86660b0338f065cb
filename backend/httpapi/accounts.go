package httpapi

import (
	"context"
	"time"

	"yanhe/backend/policy"
)

// StaffID names an account in a path.
type StaffID struct {
	ID string `path:"id" maxLength:"64"`
}

// enableStaff opens a closed account again, and lifts a lock.
func (s *Server) enableStaff(ctx context.Context, in *disableIn) (*staffReply, error) {
	a, err := s.d.Identity.EnableStaff(ctx, callerOf(ctx).Subject, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &staffReply{Body: staffView(a)}, nil
}

type resetIn struct {
	StaffID
	Body struct {
		Password string `json:"password" minLength:"10" maxLength:"200" doc:"to be changed at the next sign-in"`
	}
}

// resetPassword gives an account a new password and ends its sessions.
func (s *Server) resetPassword(ctx context.Context, in *resetIn) (*staffReply, error) {
	a, err := s.d.Identity.ResetPassword(ctx, callerOf(ctx).Subject, in.ID, in.Body.Password)
	if err != nil {
		return nil, err
	}
	return &staffReply{Body: staffView(a)}, nil
}

type grantsIn struct {
	StaffID
	Body struct {
		Grants []policy.Grant `json:"grants" minItems:"1" maxItems:"20"`
	}
}

// setGrants replaces what a member of staff may do.
func (s *Server) setGrants(ctx context.Context, in *grantsIn) (*staffReply, error) {
	a, err := s.d.Identity.SetGrants(ctx, callerOf(ctx).Subject, in.ID, in.Body.Grants)
	if err != nil {
		return nil, err
	}
	return &staffReply{Body: staffView(a)}, nil
}

// SessionView is one signed-in device of the caller.
type SessionView struct {
	ID      string    `json:"id"`
	Started time.Time `json:"started"`
	Seen    time.Time `json:"seen" doc:"last use, to the minute"`
	Ends    time.Time `json:"ends" doc:"if it is not used again"`
	Current bool      `json:"current" doc:"the one that asks"`
}

type sessionsReply struct {
	Body struct {
		Items []SessionView `json:"items" doc:"the newest first"`
	}
}

// mySessions lists where the caller is signed in.
func (s *Server) mySessions(ctx context.Context, _ *struct{}) (*sessionsReply, error) {
	current := callerOf(ctx).Current
	found, err := s.d.Identity.Sessions(ctx, current.Account)
	if err != nil {
		return nil, err
	}
	out := &sessionsReply{}
	out.Body.Items = make([]SessionView, 0, len(found))
	for _, one := range found {
		out.Body.Items = append(out.Body.Items, SessionView{ID: one.ID, Started: one.CreatedAt, Seen: one.LastSeen,
			Ends: one.ExpiresAt, Current: one.ID == current.Session.ID})
	}
	return out, nil
}

// endSession signs the caller out elsewhere.
func (s *Server) endSession(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"100"`
}) (*noReply, error) {
	return nil, s.d.Identity.EndSession(ctx, callerOf(ctx).Current.Account, in.ID)
}
