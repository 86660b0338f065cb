// Package dispute is the heart: the filing that becomes a case, the one state
// table, the timeline, moderation, routing and the center queue.
//
// A case is one document. Its timeline and the notices it owes are part of it,
// so state, history and messages are saved by one write or not at all.
package dispute

import (
	"strconv"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/rules"
)

// Case is a matter from the filing to the archive (一案一码). Personal data stands
// in it only sealed (Content, Party.Sealed) or masked.
type Case struct {
	docstore.Meta
	// Track is the tracking token: 128 random bits, on the QR code. It never changes.
	Track string `json:"track"`
	// Number is the case number （YYYY）…人调字第 N 号, "" until accepted.
	Number string `json:"number,omitempty"`
	State  State  `json:"state"`
	Kind   Kind   `json:"kind"`
	Type   string `json:"type"`
	// Channel is how it came in; Language is the one the applicant is answered in.
	Channel  Channel `json:"channel"`
	Language string  `json:"language"`
	// Division is the 12-digit code of the place.
	Division string `json:"division"`
	// Amount at issue in fen; 0 when there is none.
	Amount int64 `json:"amount"`
	// story is what Content holds, of a case that was filed a moment ago: its receipt
	// need not unseal it.
	story *Story
	// limits are the periods that the case is handled under; nil for the built-in ones.
	limits rules.Limits
	// Content is the sealed Story.
	Content string  `json:"content"`
	Parties []Party `json:"parties"`
	// Applicant is the account that filed; "" when a window filed for someone without one.
	Applicant string     `json:"applicant,omitempty"`
	EnteredBy string     `json:"entered_by,omitempty"` // the intake officer's account
	Evidence  []Evidence `json:"evidence,omitempty"`
	Consent   Consent    `json:"consent"`
	// Fingerprint of the input, to tell a retry from another filing under the same key.
	Fingerprint string `json:"fingerprint"`

	// Center is in charge (首接负责: until another accepts); Department and Mediator
	// are "" until routed.
	Center     string `json:"center"`
	Department string `json:"department,omitempty"`
	Mediator   string `json:"mediator,omitempty"`
	Risk       Risk   `json:"risk"`

	Filed    time.Time `json:"filed"`
	Accepted time.Time `json:"accepted,omitzero"`
	// Left is when the case last left the center queue: the queue's speed is counted from it.
	Left   time.Time `json:"left,omitzero"`
	Ended  time.Time `json:"ended,omitzero"`
	Clocks []Clock   `json:"clocks,omitempty"`

	Appointment *Appointment `json:"appointment,omitempty"`
	Outcome     *Outcome     `json:"outcome,omitempty"`
	Transfer    *Transfer    `json:"transfer,omitempty"`
	Ratings     []Rating     `json:"ratings,omitempty"`
	Merged      *Merger      `json:"merged,omitempty"`
	Suggested   *Suggested   `json:"suggested,omitempty"`
	Helpers     []Helper     `json:"helpers,omitempty"`

	// Joint names the parties who agree to a thread that all sides read.
	Joint        []string      `json:"joint,omitempty"`
	Confirmation *Confirmation `json:"confirmation,omitempty"`
	FollowUps    []FollowUp    `json:"follow_ups,omitempty"`

	// Offer is a hand-over that the other center has not yet taken or returned.
	Offer   *Offer    `json:"offer,omitempty"`
	Summons []Summons `json:"summons,omitempty"`
	// Choices are the mediators whom the parties asked for; Recused stepped aside.
	Choices []Choice `json:"choices,omitempty"`
	Recused []string `json:"recused,omitempty"`
	// Records are those of sessions; Signatures stand under the agreement.
	Records    []Record    `json:"records,omitempty"`
	Signatures []Signature `json:"signatures,omitempty"`
	// AssignedAt is when the present mediator was named.
	AssignedAt time.Time `json:"assigned_at,omitzero"`
	// Reviews counts how often the answer to a petition was asked to be reviewed.
	Reviews int `json:"reviews,omitempty"`
	// Breached is when a party last reported that the agreement is not kept.
	Breached time.Time `json:"breached,omitzero"`

	Timeline []Entry `json:"timeline"`
	Outbox   []Owed  `json:"outbox,omitempty"`
}

// Story is what the applicant tells; kept sealed in Case.Content.
type Story struct {
	What   string `json:"what"`
	Wishes string `json:"wishes"`
	Place  string `json:"place"`
}

// Side tells the parties of a case apart.
type Side string

// Sides.
const (
	ApplicantSide  Side = "applicant"
	OtherSide      Side = "other"
	Representative Side = "representative" // acts for the applicant
)

// Party is a person or an organisation in a case.
type Party struct {
	ID   string `json:"id"` // "p1", "p2", … within the case
	Side Side   `json:"side"`
	// Organisation tells a company or an agency from a natural person.
	Organisation bool `json:"organisation,omitempty"`
	// Masked forms are what screens show; the clear ones are in Sealed.
	Name   string `json:"name"`
	Phone  string `json:"phone,omitempty"`
	Sealed string `json:"sealed"`
	// Blind indexes for look-ups; never shown.
	NameKey   string `json:"name_key"`
	PhoneKey  string `json:"phone_key,omitempty"`
	NumberKey string `json:"number_key,omitempty"`
	// Account is set when the party has signed in and is known to be this person.
	Account string `json:"account,omitempty"`
	// Relation and Authorisation: how a representative stands to the applicant, and
	// the evidence id of the written authority.
	Relation      string `json:"relation,omitempty"`
	Authorisation string `json:"authorisation,omitempty"`
	// Stand on mediation: "", "agreed", "refused" or "no_contact": a fact, not a state.
	Stand string `json:"stand,omitempty"`
	// Invitation is open until the party of the other side takes part.
	Invitation *Invitation `json:"invitation,omitempty"`
}

// Private is the part of a party that is kept sealed.
type Private struct {
	Name    string `json:"name"`
	Phone   string `json:"phone,omitempty"`
	Number  string `json:"number,omitempty"` // resident ID or unified social credit code
	Address string `json:"address,omitempty"`
}

// Evidence is a file of the case; its content lies in the blob store.
type Evidence struct {
	ID   string    `json:"id"`
	Mime string    `json:"mime"`
	Size int64     `json:"size"`
	Hash string    `json:"hash"`
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	// Verdict of the platform's check: "", "pass", "review" or "risky".
	Verdict string `json:"verdict,omitempty"`
}

// Consent records which version of the privacy notice was agreed to (个人信息保护法 art. 17, 29).
type Consent struct {
	Version string    `json:"version"`
	At      time.Time `json:"at"`
}

// Appointment is what the case knows of its confirmed appointment; booking holds the truth.
type Appointment struct {
	ID    string    `json:"id"`
	Room  string    `json:"room"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Outcome is the result that the mediator records.
type Outcome struct {
	// Oral agreements are registered (人民调解法 art. 28), written ones signed (art. 29).
	Oral bool `json:"oral,omitempty"`
	// Terms is the sealed text of the agreement or of the reasons for failure.
	Terms string `json:"terms,omitempty"`
	// More is the sealed AgreementText.
	More   string `json:"more,omitempty"`
	Amount int64  `json:"amount,omitempty"` // fen
	// PerformBy is the day by which the agreement is to be kept; zero when it names none.
	PerformBy time.Time `json:"perform_by,omitzero"`
	Onward    []string  `json:"onward,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	At        time.Time `json:"at"`
}

// Transfer is the hand-over to another body, with its receipt number.
type Transfer struct {
	Body    string    `json:"body"`
	Receipt string    `json:"receipt"`
	At      time.Time `json:"at"`
}

// Rating is one party's; the comment lies in the rating's own document.
type Rating struct {
	Party string `json:"party"`
	Stars int    `json:"stars"`
}

// Entry is one line of the timeline: appended, never edited.
type Entry struct {
	Seq   int       `json:"seq"`
	At    time.Time `json:"at"`
	Event Event     `json:"event"`
	From  State     `json:"from,omitempty"`
	To    State     `json:"to"`
	// By is the account; Role what it acted as.
	By   string `json:"by"`
	Role string `json:"role"`
	// Reason is a code of the event's list; Note is sealed free text.
	Reason string            `json:"reason,omitempty"`
	Note   string            `json:"note,omitempty"`
	Facts  map[string]string `json:"facts,omitempty"`
	// Inner entries are not shown to the parties.
	Inner bool `json:"inner,omitempty"`
	// Command is the id of the command that caused it, so that a retry is seen.
	Command string `json:"command,omitempty"`
}

// Party returns the party with an id, or nil.
func (c *Case) Party(id string) *Party {
	for i := range c.Parties {
		if c.Parties[i].ID == id {
			return &c.Parties[i]
		}
	}
	return nil
}

// PartyOf returns the party that an account is, or nil. A representative answers
// for the applicant.
func (c *Case) PartyOf(account string) *Party {
	for i := range c.Parties {
		if account != "" && c.Parties[i].Account == account {
			return &c.Parties[i]
		}
	}
	return nil
}

// Accounts are the accounts of the parties.
func (c *Case) Accounts() []string {
	var all []string
	if c.Applicant != "" {
		all = append(all, c.Applicant)
	}
	for _, p := range c.Parties {
		if p.Account != "" && p.Account != c.Applicant {
			all = append(all, p.Account)
		}
	}
	return all
}

// Applicants are the accounts of the side that brought the case.
func (c *Case) Applicants() []string {
	var all []string
	if c.Applicant != "" {
		all = append(all, c.Applicant)
	}
	for _, p := range c.Parties {
		if p.Side != OtherSide && p.Account != "" && p.Account != c.Applicant {
			all = append(all, p.Account)
		}
	}
	return all
}

// Sees tells whether a party may see a file: what its own side or the staff added.
// Each side's papers are shown to the other at the table, by the mediator.
func (c *Case) Sees(account string, e Evidence) bool {
	if c.isOther(account) {
		return e.By == account
	}
	return !c.isOther(e.By)
}

func (c *Case) isOther(account string) bool {
	p := c.PartyOf(account)
	return p != nil && p.Side == OtherSide
}

// StoryContext and the functions like it name what a sealed text belongs to, so
// that one cannot be moved into another document.
func (c *Case) StoryContext() string { return "case|" + c.ID + "|story" }

// PartyContext binds a party's sealed data.
func (c *Case) PartyContext(party string) string { return "case|" + c.ID + "|party|" + party }

// InviteContext binds the code of a party's invitation.
func (c *Case) InviteContext(party string) string { return "case|" + c.ID + "|invitation|" + party }

// NoteContext binds the note of a timeline entry.
func (c *Case) NoteContext(seq int) string { return "case|" + c.ID + "|note|" + strconv.Itoa(seq) }

// TermsContext binds the outcome's text.
func (c *Case) TermsContext() string { return "case|" + c.ID + "|terms" }
