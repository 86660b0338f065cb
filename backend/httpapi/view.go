package httpapi

import (
	"strconv"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

// CaseItem is a case in a list: nothing personal but the masked name.
type CaseItem struct {
	ID       string    `json:"id"`
	Number   string    `json:"number" doc:"case number, empty until accepted"`
	State    string    `json:"state"`
	Kind     string    `json:"kind"`
	Type     string    `json:"type"`
	Channel  string    `json:"channel"`
	Division string    `json:"division"`
	Place    string    `json:"place" doc:"name of the division"`
	Center   string    `json:"center"`
	Mediator string    `json:"mediator,omitempty" doc:"account of the mediator"`
	Name     string    `json:"name" doc:"applicant, masked"`
	Amount   int64     `json:"amount" doc:"fen"`
	Risk     string    `json:"risk,omitempty" doc:"staff only"`
	Filed    time.Time `json:"filed"`
	Due      *Due      `json:"due,omitempty"`
	Rated    bool      `json:"rated"`
	// Appointment is the confirmed one, if there is one to come or it is going on.
	Appointment *dispute.Appointment `json:"appointment,omitempty"`
}

// Due is the period that runs out next.
type Due struct {
	Limit string    `json:"limit"`
	At    time.Time `json:"at"`
	Light string    `json:"light" enum:"green,yellow,red"`
}

// CaseView is a case as one caller may see it.
type CaseView struct {
	CaseItem
	Track        string                `json:"track" doc:"tracking token"`
	CenterTitle  string                `json:"center_title"`
	CenterPhone  string                `json:"center_phone"`
	Department   string                `json:"department,omitempty"`
	MediatorName string                `json:"mediator_name,omitempty"`
	Accepted     *time.Time            `json:"accepted,omitempty"`
	Ended        *time.Time            `json:"ended,omitempty"`
	Story        *StoryView            `json:"story,omitempty" doc:"only for who may read the content"`
	Parties      []PartyView           `json:"parties"`
	Threads      []string              `json:"threads" doc:"threads of messages that the caller may use"`
	Helpers      []HelperView          `json:"helpers,omitempty"`
	Evidence     []EvidenceView        `json:"evidence"`
	Outcome      *OutcomeView          `json:"outcome,omitempty"`
	Transfer     *dispute.Transfer     `json:"transfer,omitempty"`
	Confirmation *dispute.Confirmation `json:"confirmation,omitempty" doc:"what came of the application to a court"`
	FollowUps    []dispute.FollowUp    `json:"follow_ups,omitempty" doc:"for who follows cases up"`
	Merged       *dispute.Merger       `json:"merged,omitempty" doc:"the case that goes on instead"`
	Enforcement  *EnforcementView      `json:"enforcement,omitempty" doc:"what can be done about a broken agreement"`
	Offer        *dispute.Offer        `json:"offer,omitempty" doc:"an open hand-over; staff only"`
	Summons      []dispute.Summons     `json:"summons,omitempty" doc:"calls to departments; staff only"`
	Choices      []dispute.Choice      `json:"choices,omitempty" doc:"mediators whom the parties asked for; of the parties each its own"`
	Recused      []string              `json:"recused,omitempty" doc:"mediators who stepped aside; staff only"`
	Silent       []SilentView          `json:"silent,omitempty" doc:"who has not answered in time; staff only"`
	Suggested    *SuggestedView        `json:"suggested,omitempty" doc:"what triage makes of it; staff only"`
	Timeline     []EntryView           `json:"timeline"`
	Actions      []string              `json:"actions" doc:"events the caller may take now"`
	Queue        *dispute.Place        `json:"queue,omitempty" doc:"present while the case waits in a center queue"`
}

// StoryView is what was told, in clear.
type StoryView struct {
	What   string `json:"what"`
	Wishes string `json:"wishes"`
	Place  string `json:"place"`
}

// PartyView is a party with masked data.
type PartyView struct {
	ID           string `json:"id"`
	Side         string `json:"side"`
	Organisation bool   `json:"organisation"`
	Name         string `json:"name"`
	Phone        string `json:"phone,omitempty"`
	Relation     string `json:"relation,omitempty"`
	Stand        string `json:"stand,omitempty"`
	You          bool   `json:"you"`
	// Invited is until when an invitation is open, Joined whether the party has an
	// account of its own here.
	Invited *time.Time `json:"invited,omitempty" doc:"until when an invitation is open; staff only"`
	Joined  bool       `json:"joined" doc:"takes part with an account of its own"`
}

// HelperView is somebody asked to the table, with a masked name.
type HelperView struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// EvidenceView is a file; its content has a route of its own.
type EvidenceView struct {
	ID      string    `json:"id"`
	Mime    string    `json:"mime"`
	Size    int64     `json:"size"`
	At      time.Time `json:"at"`
	Verdict string    `json:"verdict,omitempty" doc:"staff only"`
}

// OutcomeView is the result.
type OutcomeView struct {
	Oral      bool       `json:"oral"`
	Terms     string     `json:"terms,omitempty"`
	Amount    int64      `json:"amount"`
	PerformBy *time.Time `json:"perform_by,omitempty"`
	Onward    []string   `json:"onward,omitempty"`
	Facts     string     `json:"facts,omitempty"`
	Matter    string     `json:"matter,omitempty"`
	How       string     `json:"perform_how,omitempty"`
	Signed    bool       `json:"signed" doc:"in force: an oral agreement at once, a written one with all signatures and the seal"`
	Signers   []string   `json:"signers" doc:"who has signed: parties, mediator, seal"`
	Reason    string     `json:"reason,omitempty"`
	At        time.Time  `json:"at"`
}

// EntryView is a line of the timeline.
type EntryView struct {
	Seq    int               `json:"seq"`
	At     time.Time         `json:"at"`
	Event  string            `json:"event"`
	From   string            `json:"from,omitempty"`
	To     string            `json:"to"`
	Role   string            `json:"role"`
	By     string            `json:"by,omitempty" doc:"account; staff only"`
	Reason string            `json:"reason,omitempty"`
	Note   string            `json:"note,omitempty"`
	Facts  map[string]string `json:"facts,omitempty"`
	Inner  bool              `json:"inner,omitempty"`
}

// CaseList is a page of cases.
type CaseList struct {
	Items []CaseItem `json:"items"`
	Next  string     `json:"next,omitempty" doc:"cursor of the next page, absent on the last"`
}

func (s *Server) item(c *dispute.Case, staff bool) CaseItem {
	it := CaseItem{ID: c.ID, Number: c.Number, State: string(c.State), Kind: string(c.Kind), Type: c.Type,
		Channel: string(c.Channel), Division: c.Division, Center: c.Center, Mediator: c.Mediator, Amount: c.Amount,
		Filed: c.Filed, Rated: len(c.Ratings) > 0, Appointment: c.Appointment}
	if center, err := s.d.Centers.Get(c.Division); err == nil {
		it.Place = center.Name
	}
	for _, p := range c.Parties {
		if p.Side == dispute.ApplicantSide {
			it.Name = p.Name
		}
	}
	if k, ok := c.Due(); ok {
		it.Due = &Due{Limit: string(k.Limit), At: k.Due, Light: string(k.Light(s.d.Clock.Now()))}
	}
	if staff {
		it.Risk = string(c.Risk)
	}
	return it
}

func (s *Server) list(page dispute.Page, staff bool) *caseListReply {
	out := &caseListReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]CaseItem, 0, len(page.Items))
	for _, c := range page.Items {
		out.Body.Items = append(out.Body.Items, s.item(c, staff))
	}
	return out
}

// view shows a case to a caller who has been allowed to read it.
func (s *Server) view(c *dispute.Case, by caller) (CaseView, error) {
	who := by.Subject
	v := CaseView{CaseItem: s.item(c, who.Staff), Track: c.Track, Department: c.Department,
		Transfer: c.Transfer, Merged: c.Merged, Confirmation: c.Confirmation, Accepted: when(c.Accepted), Ended: when(c.Ended), Parties: []PartyView{}, Evidence: []EvidenceView{},
		Actions: []string{}}
	if center, err := s.d.Centers.Get(c.Center); err == nil {
		v.CenterTitle, v.CenterPhone = center.Title, center.Phone
		if by.Lang != i18n.Default && center.TitleEN != "" {
			v.CenterTitle = center.TitleEN
		}
	}
	for _, p := range c.Parties {
		v.Parties = append(v.Parties, s.partyView(p, who))
	}
	if s.d.Cases.May(who, policy.FollowUp, c) {
		v.FollowUps = c.FollowUps
	}
	if v.Threads = []string{}; s.d.Cases.May(who, policy.TalkInCase, c) {
		v.Threads = c.Threads(who.Account, who.Staff)
	}
	for _, h := range c.Helpers {
		v.Helpers = append(v.Helpers, HelperView{Kind: h.Kind, Name: h.Name})
	}
	for _, e := range s.d.Cases.Open(who, c) {
		v.Actions = append(v.Actions, string(e))
	}
	if err := s.fillContent(&v, c, who); err != nil {
		return v, err
	}
	if err := s.fillSuggested(&v, c, who); err != nil {
		return v, err
	}
	s.fillHandling(&v, c, by)
	return v, s.fillTimeline(&v, c, who)
}

func (s *Server) partyView(p dispute.Party, who policy.Subject) PartyView {
	v := PartyView{ID: p.ID, Side: string(p.Side), Organisation: p.Organisation, Name: p.Name, Phone: p.Phone,
		Relation: p.Relation, Stand: p.Stand, You: p.Account != "" && p.Account == who.Account, Joined: p.Account != ""}
	if who.Staff && p.Invitation != nil {
		v.Invited = when(p.Invitation.Until)
	}
	return v
}

func (s *Server) fillContent(v *CaseView, c *dispute.Case, who policy.Subject) error {
	if s.d.Cases.May(who, policy.ReadContent, c) {
		story, err := s.d.Cases.OpenStory(c)
		if err != nil {
			return err
		}
		v.Story = &StoryView{What: story.What, Wishes: story.Wishes, Place: story.Place}
	}
	if s.d.Cases.May(who, policy.ReadEvidence, c) {
		for _, e := range c.Evidence {
			if !who.Staff && !c.Sees(who.Account, e) {
				continue
			}
			ev := EvidenceView{ID: e.ID, Mime: e.Mime, Size: e.Size, At: e.At}
			if who.Staff {
				ev.Verdict = e.Verdict
			}
			v.Evidence = append(v.Evidence, ev)
		}
	}
	if c.Outcome != nil && s.d.Cases.May(who, policy.ReadOutcome, c) {
		terms, err := s.d.Cases.OpenTerms(c)
		if err != nil {
			return err
		}
		o := c.Outcome
		more, err := s.d.Cases.OpenMore(c)
		if err != nil {
			return err
		}
		signers := []string{}
		for _, x := range c.Signatures {
			signers = append(signers, x.Who)
		}
		v.Outcome = &OutcomeView{Facts: more.Facts, Matter: more.Matter, How: more.How, Signed: c.Signed(), Signers: signers, Oral: o.Oral, Terms: terms, Amount: o.Amount, PerformBy: when(o.PerformBy), Onward: o.Onward, Reason: o.Reason, At: o.At}
	}
	return nil
}

// fillTimeline shows what happened, with the notes that the reader may see.
func (s *Server) fillTimeline(v *CaseView, c *dispute.Case, who policy.Subject) error {
	v.Timeline = make([]EntryView, 0, len(c.Timeline))
	content, staff := s.d.Cases.May(who, policy.ReadContent, c), who.Staff
	follows := s.d.Cases.May(who, policy.FollowUp, c)
	for _, e := range c.Timeline {
		if e.Inner && !staff || onRatings[e.Event] && !follows {
			continue
		}
		ev := EntryView{Seq: e.Seq, At: e.At, Event: string(e.Event), From: string(e.From), To: string(e.To), Role: e.Role,
			Reason: e.Reason, Facts: e.Facts, Inner: e.Inner}
		if staff {
			ev.By = e.By
		}
		if staff && content || !staff && c.SeesNote(who.Account, e) {
			note, err := s.d.Cases.OpenNote(c, e)
			if err != nil {
				return err
			}
			ev.Note = note
		}
		v.Timeline = append(v.Timeline, ev)
	}
	return nil
}

func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// etag of a case's version, as the caller sees it: the role, the language and the
// time-limit light, which changes without the case being written, are part of it.
func (s *Server) etag(c *dispute.Case, by caller) string {
	role, light := "c", dispute.Dark
	if p := c.PartyOf(by.Subject.Account); by.Subject.Staff {
		role = "s"
	} else if p != nil {
		role = p.ID
	}
	if k, ok := c.Due(); ok {
		light = k.Light(s.d.Clock.Now())
	}
	return `"` + role + strconv.FormatInt(c.Version, 36) + "-" + by.Lang + "-" + string(light) + `"`
}
