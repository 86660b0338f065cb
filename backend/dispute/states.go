package dispute

import (
	"slices"

	"yanhe/backend/policy"
)

// State is the word for where a case stands; catalog keys "state.<state>".
type State string

// States.
const (
	Submitted       State = "submitted"        // 待审核
	SupplementAsked State = "supplement_asked" // 待补正
	Supplied        State = "supplied"         // 已补正
	Declined        State = "declined"         // 不予受理
	Appealed        State = "appealed"         // 申诉中
	Queued          State = "queued"           // 已受理, in the center queue
	Assigned        State = "assigned"         // 已指派调解员
	Scheduled       State = "scheduled"        // 已约定调解
	Mediating       State = "mediating"        // 调解中
	Settled         State = "settled"          // 调解成功
	Failed          State = "failed"           // 调解不成
	Terminated      State = "terminated"       // 终止调解
	Transferred     State = "transferred"      // 已移送
	Withdrawn       State = "withdrawn"        // 已撤回
	Merged          State = "merged"           // 已并案: the same matter goes on as another case
	Reopened        State = "reopened"         // 重新受理
	Closed          State = "closed"           // 已结案
)

// States in the order of a case's life.
var States = []State{Submitted, SupplementAsked, Supplied, Declined, Appealed, Queued, Assigned, Scheduled,
	Mediating, Settled, Failed, Terminated, Transferred, Withdrawn, Merged, Reopened, Closed}

// Event is something that happens to a case; catalog keys "event.<event>".
type Event string

// Events. Those of the second group are facts: they leave the state as it is.
const (
	File          Event = "file"
	AskSupplement Event = "ask_supplement"
	Supply        Event = "supply"
	Decline       Event = "decline"
	Appeal        Event = "appeal"
	Accept        Event = "accept"
	Route         Event = "route"
	Assign        Event = "assign"
	Schedule      Event = "schedule"
	Unschedule    Event = "unschedule"
	Start         Event = "start"
	Settle        Event = "settle"
	Fail          Event = "fail"
	Terminate     Event = "terminate"
	TransferOut   Event = "transfer"
	Withdraw      Event = "withdraw"
	Merge         Event = "merge"
	Reopen        Event = "reopen"
	Close         Event = "close"

	// Of petitions.
	Notify       Event = "notify" // told in writing that it is taken (信访工作条例 art. 23)
	Answer       Event = "answer" // the opinion on it (处理意见, art. 32)
	AskReview    Event = "ask_review"
	AnswerReview Event = "answer_review"

	HandOver     Event = "hand_over" // a center offers a case to another
	TakeOver     Event = "take_over"
	HandBack     Event = "hand_back" // it returns the offer, with reason
	Summon       Event = "summon"    // an on-call department is asked to come (随叫随驻)
	ReplySummons Event = "reply_summons"
	Choose       Event = "choose_mediator" // a party names whom it trusts (人民调解法 art. 19)
	Recuse       Event = "recuse"          // the mediator steps aside (回避)
	AddRecord    Event = "add_record"      // the record of a session, or of an inquiry
	Sign         Event = "sign"            // a name under the agreement
	CorrectParty Event = "correct_party"   // what is known of the other side was wrong
	Breach       Event = "breach"          // a party says that the agreement is not kept

	AddFiles       Event = "add_files"
	Invite         Event = "invite" // the other side is asked to take part
	Join           Event = "join"   // it does, by its invitation
	TakeStand      Event = "take_stand"
	Statement      Event = "statement" // a party says in its own words what it has to say
	AddHelper      Event = "add_helper"
	AgreeJoint     Event = "agree_joint" // a party agrees to a thread that all sides read
	Appraise       Event = "appraise"    // an appraisal or inspection is under way: time stands still
	Appraised      Event = "appraised"   // its result is there
	Extend         Event = "extend"      // more time, by consent of both sides
	Remind         Event = "remind"      // a last day comes near
	Lapse          Event = "lapse"       // the last day to ask a court has passed
	AskConfirm     Event = "ask_confirmation"
	CourtAccepts   Event = "court_accepts"
	CourtExtends   Event = "court_extends" // the court needs up to ten days more
	Confirm        Event = "confirmation"  // the court's answer
	PlanFollowUp   Event = "plan_follow_up"
	DoFollowUp     Event = "follow_up"
	Escalate       Event = "escalate" // a deadline has passed: the center, then those above it, are told
	Absorb         Event = "absorb"   // another case was merged into this one
	SetRisk        Event = "set_risk"
	Correct        Event = "correct" // kind and type set right by a moderator
	AskBooking     Event = "ask_booking"
	ProposeBooking Event = "propose_booking"
	RefuseBooking  Event = "refuse_booking"
	ExpireBooking  Event = "expire_booking" // the mediator asked did not answer in time
	DropBooking    Event = "drop_booking"
	RemindBooking  Event = "remind_booking" // it is tomorrow
	FreeSlot       Event = "free_slot"      // who waits for a time is told of one
	Rate           Event = "rate"
	CheckContent   Event = "check_content"
)

// Need is what an event must come with.
type Need string

// Needs.
const (
	NeedReason      Need = "reason"   // a code of the event's list
	NeedNote        Need = "note"     // free text
	NeedCenter      Need = "center"   // an existing center
	NeedNumber      Need = "number"   // the case number from the register
	NeedMediator    Need = "mediator" // a mediator of the center
	NeedSlot        Need = "slot"     // a confirmed appointment
	NeedTerms       Need = "terms"    // what was agreed, or why it failed
	NeedOnward      Need = "onward"   // at least one way onward (人民调解法 art. 26)
	NeedBody        Need = "body"     // the body and its receipt
	NeedInto        Need = "into"     // the case that goes on
	NeedFiles       Need = "files"
	NeedRisk        Need = "risk"
	NeedInvited     Need = "invited" // a party of the other side that has not joined
	NeedStand       Need = "stand"
	NeedStars       Need = "stars"
	NeedConfirmable Need = "confirmable" // in time, with all checks, and the court
	NeedAsked       Need = "asked"       // the court has been asked and has not answered
	NeedRuling      Need = "ruling"      // the court decides, and has not taken more time before
	NeedResult      Need = "result"      // the court's answer
	NeedPlan        Need = "plan"        // a kind and a day
	NeedFound       Need = "found"       // an open follow-up and what was found
	NeedParty       Need = "party"       // a party of the case
	NeedWilling     Need = "willing"     // no side refuses; of a petition all agree (人民调解法 art. 17, 信访工作条例)
	NeedHelper      Need = "helper"      // who helps, and the consent of all parties (人民调解法 art. 20)
	NeedOverdue     Need = "overdue"     // a running clock that is past its end
	NeedUnpaused    Need = "unpaused"    // no appraisal is under way
	NeedPaused      Need = "paused"      // one is
	NeedFirst       Need = "first_time"  // the time has not been extended before
	NeedType        Need = "type"
	NeedPetition    Need = "petition"
	NeedReviewable  Need = "reviewable" // in time, and not reviewed twice
	NeedReview      Need = "review"     // one has been asked for
	NeedNoOffer     Need = "no_offer"   // no other center has been asked
	NeedOffer       Need = "offer"
	NeedOnCall      Need = "on_call"  // a department that has not been summoned yet
	NeedSummoned    Need = "summoned" // one that has, and its reply
	NeedCorrected   Need = "corrected"
	NeedRecord      Need = "record"
	NeedSignature   Need = "signature"
)

// Rule is one line of the state table.
type Rule struct {
	Event Event
	From  []State
	To    State // "" keeps the state
	// Action must be allowed by the policy table; "" is the program's own.
	Action policy.Action
	Needs  []Need
	// Tells names who is sent a notice: catalog keys "notice.<event>.…".
	Tells []Audience
	// Starts, Pauses, Resumes and Stops name clocks (clocks.go).
	Starts, Pauses, Resumes, Stops []Limit
	// Extends gives a clock its period once more.
	Extends []Limit
	// Inner events are not shown to the parties.
	Inner bool
}

// Audience is a group of people to tell.
type Audience string

// Audiences.
const (
	TellApplicant Audience = "applicant"
	TellOther     Audience = "other"
	TellMediator  Audience = "mediator"
	TellCenter    Audience = "center"
	TellAbove     Audience = "above"  // the center that a deadline has been escalated to, or that is offered a case
	TellExpert    Audience = "expert" // of the pool, who is asked to the table
	TellFormer    Audience = "former" // the center that had the case before
)

var (
	parties = []Audience{TellApplicant, TellOther}
	atDesk  = []State{Submitted, Supplied, Appealed}
	inHand  = []State{Queued, Reopened, Assigned, Scheduled, Mediating}
	// inMediation are the states in which the mediator is at work.
	inMediation = []State{Assigned, Scheduled, Mediating}
	// waiting are the states of the center queue.
	waiting  = []State{Queued, Reopened}
	withEnd  = []State{Settled, Failed, Terminated}
	open     = []State{Submitted, SupplementAsked, Supplied, Appealed, Queued, Reopened, Assigned, Scheduled, Mediating}
	bookable = []State{Queued, Reopened, Assigned, Mediating}
	rateable = []State{Settled, Failed, Terminated, Closed}
	agreed   = []State{Settled, Closed}
	joinable = slices.Concat(inHand, rateable) // also to read what was agreed, and to rate
	// offerable are the states in which a case can go to another center.
	offerable = []State{Queued, Reopened, Assigned}
	allLimits = []Limit{LimitModerate, LimitRoute, LimitSupply, LimitAssign, LimitNotify, LimitTake, LimitObject, LimitContact, LimitSummon,
		LimitMediate, LimitPetition}
	// afterLimits run when a case has ended.
	afterLimits = []Limit{LimitConfirm, LimitCourt, LimitRuling, LimitAskReview, LimitReview}
	// ending are the events that stop whatever runs.
	ending = []Event{Decline, Settle, Fail, Terminate, TransferOut, Withdraw, Merge, Answer, Reopen, TakeOver}
)

// Table is the one state table. Every change of a case is one of its lines; the
// README's diagram and the property test are made from it.
var Table = []Rule{
	{Event: File, To: Submitted, Tells: []Audience{TellApplicant, TellCenter}, Starts: []Limit{LimitModerate, LimitRoute}},
	{Event: AskSupplement, From: atDesk, To: SupplementAsked, Action: policy.ModerateCase, Needs: []Need{NeedNote},
		Tells: []Audience{TellApplicant}, Pauses: []Limit{LimitModerate}, Starts: []Limit{LimitSupply}},
	{Event: Supply, From: []State{SupplementAsked}, To: Supplied, Action: policy.SupplyCase, Needs: []Need{NeedNote},
		Tells: []Audience{TellCenter}, Stops: []Limit{LimitSupply}, Resumes: []Limit{LimitModerate}},
	{Event: Decline, From: atDesk, To: Declined, Action: policy.ModerateCase, Needs: []Need{NeedReason, NeedNote},
		Tells: []Audience{TellApplicant}, Stops: allLimits},
	{Event: Appeal, From: []State{Declined}, To: Appealed, Action: policy.AppealCase, Needs: []Need{NeedNote},
		Tells: []Audience{TellCenter}, Starts: []Limit{LimitModerate}},
	{Event: Accept, From: atDesk, To: Queued, Action: policy.ModerateCase, Needs: []Need{NeedCenter, NeedNumber},
		Tells: []Audience{TellApplicant, TellCenter}, Stops: []Limit{LimitModerate, LimitRoute}, Starts: []Limit{LimitAssign, LimitMediate, LimitNotify, LimitPetition}},
	{Event: Route, From: []State{Queued, Reopened, Assigned}, To: Queued, Action: policy.RouteCase, Needs: []Need{NeedCenter, NeedNote, NeedNoOffer},
		Tells: []Audience{TellApplicant, TellCenter}, Starts: []Limit{LimitAssign}},
	{Event: Assign, From: []State{Queued, Reopened, Assigned}, To: Assigned, Action: policy.RouteCase, Needs: []Need{NeedMediator},
		Tells: []Audience{TellApplicant, TellMediator}, Stops: []Limit{LimitAssign}},
	{Event: Schedule, From: bookable, To: Scheduled, Needs: []Need{NeedSlot, NeedMediator},
		Tells: []Audience{TellApplicant, TellOther, TellMediator}, Stops: []Limit{LimitAssign}},
	{Event: Unschedule, From: []State{Scheduled}, To: Assigned, Needs: []Need{NeedSlot},
		Tells: []Audience{TellApplicant, TellOther, TellMediator}},
	{Event: Start, From: []State{Assigned, Scheduled}, To: Mediating, Action: policy.MediateCase, Needs: []Need{NeedWilling}},
	{Event: Settle, From: []State{Mediating}, To: Settled, Action: policy.MediateCase, Needs: []Need{NeedTerms, NeedWilling},
		Tells: parties, Stops: allLimits, Starts: []Limit{LimitConfirm}},
	{Event: Fail, From: []State{Mediating}, To: Failed, Action: policy.MediateCase, Needs: []Need{NeedTerms, NeedOnward},
		Tells: parties, Stops: allLimits},
	{Event: Terminate, From: inHand, To: Terminated, Action: policy.EndCase, Needs: []Need{NeedReason, NeedNote},
		Tells: parties, Stops: allLimits},
	{Event: TransferOut, From: slices.Concat(atDesk, waiting, []State{Assigned}), To: Transferred, Action: policy.RouteCase,
		Needs: []Need{NeedBody, NeedNote}, Tells: []Audience{TellApplicant}, Stops: allLimits},
	{Event: Withdraw, From: open, To: Withdrawn, Action: policy.WithdrawCase,
		Tells: []Audience{TellApplicant, TellCenter}, Stops: allLimits},
	{Event: Merge, From: slices.Concat(atDesk, waiting, []State{Assigned}), To: Merged, Action: policy.ModerateCase,
		Needs: []Need{NeedInto, NeedNote}, Tells: []Audience{TellApplicant, TellMediator}, Stops: allLimits},
	{Event: Reopen, From: []State{Failed, Terminated, Closed}, To: Reopened, Action: policy.EndCase, Needs: []Need{NeedNote},
		Tells: []Audience{TellApplicant, TellCenter}, Starts: []Limit{LimitAssign, LimitMediate, LimitPetition}, Stops: afterLimits},
	{Event: Close, From: withEnd, To: Closed, Action: policy.EndCase, Tells: []Audience{TellApplicant}},
	{Event: Answer, From: inHand, To: Closed, Action: policy.EndCase, Needs: []Need{NeedPetition, NeedNote},
		Tells: []Audience{TellApplicant}, Stops: allLimits, Starts: []Limit{LimitAskReview}},
	{Event: TakeOver, From: offerable, To: Queued, Action: policy.TakeCase, Needs: []Need{NeedOffer},
		Tells: []Audience{TellApplicant, TellCenter, TellFormer}, Stops: []Limit{LimitTake, LimitObject, LimitSummon}, Starts: []Limit{LimitAssign}},

	{Event: HandOver, From: offerable, Action: policy.RouteCase, Needs: []Need{NeedCenter, NeedReason, NeedNote, NeedNoOffer},
		Tells: []Audience{TellApplicant, TellAbove}, Starts: []Limit{LimitTake, LimitObject}},
	{Event: HandBack, From: inHand, Action: policy.TakeCase, Needs: []Need{NeedOffer, NeedNote}, Inner: true,
		Tells: []Audience{TellCenter}, Stops: []Limit{LimitTake, LimitObject}},
	{Event: Summon, From: inHand, Action: policy.SummonOffice, Needs: []Need{NeedOnCall}, Inner: true,
		Tells: []Audience{TellAbove}, Starts: []Limit{LimitSummon}},
	{Event: ReplySummons, From: inHand, Action: policy.SummonOffice, Needs: []Need{NeedSummoned}, Inner: true,
		Tells: []Audience{TellMediator}, Stops: []Limit{LimitSummon}},
	{Event: Recuse, From: inMediation, To: Queued, Action: policy.RecuseCase, Needs: []Need{NeedReason, NeedNote},
		Tells: []Audience{TellApplicant, TellOther, TellCenter}, Starts: []Limit{LimitAssign}},
	{Event: Choose, From: []State{Queued, Reopened, Assigned}, Action: policy.AnswerSide, Needs: []Need{NeedParty, NeedMediator}, Inner: true, Tells: []Audience{TellCenter}},
	{Event: Notify, From: inHand, Action: policy.RouteCase, Needs: []Need{NeedPetition, NeedNote}, Tells: []Audience{TellApplicant},
		Stops: []Limit{LimitNotify}},
	{Event: AskReview, From: []State{Closed}, Action: policy.AppealCase, Needs: []Need{NeedReviewable, NeedNote},
		Tells: []Audience{TellCenter}, Stops: []Limit{LimitAskReview}, Starts: []Limit{LimitReview}},
	{Event: AnswerReview, From: []State{Closed}, Action: policy.EndCase, Needs: []Need{NeedReview, NeedNote},
		Tells: []Audience{TellApplicant}, Stops: []Limit{LimitReview}, Starts: []Limit{LimitAskReview}},

	// After an agreement, too: the scan of a signature in ink comes then.
	{Event: AddFiles, From: slices.Concat(open, []State{Settled}), Action: policy.AddEvidence, Needs: []Need{NeedFiles}},
	{Event: Invite, From: inHand, Action: policy.InviteSide, Needs: []Need{NeedInvited}, Starts: []Limit{LimitContact}},
	{Event: CorrectParty, From: inHand, Action: policy.InviteSide, Needs: []Need{NeedInvited, NeedCorrected, NeedNote}, Inner: true,
		Stops: []Limit{LimitContact}},
	{Event: Join, From: joinable, Needs: []Need{NeedInvited}, Tells: []Audience{TellMediator, TellCenter}, Stops: []Limit{LimitContact}},
	{Event: TakeStand, From: inHand, Action: policy.AnswerSide, Needs: []Need{NeedStand}, Tells: []Audience{TellMediator}, Stops: []Limit{LimitContact}},
	{Event: Appraise, From: inMediation, Action: policy.MediateCase, Needs: []Need{NeedNote, NeedUnpaused}, Tells: parties,
		Pauses: []Limit{LimitMediate}},
	{Event: Appraised, From: inMediation, Action: policy.MediateCase, Needs: []Need{NeedNote, NeedPaused}, Tells: parties,
		Resumes: []Limit{LimitMediate}},
	{Event: Extend, From: inMediation, Action: policy.MediateCase, Needs: []Need{NeedNote, NeedUnpaused, NeedFirst}, Tells: parties,
		Extends: []Limit{LimitMediate, LimitPetition}},
	{Event: AddRecord, From: inMediation, Action: policy.MediateCase, Needs: []Need{NeedRecord}, Inner: true},
	{Event: Sign, From: agreed, Action: policy.SignCase, Needs: []Need{NeedSignature}},
	{Event: AskConfirm, From: agreed, Action: policy.EndCase, Needs: []Need{NeedConfirmable}, Tells: parties,
		Stops: []Limit{LimitConfirm}, Starts: []Limit{LimitCourt}},
	{Event: CourtAccepts, From: agreed, Action: policy.EndCase, Needs: []Need{NeedAsked}, Tells: parties,
		Stops: []Limit{LimitCourt}, Starts: []Limit{LimitRuling}},
	{Event: CourtExtends, From: agreed, Action: policy.EndCase, Needs: []Need{NeedRuling}, Tells: parties, Extends: []Limit{LimitRuling}},
	{Event: Confirm, From: agreed, Action: policy.EndCase, Needs: []Need{NeedResult}, Tells: parties, Stops: []Limit{LimitCourt, LimitRuling}},
	{Event: Remind, From: agreed, Needs: []Need{NeedOverdue}, Tells: []Audience{TellApplicant, TellOther, TellMediator}},
	{Event: Lapse, From: agreed, Needs: []Need{NeedOverdue}, Inner: true, Stops: []Limit{LimitConfirm, LimitAskReview}},
	{Event: Breach, From: agreed, Action: policy.ReportBreach, Needs: []Need{NeedNote}, Tells: []Audience{TellApplicant, TellOther, TellMediator, TellCenter}},
	{Event: PlanFollowUp, From: rateable, Action: policy.FollowUp, Needs: []Need{NeedPlan}, Inner: true},
	{Event: DoFollowUp, From: rateable, Action: policy.FollowUp, Needs: []Need{NeedFound, NeedNote}, Inner: true},
	{Event: Escalate, From: open, Needs: []Need{NeedOverdue}, Tells: []Audience{TellApplicant, TellMediator, TellCenter, TellAbove}},
	{Event: Absorb, From: States, Inner: true, Tells: []Audience{TellMediator, TellCenter}},
	{Event: Statement, From: inHand, Action: policy.AnswerSide, Needs: []Need{NeedParty, NeedNote}, Tells: []Audience{TellMediator}, Stops: []Limit{LimitContact}},
	{Event: AgreeJoint, From: inHand, Action: policy.AnswerSide, Needs: []Need{NeedParty}},
	{Event: AddHelper, From: inMediation, Action: policy.MediateCase, Needs: []Need{NeedHelper}, Tells: []Audience{TellExpert}},
	{Event: SetRisk, From: open, Action: policy.RouteCase, Needs: []Need{NeedRisk}, Inner: true, Tells: []Audience{TellCenter}},
	{Event: Correct, From: open, Action: policy.ModerateCase, Needs: []Need{NeedType}},
	{Event: AskBooking, From: bookable, Needs: []Need{NeedSlot}, Tells: []Audience{TellMediator}},
	{Event: ProposeBooking, From: bookable, Needs: []Need{NeedSlot}, Tells: []Audience{TellApplicant}},
	{Event: RefuseBooking, From: bookable, Needs: []Need{NeedSlot}, Tells: []Audience{TellApplicant}},
	{Event: ExpireBooking, From: bookable, Needs: []Need{NeedSlot}, Tells: []Audience{TellApplicant, TellCenter}},
	{Event: DropBooking, From: States, Needs: []Need{NeedSlot}, Tells: []Audience{TellApplicant, TellMediator}},
	{Event: RemindBooking, From: []State{Scheduled}, Needs: []Need{NeedSlot}, Inner: true, Tells: []Audience{TellApplicant, TellOther, TellMediator}},
	{Event: FreeSlot, From: bookable, Needs: []Need{NeedSlot}, Inner: true, Tells: []Audience{TellApplicant}},
	{Event: Rate, From: rateable, Action: policy.RateCase, Needs: []Need{NeedStars}, Inner: true},
	{Event: CheckContent, From: States, Inner: true},
}

// RuleOf returns the table's line for an event.
func RuleOf(e Event) (Rule, bool) {
	for _, r := range Table {
		if r.Event == e {
			return r, true
		}
	}
	return Rule{}, false
}
