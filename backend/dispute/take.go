package dispute

import (
	"errors"
	"slices"
	"time"

	"yanhe/backend/fault"
)

// Command asks for one event. Only the fields that the rule needs are looked at.
type Command struct {
	// ID makes a retry harmless: a command that is on the timeline is not taken again.
	ID    string
	Event Event
	At    time.Time
	// By is the account and Role what it acts as ("applicant", "mediator", …, "system").
	By, Role string

	Reason string
	Note   string // clear text; the timeline keeps it sealed
	Facts  map[string]string

	Center, Department, Mediator string
	Number                       string
	Slot                         *Appointment
	Outcome                      *Outcome
	Transfer                     *Transfer
	Merger                       *Merger
	Helper                       *Helper
	Confirmation                 *Confirmation
	Checks                       []string // ConfirmChecks that hold
	FollowUp                     *FollowUp
	Files                        []Evidence
	Risk                         Risk
	Kind                         Kind
	Type                         string
	Party, Stand                 string
	Invitation                   *Invitation
	Stars                        int
	// Overdue names the clock that Escalate is about, OverdueOf whose it is.
	Overdue   Limit
	OverdueOf string
	// Corrected is what is now known of a party, sealed and masked.
	Corrected *Party
	Record    *Record
	Signature *Signature
	Agreement AgreementText
	Reply     string // one of SummonReplies
}

// errDone tells that a command has been taken before.
var errDone = errors.New("dispute: command already taken")

// Take applies a command by the state table: it checks the state and the needs,
// makes the changes, appends to the timeline, turns the clocks and owes the
// notices. It changes nothing when it fails.
func (c *Case) Take(cmd Command) error {
	rule, ok := RuleOf(cmd.Event)
	if !ok {
		return fault.Bad("event", "case.unknown_event")
	}
	if c.taken(cmd) {
		return errDone
	}
	if cmd.Event == File && len(c.Timeline) > 0 || cmd.Event != File && !slices.Contains(rule.From, c.State) {
		return fault.New(fault.Conflict, "case.not_now").With("event", string(cmd.Event)).With("state", string(c.State))
	}
	for _, need := range rule.Needs {
		if err := c.lacks(need, cmd); err != nil {
			return err
		}
	}
	from, was := c.State, c.Kind
	if rule.To != "" {
		c.State = rule.To
	}
	c.change(cmd, from)
	c.append(rule, cmd, from)
	if cmd.Event == Correct && (c.Kind == Petition) != (was == Petition) {
		c.Clocks = c.replay() // a petition has other clocks, counted from the first day
	} else {
		c.turnClocks(turnOf(rule, c.Timeline[len(c.Timeline)-1]))
	}
	c.owe(rule, cmd)
	return nil
}

// taken tells whether a command is on the timeline already.
func (c *Case) taken(cmd Command) bool {
	return cmd.ID != "" && slices.ContainsFunc(c.Timeline, func(e Entry) bool { return e.Command == cmd.ID && e.Event == cmd.Event })
}

func (c *Case) append(rule Rule, cmd Command, from State) {
	c.Timeline = append(c.Timeline, Entry{
		Seq: len(c.Timeline) + 1, At: cmd.At, Event: cmd.Event, From: from, To: c.State,
		By: cmd.By, Role: cmd.Role, Reason: cmd.Reason, Note: cmd.Note, Facts: cmd.facts(),
		Inner: rule.Inner, Command: cmd.ID,
	})
}

// facts are the non-personal values of a command that the timeline keeps.
func (cmd Command) facts() map[string]string {
	f := map[string]string{}
	for k, v := range cmd.Facts {
		f[k] = v
	}
	put := func(k, v string) {
		if v != "" {
			f[k] = v
		}
	}
	put("center", cmd.Center)
	put("department", cmd.Department)
	put("mediator", cmd.Mediator)
	put("number", cmd.Number)
	put("risk", string(cmd.Risk))
	put("kind", string(cmd.Kind))
	put("reply", cmd.Reply)
	put("of", cmd.OverdueOf)
	put("type", cmd.Type)
	put("party", cmd.Party)
	put("stand", cmd.Stand)
	put("limit", string(cmd.Overdue))
	if cmd.Slot != nil {
		put("appointment", cmd.Slot.ID)
		put("room", cmd.Slot.Room)
		put("start", cmd.Slot.Start.UTC().Format(time.RFC3339))
		put("end", cmd.Slot.End.UTC().Format(time.RFC3339))
	}
	if cmd.Transfer != nil {
		put("body", cmd.Transfer.Body)
		put("receipt", cmd.Transfer.Receipt)
	}
	if cmd.Confirmation != nil {
		put("result", cmd.Confirmation.Result)
		put("receipt", cmd.Confirmation.Receipt)
	}
	if cmd.FollowUp != nil {
		put("follow_up", cmd.FollowUp.ID)
		put("kind", cmd.FollowUp.Kind)
		put("result", cmd.FollowUp.Result)
	}
	if cmd.Record != nil {
		put("record", cmd.Record.ID)
		put("kind", cmd.Record.Kind)
	}
	if cmd.Signature != nil {
		put("who", cmd.Signature.Who)
		put("method", cmd.Signature.Method)
	}
	if cmd.Helper != nil {
		put("helper", cmd.Helper.Kind)
	}
	if cmd.Merger != nil {
		put("into", cmd.Merger.Number)
	}
	if len(f) == 0 {
		return nil
	}
	return f
}

// change makes the changes an event brings besides the state.
func (c *Case) change(cmd Command, from State) {
	if slices.Contains(waiting, from) && !slices.Contains(waiting, c.State) {
		c.Left = cmd.At
	}
	if slices.Contains([]State{Declined, Settled, Failed, Terminated, Transferred, Withdrawn, Merged}, c.State) && from != c.State || cmd.Event == Answer {
		c.Ended = cmd.At
		c.Appointment, c.Offer = nil, nil
	}
	switch cmd.Event {
	case Appeal:
		c.Ended = time.Time{} // it goes on: neither the archive nor anybody's figures count it
	case Accept:
		c.Number, c.Accepted = cmd.Number, cmd.At
		c.Center, c.Department = cmd.Center, cmd.Department
	case Route:
		c.Center, c.Department, c.Mediator, c.AssignedAt = cmd.Center, cmd.Department, "", time.Time{}
	case HandOver:
		c.Offer = &Offer{From: c.Center, To: cmd.Center, Department: cmd.Department, At: cmd.At}
	case TakeOver:
		c.Center, c.Department, c.Mediator, c.AssignedAt, c.Offer = c.Offer.To, c.Offer.Department, "", time.Time{}, nil
	case HandBack:
		c.Offer = nil
	case Summon:
		c.Summons = append(c.Summons, Summons{Department: cmd.Department, At: cmd.At})
	case ReplySummons:
		c.reply(cmd)
	case AskReview:
		c.Reviews++
	case CorrectParty:
		c.correct(cmd)
	case AddRecord:
		c.Records = append(c.Records, *cmd.Record)
	case Sign:
		c.Signatures = append(c.Signatures, *cmd.Signature)
	case Breach:
		c.Breached = cmd.At
	case Assign:
		c.named(cmd)
	case Schedule:
		c.named(cmd)
		c.Appointment = cmd.Slot
	case Recuse:
		c.Recused = append(c.Recused, c.Mediator)
		c.Mediator, c.AssignedAt, c.Appointment = "", time.Time{}, nil
	case Choose:
		c.choose(cmd)
	case Unschedule:
		c.Appointment = nil
	case Settle, Fail, Terminate:
		c.conclude(cmd)
	case TransferOut:
		t := *cmd.Transfer
		t.At = cmd.At
		c.Transfer = &t
	case Merge:
		c.Merged = cmd.Merger
	case AgreeJoint:
		if !slices.Contains(c.Joint, cmd.Party) {
			c.Joint = append(c.Joint, cmd.Party)
		}
	case AddHelper:
		c.Helpers = append(c.Helpers, *cmd.Helper)
	case Reopen:
		c.Ended, c.Outcome, c.Mediator, c.Ratings, c.Confirmation = time.Time{}, nil, "", nil, nil
		c.AssignedAt = time.Time{}
		c.Reviews, c.Breached, c.Signatures = 0, time.Time{}, nil
	case AddFiles:
		c.Evidence = append(c.Evidence, cmd.Files...)
	case Supply:
		c.Evidence = append(c.Evidence, cmd.Files...)
	case Invite:
		c.Party(cmd.Party).Invitation = cmd.Invitation
	case Join:
		p := c.Party(cmd.Party)
		p.Account, p.Invitation = cmd.By, nil
	case TakeStand:
		c.Party(cmd.Party).Stand = cmd.Stand
	case SetRisk:
		c.Risk = cmd.Risk
	case Correct:
		c.Kind, c.Type = cmd.Kind, cmd.Type
	case Rate:
		c.Ratings = append(c.Ratings, Rating{Party: cmd.Party, Stars: cmd.Stars})
	case AskConfirm:
		c.Confirmation = &Confirmation{Asked: cmd.At, Court: cmd.Confirmation.Court, Receipt: cmd.Confirmation.Receipt}
	case Confirm:
		c.Confirmation.Result, c.Confirmation.At = cmd.Confirmation.Result, cmd.At
	case DoFollowUp:
		c.done(cmd)
	}
	c.planAfter(cmd)
}

func (c *Case) conclude(cmd Command) {
	o := Outcome{Reason: cmd.Reason}
	if cmd.Outcome != nil {
		o = *cmd.Outcome
		o.Reason = cmd.Reason
	}
	o.At = cmd.At
	c.Outcome = &o
}
