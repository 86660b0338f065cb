package dispute

import (
	"slices"
	"strings"

	"yanhe/backend/fault"
)

// MaxEvidence is how many files a case may hold.
const MaxEvidence = 50

// lacks returns the fault when a command does not bring what its rule needs.
func (c *Case) lacks(need Need, cmd Command) error {
	check := func(ok bool, field string) error {
		if ok {
			return nil
		}
		return fault.Bad(field, "required")
	}
	switch need {
	case NeedReason:
		return reasonOf(cmd)
	case NeedNote:
		return check(strings.TrimSpace(cmd.Note) != "", "note")
	case NeedCenter:
		return check(cmd.Center != "", "center")
	case NeedNumber:
		return check(cmd.Number != "", "number")
	case NeedMediator:
		if slices.Contains(c.Recused, cmd.Mediator) {
			return fault.Bad("mediator", "case.recused")
		}
		return check(cmd.Mediator != "", "mediator")
	case NeedSlot:
		return check(cmd.Slot != nil && cmd.Slot.ID != "", "appointment")
	case NeedTerms:
		return check(cmd.Outcome != nil && strings.TrimSpace(cmd.Outcome.Terms) != "", "terms")
	case NeedOnward:
		return onwardOf(cmd)
	case NeedBody:
		if cmd.Transfer == nil || !slices.Contains(Bodies, cmd.Transfer.Body) {
			return fault.Bad("body", "case.unknown_body")
		}
		return check(strings.TrimSpace(cmd.Transfer.Receipt) != "", "receipt")
	case NeedInto:
		return check(cmd.Merger != nil && cmd.Merger.Case != "", "into")
	case NeedFiles:
		if len(c.Evidence)+len(cmd.Files) > MaxEvidence {
			return fault.Bad("files", "case.too_many_files").With("limit", MaxEvidence)
		}
		return check(len(cmd.Files) > 0, "files")
	case NeedRisk:
		return check(slices.Contains(Risks, cmd.Risk), "risk")
	case NeedType:
		if !slices.Contains(Kinds, cmd.Kind) {
			return fault.Bad("kind", "case.unknown_kind")
		}
		if !slices.Contains(Types, cmd.Type) {
			return fault.Bad("type", "case.unknown_type")
		}
		return nil
	case NeedInvited:
		if p := c.Party(cmd.Party); p == nil || p.Side != OtherSide {
			return fault.Bad("party", "case.unknown_party")
		} else if p.Account != "" {
			return fault.New(fault.Conflict, "invite.joined").At("party")
		}
		return nil
	case NeedStand:
		if p := c.Party(cmd.Party); p == nil || p.Side == Representative {
			return fault.Bad("party", "case.unknown_party")
		}
		return check(slices.Contains(Stands, cmd.Stand), "stand")
	case NeedStars:
		return c.ratable(cmd)
	case NeedConfirmable, NeedAsked, NeedRuling, NeedResult:
		return c.lacksConfirmation(need, cmd)
	case NeedPlan, NeedFound:
		return c.lacksFollowUp(need, cmd)
	case NeedParty:
		if c.Party(cmd.Party) == nil {
			return fault.Bad("party", "case.unknown_party")
		}
		return nil
	case NeedWilling:
		return c.unwilling()
	case NeedHelper:
		return c.lacksHelper(cmd.Helper)
	case NeedPetition, NeedReviewable, NeedReview:
		return c.lacksPetition(need, cmd)
	case NeedNoOffer, NeedOffer:
		return c.lacksOffer(need, cmd)
	case NeedOnCall, NeedSummoned:
		return c.lacksSummons(need, cmd)
	case NeedRecord:
		return c.lacksRecord(cmd)
	case NeedSignature:
		return c.lacksSignature(cmd)
	case NeedCorrected:
		return check(cmd.Corrected != nil, "name")
	case NeedOverdue:
		if i := c.runningOf(cmd.Overdue, cmd.OverdueOf); i < 0 || cmd.At.Before(c.Clocks[i].wakes()) {
			return fault.New(fault.Conflict, "case.not_overdue")
		}
		return nil
	case NeedUnpaused, NeedPaused, NeedFirst:
		return c.lacksTime(need)
	}
	return fault.Internalf("dispute: need %q is not known", need)
}

// lacksTime checks the clock of the mediation, or of the petition, whose time no
// appraisal stops (信访工作条例 art. 34 knows only the extension).
func (c *Case) lacksTime(need Need) error {
	i := slices.IndexFunc(c.Clocks, func(k Clock) bool {
		return (k.Limit == LimitMediate || k.Limit == LimitPetition) && k.Stopped.IsZero()
	})
	paused := i >= 0 && !c.Clocks[i].Paused.IsZero()
	switch {
	case need != NeedFirst && c.Kind == Petition:
		return fault.New(fault.Conflict, "case.petition_time")
	case need == NeedUnpaused && paused:
		return fault.New(fault.Conflict, "case.appraisal_runs")
	case need == NeedPaused && !paused:
		return fault.New(fault.Conflict, "case.no_appraisal")
	case need == NeedFirst && (i < 0 || c.Clocks[i].Extended):
		return fault.New(fault.Conflict, "case.extended")
	}
	return nil
}

// Stands are a party's answers to the offer of mediation; catalog keys "stand.<stand>".
var Stands = []string{"agreed", "refused", "no_contact"}

func reasonOf(cmd Command) error {
	list := DeclineReasons
	switch cmd.Event {
	case Terminate:
		list = TerminateReasons
	case HandOver:
		list = HandOverReasons
	case Recuse:
		list = RecuseReasons
	}
	if !slices.Contains(list, cmd.Reason) {
		return fault.Bad("reason", "case.unknown_reason")
	}
	return nil
}

func onwardOf(cmd Command) error {
	if cmd.Outcome == nil || len(cmd.Outcome.Onward) == 0 {
		return fault.Bad("onward", "required")
	}
	for _, way := range cmd.Outcome.Onward {
		if !slices.Contains(OnwardWays, way) {
			return fault.Bad("onward", "case.unknown_onward")
		}
	}
	return nil
}

func (c *Case) ratable(cmd Command) error {
	if c.Party(cmd.Party) == nil {
		return fault.Bad("party", "case.unknown_party")
	}
	if cmd.Stars < 1 || cmd.Stars > 5 {
		return fault.Bad("stars", "rating.stars")
	}
	if slices.ContainsFunc(c.Ratings, func(r Rating) bool { return r.Party == cmd.Party }) {
		return fault.New(fault.Conflict, "rating.once")
	}
	return nil
}
