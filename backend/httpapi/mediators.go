package httpapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/mediation"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

const workPath = v1 + "/centers/:id/mediator-work.csv"

func (s *Server) addMediators() {
	handle(s, Route{get, v1 + "/cases/{id}/mediators", may(policy.RouteCase), limitRead, "Mediators for a case, the fittest first, with what speaks for and against", 0}, s.suggestMediators)
	handle(s, Route{post, v1 + "/cases/{id}/choice", may(policy.AnswerSide), limitWrite, "A party names the mediator it wants", 0}, s.choose)
	handle(s, Route{post, v1 + "/cases/{id}/recusal", may(policy.RecuseCase), limitWrite, "The mediator steps aside", 0}, s.recuse)
	handle(s, Route{get, v1 + "/mediators/{id}", may(policy.ReadMediators), limitRead, "A mediator's profile", 0}, s.readProfile)
	handle(s, Route{post, v1 + "/mediators/{id}", may(policy.EditMediators), limitWrite, "Write a mediator's profile", 0}, s.editProfile)
	handle(s, Route{post, v1 + "/me/conflicts", may(policy.ReadMediators), limitWrite, "Declare whom one is close to", 0}, s.declare)
	handle(s, Route{get, v1 + "/experts", may(policy.ReadMediators), limitRead, "The pool of experts", 0}, s.experts)
	handle(s, Route{get, v1 + "/committees", may(policy.ReadMediators), limitRead, "Committees of a center", 0}, s.committees)
	handle(s, Route{post, v1 + "/committees", may(policy.EditMediators), limitWrite, "Found a committee, or change one", 0}, s.saveCommittee)
	handle(s, Route{get, v1 + "/me/work", may(policy.ReadWork), limitRead, "What the calling mediator's cases came to", 0}, s.myWork)
	handle(s, Route{get, v1 + "/centers/{id}/mediator-work", may(policy.ReadWork), limitRead, "What the cases of a center's mediators came to", 0}, s.work)
	s.App.Get(workPath, s.guarded(may(policy.ReadWork), limitRead, s.workCSV))
}

type suggestReply struct {
	Body struct {
		Items []mediation.Candidate `json:"items"`
	}
}

func (s *Server) suggestMediators(ctx context.Context, in *CaseID) (*suggestReply, error) {
	all, err := s.d.Mediation.Suggest(ctx, callerOf(ctx).Subject, in.ID)
	out := &suggestReply{}
	out.Body.Items = all
	return out, err
}

type chooseIn struct {
	CaseID
	CommandKey
	Body struct {
		Party    string `json:"party,omitempty" maxLength:"10" doc:"staff name the party; a party chooses for itself"`
		Mediator string `json:"mediator" maxLength:"64"`
	}
}

func (s *Server) choose(ctx context.Context, in *chooseIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		party, err := s.partyFor(ctx, who, in.ID, in.Body.Party)
		if err != nil {
			return nil, err
		}
		return s.d.Cases.Choose(ctx, who, in.ID, dispute.Command{ID: in.Key, Party: party, Mediator: in.Body.Mediator})
	})
}

// recuse lets the mediator step aside; the appointment with them is given back at once.
func (s *Server) recuse(ctx context.Context, in *decideIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		c, err := s.d.Cases.Take(ctx, who, in.ID, in.command(dispute.Recuse))
		if err == nil {
			if late := s.d.Booking.CaseEnded(ctx, c.ID); late != nil {
				s.log.Warn("an appointment with a mediator who stepped aside still stands", "problem", late)
			}
		}
		return c, err
	})
}

// ProfileView is a mediator's profile.
type ProfileView struct {
	Account        string                    `json:"account"`
	Grade          string                    `json:"grade,omitempty"`
	Qualifications []mediation.Qualification `json:"qualifications"`
	Expert         []string                  `json:"expert" doc:"dispute types for which the person is in the pool of experts"`
	Hours          []center.Period           `json:"hours" doc:"working pattern; none for whenever a room is open"`
	Conflicts      []ConflictView            `json:"conflicts" doc:"declared, masked"`
}

// ConflictView is a declared closeness, masked.
type ConflictView struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
}

func profileView(p *mediation.Profile) ProfileView {
	v := ProfileView{Account: p.ID, Grade: p.Grade, Qualifications: append([]mediation.Qualification{}, p.Qualifications...),
		Expert: append([]string{}, p.Expert...), Hours: append([]center.Period{}, p.Hours...), Conflicts: []ConflictView{}}
	for _, c := range p.Conflicts {
		v.Conflicts = append(v.Conflicts, ConflictView{c.Name, c.Reason})
	}
	return v
}

type profileReply struct{ Body ProfileView }

func profileAnswer(p *mediation.Profile, err error) (*profileReply, error) {
	if err != nil {
		return nil, err
	}
	return &profileReply{profileView(p)}, nil
}

func (s *Server) readProfile(ctx context.Context, in *CaseID) (*profileReply, error) {
	return profileAnswer(s.d.Mediation.Profile(ctx, callerOf(ctx).Subject, in.ID))
}

type editProfileIn struct {
	CaseID
	Body struct {
		Grade          string                    `json:"grade,omitempty" maxLength:"10"`
		Qualifications []mediation.Qualification `json:"qualifications,omitempty" maxItems:"30"`
		Expert         []string                  `json:"expert,omitempty" maxItems:"20"`
		Hours          []center.Period           `json:"hours,omitempty" maxItems:"20"`
	}
}

func (s *Server) editProfile(ctx context.Context, in *editProfileIn) (*profileReply, error) {
	b := in.Body
	return profileAnswer(s.d.Mediation.Edit(ctx, callerOf(ctx).Subject, in.ID, mediation.Profile{Grade: b.Grade, Qualifications: b.Qualifications,
		Expert: b.Expert, Hours: b.Hours}))
}

type declareIn struct {
	Body struct {
		Name   string `json:"name" maxLength:"60"`
		Reason string `json:"reason" maxLength:"20"`
	}
}

func (s *Server) declare(ctx context.Context, in *declareIn) (*profileReply, error) {
	return profileAnswer(s.d.Mediation.Declare(ctx, callerOf(ctx).Subject, in.Body.Name, in.Body.Reason))
}

// ExpertView is somebody of the pool.
type ExpertView struct {
	Account string   `json:"account"`
	Name    string   `json:"name"`
	Grade   string   `json:"grade,omitempty"`
	Expert  []string `json:"expert"`
}

type expertsReply struct {
	Body struct {
		Items []ExpertView `json:"items"`
		Next  string       `json:"next,omitempty"`
	}
}

func (s *Server) experts(ctx context.Context, in *struct {
	Type string `query:"type" maxLength:"2"`
	PageIn
}) (*expertsReply, error) {
	page, err := s.d.Mediation.Experts(ctx, in.Type, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &expertsReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]ExpertView, 0, len(page.Items))
	ids := make([]string, len(page.Items))
	for i, p := range page.Items {
		ids[i] = p.ID
	}
	accounts, err := s.d.Identity.Accounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range page.Items {
		if a := accounts[p.ID]; a != nil && !a.Disabled {
			out.Body.Items = append(out.Body.Items, ExpertView{p.ID, a.DisplayName, p.Grade, p.Expert})
		}
	}
	return out, nil
}

// CommitteeView is a people's mediation committee.
type CommitteeView struct {
	ID      string   `json:"id,omitempty" doc:"none founds one"`
	Center  string   `json:"center"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Members []string `json:"members" doc:"accounts, three to nine"`
	Chair   string   `json:"chair"`
}

type committeesReply struct {
	Body struct {
		Items []CommitteeView `json:"items"`
		Next  string          `json:"next,omitempty"`
	}
}

func (s *Server) committees(ctx context.Context, in *CenterIn) (*committeesReply, error) {
	at, err := s.at(ctx, policy.ReadMediators, in.Center)
	if err != nil {
		return nil, err
	}
	page, err := s.d.Mediation.Committees(ctx, at, in.After, in.Limit)
	out := &committeesReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]CommitteeView, 0, len(page.Items))
	for _, c := range page.Items {
		out.Body.Items = append(out.Body.Items, committeeView(c))
	}
	return out, err
}

func committeeView(c *mediation.Committee) CommitteeView {
	return CommitteeView{c.ID, c.Center, c.Name, c.Kind, c.Members, c.Chair}
}

type committeeReply struct{ Body CommitteeView }

func (s *Server) saveCommittee(ctx context.Context, in *struct{ Body CommitteeView }) (*committeeReply, error) {
	c := mediation.Committee{Center: in.Body.Center, Name: in.Body.Name, Kind: in.Body.Kind, Members: in.Body.Members, Chair: in.Body.Chair}
	c.ID = in.Body.ID
	saved, err := s.d.Mediation.SaveCommittee(ctx, callerOf(ctx).Subject, c)
	if err != nil {
		return nil, err
	}
	return &committeeReply{committeeView(saved)}, nil
}

// PeriodIn bounds a look at work: whole days in Shanghai.
type PeriodIn struct {
	From string `query:"from" required:"true" format:"date" doc:"first day"`
	To   string `query:"to" required:"true" format:"date" doc:"last day"`
}

func (p PeriodIn) times() (from, to time.Time, err error) {
	if from, err = dayOf("from", p.From); err != nil {
		return
	}
	to, err = dayOf("to", p.To)
	return from, to.AddDate(0, 0, 1), err
}

type myWorkReply struct{ Body mediation.Work }

func (s *Server) myWork(ctx context.Context, in *PeriodIn) (*myWorkReply, error) {
	from, to, err := in.times()
	if err != nil {
		return nil, err
	}
	scale, _ := s.d.Rules.Scale()
	who := callerOf(ctx).Subject
	w, err := s.d.Mediation.WorkOf(ctx, who, who.Account, from, to, scale)
	return &myWorkReply{w}, err
}

type workReply struct {
	Body struct {
		Items   []mediation.Work `json:"items"`
		Version int64            `json:"version" doc:"of the allowance that was applied"`
	}
}

func (s *Server) work(ctx context.Context, in *struct {
	CaseID
	PeriodIn
}) (*workReply, error) {
	from, to, err := in.times()
	if err != nil {
		return nil, err
	}
	out := &workReply{}
	scale, version := s.d.Rules.Scale()
	out.Body.Version = version
	out.Body.Items, err = s.d.Mediation.WorkAt(ctx, callerOf(ctx).Subject, s.d.Centers.Canonical(in.ID), from, to, scale)
	return out, err
}

// workCSV exports the same for a spreadsheet.
func (s *Server) workCSV(ctx *fiber.Ctx) error {
	by := *ctx.Locals(callerKey).(*caller)
	from, to, err := PeriodIn{ctx.Query("from"), ctx.Query("to")}.times()
	if err != nil {
		return err
	}
	if ctx.Query("from") == "" || ctx.Query("to") == "" {
		return fault.Bad("from", "required")
	}
	scale, _ := s.d.Rules.Scale()
	all, err := s.d.Mediation.WorkAt(ctx.UserContext(), by.Subject, s.d.Centers.Canonical(ctx.Params("id")), from, to, scale)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it a spreadsheet takes the text for another encoding
	w := csv.NewWriter(&b)
	var head []string
	for _, key := range []string{"work.name", "work.ended", "work.written", "work.oral", "work.failed", "work.terminated", "work.other",
		"work.confirmed", "work.amount", "work.days", "work.ratings", "work.stars", "work.allowance"} {
		head = append(head, i18n.Text(by.Lang, key, nil))
	}
	_ = w.Write(head) // a buffer does not fail
	for _, m := range all {
		stars := ""
		if m.Ratings >= mediation.MinRatings {
			stars = strconv.FormatFloat(float64(m.Stars)/100, 'f', 2, 64)
		}
		n := strconv.Itoa
		_ = w.Write([]string{plainCell(m.Name), n(m.Ended), n(m.Written), n(m.Oral), n(m.Failed), n(m.Terminated), n(m.Other), n(m.Confirmed),
			yuanCell(m.Amount), strconv.FormatFloat(float64(m.Days)/10, 'f', 1, 64), n(m.Ratings), stars, yuanCell(m.Allowance)})
	}
	w.Flush()
	name := "mediator-work-" + from.In(clock.Shanghai).Format("20060102") + ".csv"
	ctx.Attachment(name)
	ctx.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return ctx.Send(b.Bytes())
}

func yuanCell(fen int64) string { return strconv.FormatFloat(float64(fen)/100, 'f', 2, 64) }

// plainCell keeps a spreadsheet from taking a text for a formula.
func plainCell(text string) string {
	if text != "" && bytes.ContainsRune([]byte("=+-@\t\r"), rune(text[0])) {
		return "'" + text
	}
	return text
}
