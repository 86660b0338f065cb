package dispute_test

import (
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

func dueOn(t *testing.T, c *dispute.Case, l dispute.Limit) string {
	t.Helper()
	for _, k := range c.Clocks {
		if k.Limit == l && k.Running() {
			return k.Due.Add(-time.Second).In(clock.Shanghai).Format(time.DateOnly)
		}
	}
	return ""
}

// TestPetitionClocks: each period with its article of 信访工作条例. It is filed and
// accepted on Monday, 2 March 2026.
func TestPetitionClocks(t *testing.T) {
	s, clk := service(t)
	f := filing()
	f.Kind = dispute.Petition
	c, _, err := s.File(t.Context(), citizen, "key-petition", f)
	if err != nil || dueOn(t, c, dispute.LimitRoute) != "2026-03-17" { // art. 22: 15 days
		t.Fatalf("routing is due %s, %v", dueOn(t, c, dispute.LimitRoute), err)
	}
	if c, err = s.Accept(t.Context(), moderator, c.ID, dispute.Command{}); err != nil {
		t.Fatal(err)
	}
	for l, want := range map[dispute.Limit]string{
		dispute.LimitRoute:    "",           // routed
		dispute.LimitNotify:   "2026-03-17", // art. 23: 15 days
		dispute.LimitPetition: "2026-05-01", // art. 34: 60 days; a right of days, not of working days
		dispute.LimitMediate:  "",           // not a mediation
	} {
		if got := dueOn(t, c, l); got != want && !(l == dispute.LimitPetition && got > want) {
			t.Errorf("%s is due %q, want %q", l, got, want)
		}
	}
	take := func(who policy.Subject, cmd dispute.Command) *dispute.Case {
		t.Helper()
		c, err := s.Take(t.Context(), who, c.ID, cmd)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	refused := func(who policy.Subject, cmd dispute.Command, want string) {
		t.Helper()
		if _, err := s.Take(t.Context(), who, c.ID, cmd); code(err) != want {
			t.Errorf("%s: %v, want %s", cmd.Event, err, want)
		}
	}
	c = take(moderator, dispute.Command{Event: dispute.Notify, Note: "已受理"})
	if dueOn(t, c, dispute.LimitNotify) != "" {
		t.Error("the notice is still owed")
	}
	refused(moderator, dispute.Command{Event: dispute.Notify, Note: "再告知"}, "petition.notified")
	refused(moderator, dispute.Command{Event: dispute.Answer}, "required")
	clk.Advance(20 * 24 * time.Hour)
	c = take(moderator, dispute.Command{Event: dispute.Answer, Note: "处理意见"})
	if c.State != dispute.Closed || c.Ended.IsZero() || dueOn(t, c, dispute.LimitAskReview) == "" { // art. 35
		t.Fatalf("%s, %+v", c.State, c.Clocks)
	}
	refused(second, dispute.Command{Event: dispute.AnswerReview, Note: "x"}, "petition.not_asked")
	refused(moderator, dispute.Command{Event: dispute.AskReview, Note: "x"}, "forbidden")
	take(citizen, dispute.Command{Event: dispute.AskReview, Note: "不服"})
	refused(citizen, dispute.Command{Event: dispute.AskReview, Note: "不服"}, "petition.no_review")
	refused(moderator, dispute.Command{Event: dispute.AnswerReview, Note: "维持"}, "case.own_decision")
	c = take(second, dispute.Command{Event: dispute.AnswerReview, Note: "维持"})
	if dueOn(t, c, dispute.LimitReview) != "" || dueOn(t, c, dispute.LimitAskReview) == "" { // art. 36: once more
		t.Errorf("%+v", c.Clocks)
	}
	take(citizen, dispute.Command{Event: dispute.AskReview, Note: "不服"})
	c = take(moderator, dispute.Command{Event: dispute.AnswerReview, Note: "维持"}) // not who reviewed last
	if dueOn(t, c, dispute.LimitAskReview) != "" {
		t.Error("a third review")
	}
	refused(citizen, dispute.Command{Event: dispute.AskReview, Note: "不服"}, "petition.no_review")
}

// TestTheTimeToAskForAReviewEnds, with a reminder before (art. 35).
func TestTheTimeToAskForAReviewEnds(t *testing.T) {
	s, clk := service(t)
	c := accepted(t, s, dispute.Petition)
	if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.Answer, Note: "x"}); err != nil {
		t.Fatal(err)
	}
	var events []dispute.Event
	for range 40 {
		clk.Advance(24 * time.Hour)
		if _, err := s.SweepDeadlines(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c, err := s.Get(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Timeline {
		if e.Event == dispute.Remind || e.Event == dispute.Lapse {
			events = append(events, e.Event)
		}
	}
	if len(events) != 2 || events[0] != dispute.Remind || events[1] != dispute.Lapse {
		t.Errorf("%v", events)
	}
	if _, err := s.Take(t.Context(), citizen, c.ID, dispute.Command{Event: dispute.AskReview, Note: "不服"}); code(err) != "petition.no_review" {
		t.Error(err)
	}
}

// TestACorrectedKindHasItsOwnClocks, counted from the first day.
func TestACorrectedKindHasItsOwnClocks(t *testing.T) {
	s, clk := service(t)
	c := accepted(t, s, dispute.Dispute)
	clk.Advance(3 * 24 * time.Hour)
	c, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.Correct, Kind: dispute.Petition, Type: "08"})
	if err != nil || dueOn(t, c, dispute.LimitMediate) != "" || dueOn(t, c, dispute.LimitNotify) != "2026-03-17" {
		t.Fatalf("%+v, %v", c.Clocks, err)
	}
	if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.Correct, Kind: dispute.Dispute, Type: "08"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.Notify, Note: "x"}); code(err) != "petition.only" {
		t.Error(err)
	}
}
