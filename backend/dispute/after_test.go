package dispute_test

import (
	"slices"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
)

// settled brings a case to an agreement.
func settled(t *testing.T, s *dispute.Service, performBy time.Time) *dispute.Case {
	t.Helper()
	c := file(t, s, "key-0001")
	steps := []func() (*dispute.Case, error){
		func() (*dispute.Case, error) { return s.Accept(t.Context(), moderator, c.ID, dispute.Command{}) },
		func() (*dispute.Case, error) {
			return s.Assign(t.Context(), moderator, c.ID, dispute.Command{Mediator: mediator.Account})
		},
		func() (*dispute.Case, error) {
			return s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.Start})
		},
		func() (*dispute.Case, error) {
			return s.Conclude(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.Settle, Outcome: &dispute.Outcome{Terms: "修好", PerformBy: performBy}})
		},
	}
	for _, step := range steps {
		var err error
		if c, err = step(); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func court(name, receipt string, checks ...string) dispute.Command {
	return dispute.Command{Event: dispute.AskConfirm, Checks: checks, Confirmation: &dispute.Confirmation{Court: name, Receipt: receipt}}
}

// TestJudicialConfirmation: thirty days from the agreement, all conditions, then the
// court's own clocks (人民调解法 art. 33).
func TestJudicialConfirmation(t *testing.T) {
	for name, tc := range map[string]struct {
		after time.Duration
		cmd   dispute.Command
		code  string
	}{
		"in time":               {29 * 24 * time.Hour, court("郎溪县人民法院", "r1", dispute.ConfirmChecks...), ""},
		"too late":              {31 * 24 * time.Hour, court("郎溪县人民法院", "r1", dispute.ConfirmChecks...), "confirm.late"},
		"one side alone":        {0, court("郎溪县人民法院", "r1", dispute.ConfirmChecks[1:]...), "confirm.checks"},
		"of a marriage's end":   {0, court("郎溪县人民法院", "r1", "joint", "not_title", "lawful"), "confirm.checks"},
		"at no court":           {0, court("", "", dispute.ConfirmChecks...), "required"},
		"an answer before that": {0, dispute.Command{Event: dispute.CourtAccepts}, "confirm.not_asked"},
	} {
		t.Run(name, func(t *testing.T) {
			s, clk := service(t) // Monday 2 March: the 30th day is Wednesday 1 April
			c := settled(t, s, time.Time{})
			id := c.ID
			clk.Advance(tc.after)
			c, err := s.Take(t.Context(), mediator, c.ID, tc.cmd)
			if tc.code != "" {
				if fault.From(err).Code != tc.code {
					t.Fatalf("got %v", err)
				}
				return
			}
			if err != nil || c.Confirmation.Court != "郎溪县人民法院" || c.Confirmation.Result != "" {
				t.Fatalf("%+v, %v", c, err)
			}
			if k, ok := c.Due(); !ok || k.Limit != dispute.LimitCourt {
				t.Errorf("%+v runs", k)
			}
			if c, err = s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.CourtAccepts}); err != nil {
				t.Fatal(err)
			}
			if k, ok := c.Due(); !ok || k.Limit != dispute.LimitRuling {
				t.Errorf("%+v runs", k)
			}
			answer := func(result string) error {
				c, err = s.Take(t.Context(), mediator, id, dispute.Command{Event: dispute.Confirm, Confirmation: &dispute.Confirmation{Result: result}})
				return err
			}
			if err := answer("perhaps"); fault.From(err).Code != "confirm.result" {
				t.Errorf("%v", err)
			}
			c = get(t, s, id)
			if err := answer("confirmed"); err != nil || c.Confirmation.Result != "confirmed" || c.Confirmation.Court != "郎溪县人民法院" {
				t.Fatalf("%+v, %v", c, err)
			}
			if _, ok := c.Due(); ok {
				t.Error("a clock runs on after the court's answer")
			}
			if err := answer("rejected"); fault.From(err).Code != "confirm.not_asked" {
				t.Errorf("a second answer: %v", err)
			}
		})
	}
}

// TestThePartiesAreReminded five days before the last day, once, and not after they
// have asked.
func TestThePartiesAreReminded(t *testing.T) {
	s, clk := service(t)
	c := settled(t, s, time.Time{})
	reminded := func() int {
		n := 0
		for _, e := range get(t, s, c.ID).Timeline {
			if e.Event == dispute.Remind {
				n++
			}
		}
		return n
	}
	for _, step := range []struct{ days, want int }{{24, 0}, {3, 1}, {2, 1}, {30, 1}} {
		clk.Advance(time.Duration(step.days) * 24 * time.Hour)
		sweep(t, s)
		sweep(t, s)
		if got := reminded(); got != step.want {
			t.Errorf("after %d more days reminded %d times, want %d", step.days, got, step.want)
		}
	}
	if _, ok := get(t, s, c.ID).Due(); ok {
		t.Error("the time to ask runs on after its end")
	}
	if got := get(t, s, c.ID); !slices.ContainsFunc(got.Outbox, func(o dispute.Owed) bool { return o.Event == dispute.Remind && o.To == citizen.Account }) {
		t.Error("the applicant is not told")
	}
}

// TestFollowUps: an agreement and a bad rating are looked at again by themselves, and
// what was found is kept.
func TestFollowUps(t *testing.T) {
	s, clk := service(t)
	day := time.Date(2026, 3, 20, 0, 0, 0, 0, clock.Shanghai)
	c := settled(t, s, day)
	if len(c.FollowUps) != 1 || c.FollowUps[0].Kind != "performance" || !c.FollowUps[0].Due.Equal(time.Date(2026, 3, 24, 0, 0, 0, 0, clock.Shanghai)) {
		t.Fatalf("planned %+v", c.FollowUps)
	}
	for party, stars := range map[string]int{"p1": 4, "p2": 3} {
		if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.Rate, Party: party, Stars: stars}); err != nil {
			t.Fatal(err)
		}
	}
	c = get(t, s, c.ID)
	if len(c.FollowUps) != 2 || c.FollowUps[1].Kind != "rating" {
		t.Fatalf("planned %+v", c.FollowUps)
	}
	list := func() int {
		page, err := s.FollowUps(t.Context(), county, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Items)
	}
	if list() != 1 {
		t.Error("the case is not on the list")
	}
	do := func(id, result, note string) error {
		_, err := s.Take(t.Context(), intake, c.ID, dispute.Command{Event: dispute.DoFollowUp, Note: note, FollowUp: &dispute.FollowUp{ID: id, Result: result}})
		return err
	}
	clk.Advance(30 * 24 * time.Hour)
	for name, try := range map[string]struct {
		err  error
		code string
	}{
		"no such":        {do("f9", "kept", "x"), "follow_up.missing"},
		"no such result": {do("f1", "fine", "x"), "follow_up.result"},
		"no words":       {do("f1", "kept", ""), "required"},
	} {
		if fault.From(try.err).Code != try.code {
			t.Errorf("%s: %v", name, try.err)
		}
	}
	if err := do("f1", "broken", "没有修"); err != nil {
		t.Fatal(err)
	}
	if err := do("f1", "kept", "又修了"); fault.From(err).Code != "follow_up.done" {
		t.Errorf("done twice: %v", err)
	}
	if err := do("f2", "explained", "电话说明"); err != nil {
		t.Fatal(err)
	}
	c = get(t, s, c.ID)
	if f := c.FollowUps[0]; f.Result != "broken" || f.By != intake.Account || f.Done.IsZero() || list() != 0 {
		t.Errorf("%+v, %d on the list", c.FollowUps, list())
	}
	plan := func(kind string, due time.Time) error {
		_, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.PlanFollowUp, FollowUp: &dispute.FollowUp{Kind: kind, Due: due}})
		return err
	}
	if err := plan("visit", clk.Now()); fault.From(err).Code != "follow_up.due" {
		t.Errorf("planned for the past: %v", err)
	}
	if err := plan("party", clk.Now().Add(time.Hour)); fault.From(err).Code != "follow_up.kind" {
		t.Errorf("planned a party: %v", err)
	}
	if err := plan("visit", clk.Now().Add(time.Hour)); err != nil || list() != 1 {
		t.Errorf("planned: %v", err)
	}
	if _, err := s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.PlanFollowUp, FollowUp: &dispute.FollowUp{Kind: "visit", Due: clk.Now().Add(time.Hour)}}); fault.From(err).Code != "forbidden" {
		t.Errorf("the mediator plans a look at its own work: %v", err)
	}
}

// TestNoReminderOfADayThatIsOver: whoever was away then is not reminded of it.
func TestNoReminderOfADayThatIsOver(t *testing.T) {
	s, clk := service(t)
	c := settled(t, s, time.Time{})
	clk.Advance(60 * 24 * time.Hour)
	if n := sweep(t, s) + sweep(t, s); n != 1 {
		t.Errorf("%d times looked at", n)
	}
	c = get(t, s, c.ID)
	if last := c.Timeline[len(c.Timeline)-1]; last.Event != dispute.Lapse || !last.Inner {
		t.Errorf("last %+v", last)
	}
	if _, ok := c.Due(); ok {
		t.Error("the time to ask runs on after its end")
	}
}

// TestTheCourtTakesMoreTime once: fifteen days and ten more (司法确认程序若干规定 art. 5).
func TestTheCourtTakesMoreTime(t *testing.T) {
	s, clk := service(t)
	c := settled(t, s, time.Time{})
	more := func() (*dispute.Case, error) {
		return s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.CourtExtends})
	}
	if _, err := more(); fault.From(err).Code != "confirm.not_asked" && fault.From(err).Code != "confirm.no_ruling" {
		t.Errorf("before anybody asked: %v", err)
	}
	if _, err := s.Take(t.Context(), mediator, c.ID, court("郎溪县人民法院", "r1", dispute.ConfirmChecks...)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: dispute.CourtAccepts}); err != nil {
		t.Fatal(err)
	}
	clk.Advance(24 * time.Hour)
	before, err := s.Get(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	after, err := more()
	if err != nil {
		t.Fatal(err)
	}
	was, _ := before.Due()
	now, _ := after.Due()
	if now.Limit != dispute.LimitRuling || now.Due.Sub(was.Due) != 10*24*time.Hour {
		t.Errorf("due %v, then %v", was.Due, now.Due)
	}
	if _, err := more(); fault.From(err).Code != "confirm.no_ruling" {
		t.Errorf("a second time: %v", err)
	}
}
