package demo

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"yanhe/backend/dispute"
)

// hand is who usually takes a step.
type hand int

const (
	theFiler    hand = iota // the citizen, or the officer who wrote the filing down
	theDesk                 // the moderator of the center in charge
	theMediator             // the one named or booked
)

// verb is something that a plan can ask for.
type verb struct {
	words string
	by    hand
	run   func(j *journey, ctx context.Context, who *actor, s Step) error
}

// clashVerb is where a case waits for the other one.
const clashVerb = "clash"

// verbs are those of the state table, of booking, and of looking whether all is
// as it should be.
var verbs map[string]verb

func init() { // not in the declaration: the steps read the words of their verbs
	verbs = map[string]verb{
		"ask_supplement": {"asks for a supplement", theDesk, decide("supplement-request")},
		"decline":        {"declines the filing", theDesk, decide("refusal")},
		"accept":         {"accepts", theDesk, decide("acceptance")},
		"correct":        {"sets kind and type right", theDesk, decide("correction")},
		"route":          {"routes the case", theDesk, route},
		"hand_over":      {"offers the case to another center", theDesk, handOver},
		"take_over":      {"takes the case over", theDesk, takeOver},
		"notify":         {"tells the petitioner in writing", theDesk, decide("petition-notice")},
		"answer":         {"answers the petition", theDesk, decide("petition-answer")},
		"ask_review":     {"asks for a review", theFiler, noted("review-request")},
		"answer_review":  {"answers the review", theDesk, decide("review-answer")},
		"summon":         {"calls an on-call department", theDesk, decide("summons")},
		"reply_summons":  {"hears from the department", theDesk, replySummons},
		"breach":         {"reports that it is not kept", theFiler, noted("breach")},
		"assign":         {"names the mediator", theDesk, assign},
		"set_risk":       {"sets the risk light", theDesk, decide("risk")},
		"transfer":       {"hands the matter over", theDesk, decide("transfer")},
		"terminate":      {"ends the mediation", theMediator, decide("termination")},
		"close":          {"closes the case", theMediator, decide("closing")},
		"reopen":         {"reopens the case", theDesk, reopen},
		"supply":         {"brings what was missing", theFiler, withFiles("supplement")},
		"add_files":      {"adds files", theFiler, withFiles("evidence")},
		"withdraw":       {"withdraws", theFiler, noted("withdrawal")},
		"appeal":         {"objects", theFiler, noted("appeal")},
		"start":          {"starts the mediation", theMediator, noted("start")},
		"invite":         {"invites the other side", theMediator, invite},
		"join":           {"takes part by the invitation", theFiler, join},
		"take_stand":     {"records the other side's answer", theMediator, stand},
		"settle":         {"records the agreement", theMediator, conclude("agreement")},
		"fail":           {"records that it failed", theMediator, conclude("failure")},
		"rate":           {"rates the service", theFiler, rate},

		"statement":        {"makes a statement", theFiler, posted("statement", func(s Step) object { return object{"party": s.Party, "note": s.Note} })},
		"add_helper":       {"asks somebody to the table", theMediator, posted("helpers", func(s Step) object { return object{"kind": s.Kind, "name": s.Text, "consent": s.Consent} })},
		"appraise":         {"waits for an appraisal", theMediator, noted("appraisal")},
		"appraised":        {"has the result of the appraisal", theMediator, noted("appraisal-result")},
		"extend":           {"extends the time", theMediator, noted("extension")},
		"ask_confirmation": {"passes the agreement to the court", theMediator, posted("confirmation-request", asked)},
		"court_accepts":    {"hears that the court has accepted", theMediator, noted("court-acceptance")},
		"confirmation":     {"records the court's answer", theMediator, posted("confirmation-result", func(s Step) object { return object{"result": s.Result, "note": s.Note} })},
		"follow_up":        {"follows up", theDesk, followUp},
		"merge":            {"merges the case", theDesk, merge},

		"book":            {"asks for an appointment", theFiler, book},
		"confirm":         {"confirms the appointment", theMediator, confirm},
		"refuse_booking":  {"cannot take the appointment", theMediator, answer("refusal", "declined")},
		"propose":         {"proposes another time", theMediator, propose},
		"accept_proposal": {"takes the proposed time", theFiler, acceptProposal},
		"reject_proposal": {"does not want the proposed time", theFiler, answer("rejection", "cancelled")},
		"cancel":          {"cancels the appointment", theFiler, answer("cancellation", "cancelled")},

		"file_again":   {"sends the filing once more", theFiler, fileAgain},
		"bad_filing":   {"sends a filing full of mistakes", theFiler, badFiling},
		"upload":       {"sends a file", theFiler, uploadOnly},
		"check_photo":  {"looks at the photo", theFiler, checkPhoto},
		"check_inbox":  {"finds the message", theFiler, checkInbox},
		"set_language": {"chooses English", theFiler, setLanguage},
		"bind_phone":   {"binds the phone number", theFiler, bindPhone},
		"see_queue":    {"sees the place in the queue", theFiler, seeQueue},
		"see_desk":     {"finds the filing on the desk", theDesk, seeDesk},
		"look_up":      {"looks the case up by number and phone", theFiler, lookUp},
		"track_page":   {"opens the page behind the code", theFiler, trackPage},
		"post":         {"sends", theDesk, post},
		"see":          {"looks", theDesk, see},
		"wind":         {"lets time pass", theDesk, wind},
		"stranger":     {"tries to read the case", theFiler, stranger},
	}
}

// post sends in and reads the answer; the status is returned.
func (j *journey) post(ctx context.Context, path string, in, out any, headers ...string) (int, error) {
	return j.sendAs(ctx, j.filer, path, in, out, headers...)
}

// act posts to the case, reads it, and compares its state with the state table's.
func (j *journey) act(ctx context.Context, who *actor, s Step, path string, in any) error {
	var view caseView
	err := call(ctx, who.Client, http.MethodPost, "/api/v1/cases/"+j.id+"/"+path, in, &view,
		"Idempotency-Key", j.key(fmt.Sprint(j.next)))
	if err != nil {
		return err
	}
	rule, ok := dispute.RuleOf(dispute.Event(s.Do))
	if !ok {
		return fmt.Errorf("the state table has no %q", s.Do)
	}
	j.view.State = view.State
	if view.Number != "" {
		j.view.Number = view.Number
	}
	j.say(who.name, "%s%s → %s %s", verbs[s.Do].words, j.detail(s), view.State, view.Number)
	if rule.To == "" {
		return nil
	}
	return j.expect("the state", view.State, string(rule.To))
}

// detail words what a step brings, for the printout.
func (j *journey) detail(s Step) string {
	said := slices.DeleteFunc([]string{s.Reason, s.Risk, s.Stand, s.Body, s.Receipt, s.Department, s.Mediator, strings.Join(s.Onward, ", "),
		s.Note, s.Terms}, func(t string) bool { return t == "" })
	if s.Oral {
		said = append([]string{"oral"}, said...)
	}
	if len(said) == 0 {
		return ""
	}
	return " (" + strings.Join(said, "; ") + ")"
}

type object = map[string]any

func decide(path string) func(*journey, context.Context, *actor, Step) error {
	return func(j *journey, ctx context.Context, who *actor, s Step) error {
		in := object{"note": s.Note}
		for name, v := range map[string]string{"reason": s.Reason, "center": s.Center, "department": s.Department, "risk": s.Risk,
			"kind": s.Kind, "type": s.Type, "body": s.Body, "receipt": s.Receipt} {
			if v != "" {
				in[name] = v
			}
		}
		return j.act(ctx, who, s, path, in)
	}
}

func route(j *journey, ctx context.Context, who *actor, s Step) error {
	if err := decide("routing")(j, ctx, who, s); err != nil {
		return err
	}
	j.view.Center, j.mediator = s.Center, ""
	return nil
}

func handOver(j *journey, ctx context.Context, who *actor, s Step) error {
	j.offered = s.Center
	return decide("hand-over")(j, ctx, who, s)
}

// takeOver makes who takes the case over the desk of the steps to come.
func takeOver(j *journey, ctx context.Context, who *actor, s Step) error {
	if err := decide("take-over")(j, ctx, who, s); err != nil {
		return err
	}
	j.view.Center, j.mediator = j.offered, ""
	return nil
}

func replySummons(j *journey, ctx context.Context, who *actor, s Step) error {
	return j.act(ctx, who, s, "summons/"+s.Department+"/reply", object{"reply": s.Result, "note": s.Note})
}

func assign(j *journey, ctx context.Context, who *actor, s Step) error {
	m, err := j.people.get(ctx, s.Mediator)
	if err != nil {
		return err
	}
	if err := j.act(ctx, who, s, "assignment", object{"mediator": m.account}); err != nil {
		return err
	}
	j.mediator = s.Mediator
	return nil
}

func reopen(j *journey, ctx context.Context, who *actor, s Step) error {
	j.mediator = ""
	return decide("reopening")(j, ctx, who, s)
}

func noted(path string) func(*journey, context.Context, *actor, Step) error {
	return func(j *journey, ctx context.Context, who *actor, s Step) error {
		return j.act(ctx, who, s, path, object{"note": s.Note})
	}
}

func withFiles(path string) func(*journey, context.Context, *actor, Step) error {
	return func(j *journey, ctx context.Context, who *actor, s Step) error {
		ids, err := j.upload(ctx, who, s.Files)
		if err != nil {
			return err
		}
		return j.act(ctx, who, s, path, object{"note": s.Note, "files": ids})
	}
}

func stand(j *journey, ctx context.Context, who *actor, s Step) error {
	return j.act(ctx, who, s, "stand", object{"party": s.Party, "stand": s.Stand, "note": s.Note})
}

func conclude(path string) func(*journey, context.Context, *actor, Step) error {
	return func(j *journey, ctx context.Context, who *actor, s Step) error {
		in := object{"terms": s.Terms, "oral": s.Oral, "amount": s.Amount}
		if len(s.Onward) > 0 {
			in["onward"] = s.Onward
		}
		return j.act(ctx, who, s, path, in)
	}
}

// rate gives the stars, and shows that a second, different rating is refused.
func rate(j *journey, ctx context.Context, who *actor, s Step) error {
	give := func(stars int) error {
		in := object{"stars": stars}
		if s.Party != "" {
			in["party"] = s.Party
		}
		if len(s.Tags) > 0 {
			in["tags"] = s.Tags
		}
		if s.Comment != "" {
			in["comment"] = s.Comment
		}
		return call(ctx, who.Client, http.MethodPost, "/api/v1/cases/"+j.id+"/rating", in, nil)
	}
	if err := give(s.Stars); err != nil {
		return err
	}
	j.say(who.name, "rates the service: %s %s", strings.Repeat("★", s.Stars)+strings.Repeat("☆", 5-s.Stars), s.Comment)
	if err := give(s.Stars%5 + 1); !refusedAs(err, "rating.once") {
		return fmt.Errorf("a second rating must be refused as rating.once, but got %v", err)
	}
	j.checks.Add(1)
	return nil
}
