package httpapi

import (
	"context"
	"net/http"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/rating"
	"yanhe/backend/seal"
	"yanhe/i18n"
)

// Inputs and replies shared by several routes. What is embedded must be exported:
// huma fills no fields of unexported types.
type (
	// CaseID is the document that a path names.
	CaseID struct {
		ID string `path:"id" minLength:"1" maxLength:"64"`
	}
	// PageIn asks for a page.
	// PageIn asks for one page of a list.
	PageIn struct {
		After string `query:"after" maxLength:"400" doc:"cursor of the page before"`
		Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	// CommandKey makes a retry harmless.
	// CommandKey makes a command harmless to repeat.
	CommandKey struct {
		Key string `header:"Idempotency-Key" maxLength:"100" doc:"makes a retry harmless"`
	}
	caseReply struct {
		ETag string `header:"ETag"`
		Body CaseView
	}
	caseListReply struct{ Body CaseList }
	noReply       struct{}
)

type fileIn struct {
	Key  string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"100" doc:"the same key gives the same case, however often it is sent"`
	Body dispute.Filing
}

type fileReply struct {
	Status int
	Body   CaseView
}

// file takes a filing. A retry gets the same answer with status 200.
func (s *Server) file(ctx context.Context, in *fileIn) (*fileReply, error) {
	c := callerOf(ctx)
	if in.Body.Language == "" {
		in.Body.Language = c.Lang
	}
	in.Body.Language = i18n.Match(in.Body.Language) // notices have to be written in one that there is
	if in.Body.Channel == "" && !c.Subject.Staff {
		in.Body.Channel = dispute.WeChat
	}
	filed, fresh, err := s.d.Cases.File(ctx, c.Subject, in.Key, in.Body)
	if err != nil {
		return nil, err
	}
	out := &fileReply{Status: http.StatusCreated}
	if !fresh {
		out.Status = http.StatusOK
	}
	out.Body, err = s.view(filed, c)
	return out, err
}

type readIn struct {
	CaseID
	IfNoneMatch string `header:"If-None-Match"`
}

// readCase shows one case. An unchanged one costs a 304 without a body.
func (s *Server) readCase(ctx context.Context, in *readIn) (*caseReply, error) {
	caller := callerOf(ctx)
	who := caller.Subject
	c, err := s.d.Cases.Read(ctx, who, in.ID, policy.ReadCase)
	if err != nil {
		return nil, err
	}
	place, err := s.d.Cases.Position(ctx, c)
	if err != nil {
		return nil, err
	}
	tag := s.etag(c, caller)
	// A waiting case's place moves without the case being written.
	if !place.Waiting && in.IfNoneMatch == tag {
		return nil, unchanged{tag}
	}
	if err := s.auditLook(ctx, c, "case.read"); err != nil {
		return nil, err
	}
	out := &caseReply{ETag: tag}
	if out.Body, err = s.view(c, caller); err != nil {
		return nil, err
	}
	if place.Waiting {
		out.Body.Queue = &place
	}
	if out.Body.Suggested != nil {
		advice, err := s.d.Cases.Advise(ctx, c)
		if err != nil {
			return nil, err
		}
		out.Body.Suggested.Advice = s.adviceIn(caller.Lang, advice)
	}
	if c.Mediator != "" {
		mediator, err := s.d.Identity.Account(ctx, c.Mediator)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if mediator != nil {
			out.Body.MediatorName = mediator.DisplayName
		}
	}
	return out, nil
}

// unchanged answers 304 (RFC 9110, section 15.4.5): the caller has the current version.
type unchanged struct{ tag string }

// Error makes it travel the way of errors; it is none.
func (u unchanged) Error() string { return "not modified" }

// GetStatus is read by huma.
func (u unchanged) GetStatus() int { return http.StatusNotModified }

// GetHeaders is read by huma.
func (u unchanged) GetHeaders() http.Header { return http.Header{"Etag": {u.tag}} }

// take runs a command and shows the case as it then is.
func (s *Server) take(ctx context.Context, do func(who policy.Subject) (*dispute.Case, error)) (*caseReply, error) {
	caller := callerOf(ctx)
	who := caller.Subject
	c, err := do(who)
	if err != nil {
		return nil, err
	}
	if !c.Ended.IsZero() {
		// The room of a case that is over is given back at once; the sweeper does it
		// too, so a failure here only delays.
		if err := s.d.Booking.CaseEnded(ctx, c.ID); err != nil {
			s.log.Warn("an appointment of an ended case still stands", "problem", err)
		}
	}
	out := &caseReply{ETag: s.etag(c, caller)}
	if !s.d.Cases.May(who, policy.ReadCase, c) { // handed on to where the caller sees nothing
		out.Body = CaseView{CaseItem: CaseItem{ID: c.ID, Number: c.Number, State: string(c.State)},
			Parties: []PartyView{}, Evidence: []EvidenceView{}, Timeline: []EntryView{}, Actions: []string{}}
		return out, nil
	}
	out.Body, err = s.view(c, caller)
	return out, err
}

type noteIn struct {
	CaseID
	CommandKey
	Body struct {
		Note string `json:"note" maxLength:"2000"`
	}
}

// plain makes a handler for an event that needs at most a note.
func (s *Server) plain(e dispute.Event) func(context.Context, *noteIn) (*caseReply, error) {
	return func(ctx context.Context, in *noteIn) (*caseReply, error) {
		return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
			return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: e, Note: in.Body.Note})
		})
	}
}

type supplyIn struct {
	CaseID
	CommandKey
	Body struct {
		Note  string   `json:"note" maxLength:"5000"`
		Files []string `json:"files,omitempty" maxItems:"20" doc:"upload ids"`
	}
}

func (s *Server) supply(ctx context.Context, in *supplyIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Supply(ctx, who, in.ID, dispute.Command{ID: in.Key, Note: in.Body.Note}, in.Body.Files)
	})
}

// addFilesTo adds uploads to an open case.
func (s *Server) addFilesTo(ctx context.Context, in *supplyIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.AddFiles(ctx, who, in.ID, dispute.Command{ID: in.Key, Note: in.Body.Note}, in.Body.Files)
	})
}

type standIn struct {
	CaseID
	CommandKey
	Body struct {
		Party string `json:"party,omitempty" doc:"staff name the party; a party answers for itself"`
		Stand string `json:"stand" enum:"agreed,refused,no_contact"`
		Note  string `json:"note,omitempty" maxLength:"2000"`
	}
}

// stand records whether a party agrees to mediation.
func (s *Server) stand(ctx context.Context, in *standIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		party, err := s.partyFor(ctx, who, in.ID, in.Body.Party)
		if err != nil {
			return nil, err
		}
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.TakeStand, Party: party,
			Stand: in.Body.Stand, Note: in.Body.Note})
	})
}

// partyFor is the party for whom somebody speaks: a party for itself, staff for the
// one that they name.
func (s *Server) partyFor(ctx context.Context, who policy.Subject, caseID, named string) (string, error) {
	if who.Staff {
		return named, nil
	}
	c, err := s.d.Cases.Read(ctx, who, caseID, policy.AnswerSide)
	if err != nil {
		return "", err
	}
	if p := c.PartyOf(who.Account); p != nil {
		return p.ID, nil
	}
	return named, nil
}

type statementIn struct {
	CaseID
	CommandKey
	Body struct {
		Party string `json:"party,omitempty" doc:"staff name the party; a party speaks for itself"`
		Note  string `json:"note" maxLength:"5000"`
	}
}

// statement takes a party's own words: the staff and its own side read them.
func (s *Server) statement(ctx context.Context, in *statementIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		party, err := s.partyFor(ctx, who, in.ID, in.Body.Party)
		if err != nil {
			return nil, err
		}
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.Statement, Party: party, Note: in.Body.Note})
	})
}

type helperIn struct {
	CaseID
	CommandKey
	Body struct {
		Kind    string   `json:"kind" enum:"relative,neighbour,colleague,expert,organisation,interpreter"`
		Name    string   `json:"name,omitempty" maxLength:"60"`
		Expert  string   `json:"expert,omitempty" maxLength:"64" doc:"account of an expert of the pool, who is told; the name is then theirs"`
		Consent []string `json:"consent" maxItems:"20" doc:"ids of the parties who have agreed: all must"`
	}
}

// addHelper records whom the mediator asks to the table.
func (s *Server) addHelper(ctx context.Context, in *helperIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		mask := seal.MaskName
		if in.Body.Kind == "organisation" {
			mask = seal.MaskOrg
		}
		cmd := dispute.Command{ID: in.Key, Helper: &dispute.Helper{Kind: in.Body.Kind, Consent: in.Body.Consent}}
		name := in.Body.Name
		if in.Body.Kind == "expert" && in.Body.Expert != "" {
			expert, err := s.d.Mediation.Expert(ctx, in.Body.Expert)
			if err != nil {
				return nil, err
			}
			name, cmd.Facts = expert.Name, map[string]string{"expert": expert.Account}
		}
		return s.d.Cases.AddHelper(ctx, who, in.ID, cmd, name, mask)
	})
}

type rateIn struct {
	CaseID
	Body struct {
		Party   string   `json:"party,omitempty" doc:"staff name the party; a party rates for itself"`
		Stars   int      `json:"stars" minimum:"1" maximum:"5"`
		Tags    []string `json:"tags,omitempty" maxItems:"7"`
		Comment string   `json:"comment,omitempty" maxLength:"500"`
	}
}

func (s *Server) rate(ctx context.Context, in *rateIn) (*noReply, error) {
	return nil, s.d.Rating.Rate(ctx, callerOf(ctx).Subject, in.ID, rating.Input{Party: in.Body.Party, Stars: in.Body.Stars,
		Tags: in.Body.Tags, Comment: in.Body.Comment})
}

type mineIn struct {
	PageIn
	Side string `query:"side" enum:"applicant,other" default:"applicant"`
}

// myCases lists the caller's cases.
func (s *Server) myCases(ctx context.Context, in *mineIn) (*caseListReply, error) {
	who := callerOf(ctx).Subject
	list := s.d.Cases.Mine
	if in.Side == "other" {
		list = s.d.Cases.AgainstMe
	}
	page, err := list(ctx, who.Account, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.list(page, false), nil
}
