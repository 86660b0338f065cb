package dispute_test

import (
	"testing"
	"time"

	"yanhe/backend/dispute"
)

// TestSilenceIsNoticed: the other side has ten working days, then staff see what is
// left to try; an answer ends it.
func TestSilenceIsNoticed(t *testing.T) {
	s, clk := service(t)
	c := accepted(t, s, dispute.Dispute)
	if _, err := s.Assign(t.Context(), moderator, c.ID, dispute.Command{Mediator: "mediator"}); err != nil {
		t.Fatal(err)
	}
	c, err := s.Invite(t.Context(), mediator, c.ID, dispute.Command{Party: "p2", Note: "请来参加调解"})
	if err != nil || len(s.Silent(c)) != 0 {
		t.Fatal(s.Silent(c), err)
	}
	clk.Advance(14 * 24 * time.Hour)
	if got := s.Silent(c); len(got) != 0 {
		t.Errorf("on the tenth working day %v is silent", got)
	}
	clk.Advance(24 * time.Hour) // Tuesday, 17 March
	if got := s.Silent(c); len(got) != 1 || got[0] != "p2" {
		t.Errorf("after it %v", got)
	}
	if _, err := s.SweepDeadlines(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err = s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.TakeStand, Party: "p2", Stand: "agreed"})
	if err != nil || len(s.Silent(c)) != 0 {
		t.Errorf("who has answered is silent: %v, %v", s.Silent(c), err)
	}
	told := 0
	for _, e := range c.Timeline {
		if e.Event == dispute.Escalate && e.Facts["limit"] == string(dispute.LimitContact) {
			told++
			if e.Facts["of"] != "p2" || e.Facts["center"] != county {
				t.Errorf("%v", e.Facts)
			}
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

// TestAWrongNumberIsSetRight: the invitation that went to it ends, and the right
// person joins by a new one.
func TestAWrongNumberIsSetRight(t *testing.T) {
	s, _ := service(t)
	f := filing()
	f.Others = []dispute.Person{{Name: "李四", Phone: "13900000001"}}
	c, _, err := s.File(t.Context(), citizen, "key-wrong-number", f)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = s.Accept(t.Context(), moderator, c.ID, dispute.Command{}); err != nil {
		t.Fatal(err)
	}
	invite := func() string {
		t.Helper()
		c, err := s.Invite(t.Context(), moderator, c.ID, dispute.Command{Party: "p2"})
		if err != nil {
			t.Fatal(err)
		}
		text, err := s.InviteCode(c, "p2")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	wrong := invite()
	right := dispute.Person{Name: "李四", Phone: "13900000002"}
	if _, err := s.CorrectParty(t.Context(), moderator, c.ID, dispute.Command{Party: "p1", Note: "x"}, right); code(err) != "case.unknown_party" {
		t.Errorf("the applicant is changed: %v", err)
	}
	if _, err := s.CorrectParty(t.Context(), moderator, c.ID, dispute.Command{Party: "p2", Note: "x"}, dispute.Person{Name: "李四", Phone: "12"}); code(err) == "" {
		t.Error("a number that is none")
	}
	if _, err := s.CorrectParty(t.Context(), citizen, c.ID, dispute.Command{Party: "p2", Note: "x"}, right); code(err) != "forbidden" {
		t.Errorf("a citizen: %v", err)
	}
	c, err = s.CorrectParty(t.Context(), moderator, c.ID, dispute.Command{Party: "p2", Note: "村委会提供"}, right)
	if err != nil || c.Party("p2").Invitation != nil || c.Party("p2").Phone != "139****0002" {
		t.Fatalf("%+v, %v", c.Party("p2"), err)
	}
	if _, err := s.Join(t.Context(), stranger, c.Track, dispute.Proof{Code: wrong, Tail: "0001"}); code(err) != "invite.wrong" {
		t.Errorf("the old invitation holds: %v", err)
	}
	if _, err := s.Join(t.Context(), stranger, c.Track, dispute.Proof{Code: invite(), Tail: "0002"}); err != nil {
		t.Error(err)
	}
	if _, err := s.CorrectParty(t.Context(), moderator, c.ID, dispute.Command{Party: "p2", Note: "x"}, right); code(err) != "invite.joined" {
		t.Errorf("who has joined is changed: %v", err)
	}
}

// TestABreachIsFollowedUp, and the parties are told what can be done by how the
// agreement stands (人民调解法 art. 31 to 33).
func TestABreachIsFollowedUp(t *testing.T) {
	s, clk := service(t)
	c := settled(t, s, time.Time{})
	if s.EnforcementOf(c) != "" {
		t.Error("advice without a breach")
	}
	c, err := s.Take(t.Context(), citizen, c.ID, dispute.Command{Event: dispute.Breach, Note: "到期没有付款"})
	soon := clk.Now().Add(8 * 24 * time.Hour)
	if err != nil || s.EnforcementOf(c) != dispute.ConfirmFirst || len(c.FollowUps) != 1 || c.FollowUps[0].Due.After(soon) {
		t.Fatalf("%s, %+v, %v", s.EnforcementOf(c), c.FollowUps, err)
	}
	for range 3 { // and again, and again
		if c, err = s.Take(t.Context(), citizen, c.ID, dispute.Command{Event: dispute.Breach, Note: "还是没有付款"}); err != nil || len(c.FollowUps) != 1 {
			t.Fatalf("%+v, %v", c.FollowUps, err)
		}
	}
	ask := dispute.Command{Event: dispute.AskConfirm, Checks: dispute.ConfirmChecks, Confirmation: &dispute.Confirmation{Court: "郎溪县人民法院"}}
	if c, err = s.Take(t.Context(), mediator, c.ID, ask); err != nil || s.EnforcementOf(c) != dispute.Sue {
		t.Errorf("while the court decides: %s, %v", s.EnforcementOf(c), err)
	}
	c, err = s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.Confirm, Confirmation: &dispute.Confirmation{Result: "confirmed"}})
	if err != nil || s.EnforcementOf(c) != dispute.Enforce {
		t.Errorf("confirmed: %s, %v", s.EnforcementOf(c), err)
	}
	clk.Advance(60 * 24 * time.Hour)
	if s.EnforcementOf(c) != dispute.Enforce {
		t.Error("a confirmed agreement is no more")
	}
}
