package tracking

import (
	"time"

	"yanhe/backend/dispute"
	"yanhe/i18n"
)

// Progress is how far a stage is.
type Progress string

// Progresses.
const (
	Done Progress = "done"
	Now  Progress = "now"
	Todo Progress = "todo"
	Left Progress = "left" // the case ended without it
)

// Stage is one of the five stages that every case goes through.
type Stage struct {
	Text     string   `json:"text"`
	Progress Progress `json:"progress"`
	// Word says the progress for those who don't see it.
	Word string `json:"word"`
}

var stageKeys = []string{"tracking.stage_filed", "tracking.stage_check", "tracking.stage_arrange",
	"tracking.stage_mediate", "tracking.stage_result"}

var progressKeys = map[Progress]string{Done: "tracking.progress_done", Now: "tracking.progress_now",
	Todo: "tracking.progress_todo", Left: "tracking.progress_left"}

// step is what the page says about a state: at which stage it is, and what comes next.
type step struct {
	stage int
	// ended states have their result; nobody waits for anything.
	ended bool
	// who must do the next thing and what it is; catalog keys.
	who, what string
	// until is the clock that bounds it, "" when none does.
	until dispute.Limit
}

const (
	filed = iota
	check
	arrange
	mediate
	result
)

var steps = map[dispute.State]step{
	dispute.Submitted:       {check, false, "tracking.who_center", "tracking.next_submitted", dispute.LimitModerate},
	dispute.SupplementAsked: {check, false, "tracking.who_applicant", "tracking.next_supplement_asked", dispute.LimitSupply},
	dispute.Supplied:        {check, false, "tracking.who_center", "tracking.next_supplied", dispute.LimitModerate},
	dispute.Declined:        {check, true, "tracking.who_applicant", "tracking.next_declined", ""},
	dispute.Appealed:        {check, false, "tracking.who_center", "tracking.next_appealed", dispute.LimitModerate},
	dispute.Queued:          {arrange, false, "tracking.who_center", "tracking.next_queued", dispute.LimitAssign},
	dispute.Reopened:        {arrange, false, "tracking.who_center", "tracking.next_reopened", dispute.LimitAssign},
	dispute.Assigned:        {arrange, false, "tracking.who_both", "tracking.next_assigned", dispute.LimitMediate},
	dispute.Scheduled:       {mediate, false, "tracking.who_parties", "tracking.next_scheduled", dispute.LimitMediate},
	dispute.Mediating:       {mediate, false, "tracking.who_mediator", "tracking.next_mediating", dispute.LimitMediate},
	dispute.Settled:         {result, true, "tracking.who_parties", "tracking.next_settled", ""},
	dispute.Failed:          {result, true, "tracking.who_parties", "tracking.next_failed", ""},
	dispute.Terminated:      {result, true, "tracking.who_parties", "tracking.next_terminated", ""},
	dispute.Transferred:     {result, true, "tracking.who_body", "tracking.next_transferred", ""},
	dispute.Merged:          {result, true, "tracking.who_nobody", "tracking.next_merged", ""},
	dispute.Withdrawn:       {result, true, "tracking.who_nobody", "tracking.next_withdrawn", ""},
	dispute.Closed:          {result, true, "tracking.who_nobody", "tracking.next_closed", ""},
}

var untilKeys = map[dispute.Limit]string{dispute.LimitModerate: "tracking.until_check",
	dispute.LimitSupply: "tracking.until_supply", dispute.LimitAssign: "tracking.until_assign",
	dispute.LimitMediate: "tracking.until_mediate"}

// Next says in plain words who must do what, until when.
type Next struct {
	Who  string `json:"who"`
	What string `json:"what"`
	// Until is the last day of the period, nil when none runs; Label names the
	// period, Late says that it has passed.
	Until *time.Time `json:"until,omitempty"`
	Label string     `json:"until_label,omitempty"`
	Late  bool       `json:"late,omitempty"`
}

func next(c *dispute.Case, lang string, now time.Time) Next {
	s := steps[c.State]
	args := map[string]any{"body": ""}
	if c.Transfer != nil {
		args["body"] = i18n.Key("body." + c.Transfer.Body)
	}
	n := Next{Who: i18n.Text(lang, s.who, args), What: i18n.Text(lang, s.what, args)}
	for _, k := range c.Clocks {
		if k.Limit == s.until && k.Running() {
			last := k.Due.Add(-time.Second) // periods end at 24:00, which is the next day's 0:00
			n.Until, n.Late, n.Label = &last, !now.Before(k.Due), i18n.Text(lang, untilKeys[k.Limit], nil)
		}
	}
	return n
}

// reached is the furthest stage of the case since it was last taken up again,
// and whether that stage came to its own end: one that is withdrawn while it is
// checked has not been checked.
func reached(c *dispute.Case) (far int, complete bool) {
	for _, e := range c.Timeline {
		if e.Event == dispute.Reopen {
			far = filed
		}
		if s := steps[e.To]; s.stage != result {
			far, complete = max(far, s.stage), false
		}
		switch e.To {
		case dispute.Declined, dispute.Settled, dispute.Failed:
			complete = true
		case dispute.Terminated, dispute.Transferred, dispute.Withdrawn:
			complete = false
		}
	}
	return far, complete
}

func stages(c *dispute.Case, lang string) []Stage {
	now := steps[c.State]
	far, complete := reached(c)
	all := make([]Stage, 0, len(stageKeys))
	for i, key := range stageKeys {
		p := Todo
		switch {
		case i == filed, !now.ended && i < now.stage:
			p = Done
		case now.ended && (i < far || i == far && complete || i == result):
			p = Done
		case now.ended:
			p = Left
		case i == now.stage:
			p = Now
		}
		all = append(all, Stage{Text: i18n.Text(lang, key, nil), Progress: p, Word: i18n.Text(lang, progressKeys[p], nil)})
	}
	return all
}
