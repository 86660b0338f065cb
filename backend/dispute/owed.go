package dispute

import (
	"fmt"
	"time"
)

// Errand is what the outbox worker does for an owed item.
type Errand string

// Errands.
const (
	SendNotice   Errand = "notice"        // tell somebody
	CheckText    Errand = "check_text"    // the platform's check of the story
	CheckFile    Errand = "check_file"    // the platform's check of one file
	AttachFile   Errand = "attach_file"   // mark an upload as used
	ReadText     Errand = "triage"        // let triage read the text
	CheckMessage Errand = "check_message" // the platform's check of a message
	TellMerged   Errand = "absorb"        // tell the case that goes on of a merged one
)

// Owed is an item of the case's outbox. It is saved with the change that owes
// it and taken off when done, so nothing is forgotten and nothing done before
// the change is durable.
type Owed struct {
	// ID is unique over all cases and stays the same over all tries.
	ID     string    `json:"id"`
	Errand Errand    `json:"errand"`
	Event  Event     `json:"event,omitempty"`
	To     string    `json:"to,omitempty"` // an account, or "center:<id>"
	File   string    `json:"file,omitempty"`
	Seq    int       `json:"seq"` // the timeline entry that owes it
	Due    time.Time `json:"due"`
	Tries  int       `json:"tries,omitempty"`
	// Problem is the code of the last failure.
	Problem string `json:"problem,omitempty"`
}

// Events of messages, which are no events of the state table.
const (
	MessageSent = Event("message")
	MessageHeld = Event("message_held") // the check wants a person to look
)

// Told lists the events of which somebody is told; catalog keys "notice.<event>".
// A test compares it with the table.
var Told = []string{"file", "ask_supplement", "supply", "decline", "appeal", "accept", "route", "assign", "schedule",
	"unschedule", "settle", "fail", "terminate", "transfer", "withdraw", "merge", "reopen", "close", "answer", "take_over", "hand_over", "hand_back", "summon", "reply_summons", "recuse", "choose_mediator", "notify", "ask_review", "answer_review",
	"join", "take_stand", "appraise", "appraised", "extend", "ask_confirmation", "court_accepts", "court_extends", "confirmation", "remind", "breach", "escalate", "absorb", "statement", "add_helper", "set_risk",
	"ask_booking", "propose_booking", "refuse_booking", "expire_booking", "drop_booking", "remind_booking", "free_slot", "message", "message_held"}

// CenterAddress is the To of a notice to the staff of a center.
func CenterAddress(center string) string { return "center:" + center }

func (c *Case) owe(rule Rule, cmd Command) {
	seen := map[string]bool{cmd.By: true} // nobody is told what they did themselves…
	if cmd.Event == File {
		seen = map[string]bool{} // …but a filing is always confirmed
	}
	for _, a := range rule.Tells {
		for _, to := range c.audience(a, cmd) {
			if to == "" || seen[to] {
				continue
			}
			seen[to] = true
			c.oweOne(Owed{Errand: SendNotice, Event: cmd.Event, To: to}, cmd.At)
		}
	}
	if cmd.Event == File || cmd.Event == Supply {
		c.oweOne(Owed{Errand: CheckText}, cmd.At)
	}
	switch cmd.Event {
	case File, Supply, Appeal:
		c.oweOne(Owed{Errand: ReadText}, cmd.At)
	case Merge:
		c.oweOne(Owed{Errand: TellMerged}, cmd.At)
	}
	for _, f := range cmd.Files {
		c.oweOne(Owed{Errand: AttachFile, File: f.ID}, cmd.At)
		c.oweOne(Owed{Errand: CheckFile, File: f.ID}, cmd.At)
	}
}

func (c *Case) oweOne(o Owed, at time.Time) {
	o.Seq = len(c.Timeline)
	n := 0
	for _, other := range c.Outbox {
		if other.Seq == o.Seq {
			n++
		}
	}
	o.ID = fmt.Sprintf("%s-%d-%d", c.ID, o.Seq, n)
	o.Due = at
	c.Outbox = append(c.Outbox, o)
}

func (c *Case) audience(a Audience, cmd Command) []string {
	switch a {
	case TellMediator:
		return []string{c.Mediator, cmd.Mediator} // who is asked for an appointment need not be the case's yet
	case TellCenter:
		return []string{CenterAddress(c.Center)}
	case TellAbove:
		return []string{CenterAddress(cmd.Center)}
	case TellExpert:
		return []string{cmd.Facts["expert"]}
	case TellFormer:
		return []string{CenterAddress(cmd.Facts["from"])}
	}
	var to []string
	for _, p := range c.Parties {
		if (a == TellOther) == (p.Side == OtherSide) {
			to = append(to, p.Account)
		}
	}
	if a == TellApplicant {
		to = append(to, c.Applicant)
	}
	return to
}
