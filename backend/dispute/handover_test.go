package dispute_test

import (
	"slices"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/rules"
)

var cityWatch = policy.Subject{Account: "city-watch", Staff: true, Grants: []policy.Grant{{Role: policy.Supervisor, Center: city}}}

// accepted is a filing that waits in the county's queue.
func accepted(t *testing.T, s *dispute.Service, kind dispute.Kind) *dispute.Case {
	t.Helper()
	f := filing()
	f.Kind = kind
	c, _, err := s.File(t.Context(), citizen, "key-accepted", f)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = s.Accept(t.Context(), moderator, c.ID, dispute.Command{}); err != nil {
		t.Fatal(err)
	}
	return c
}

func code(err error) string { return fault.From(err).Code }

// TestTheFirstCenterStaysResponsible until another accepts (首接负责).
func TestTheFirstCenterStaysResponsible(t *testing.T) {
	s, clk := service(t)
	c := accepted(t, s, dispute.Dispute)
	if _, err := s.Route(t.Context(), moderator, c.ID, dispute.Command{Center: city, Note: "x"}); code(err) != "hand_over.needed" {
		t.Errorf("a case goes to another desk unasked: %v", err)
	}
	if _, err := s.HandOver(t.Context(), moderator, c.ID, dispute.Command{Center: city, Reason: "tired", Note: "x"}); code(err) != "case.unknown_reason" {
		t.Errorf("without a reason of the list: %v", err)
	}
	if _, err := s.HandOver(t.Context(), moderator, c.ID, dispute.Command{Center: county, Reason: "complex", Note: "x"}); code(err) != "hand_over.same_desk" {
		t.Errorf("to itself: %v", err)
	}
	c, err := s.HandOver(t.Context(), moderator, c.ID, dispute.Command{Center: city, Reason: "complex", Note: "涉及两个县"})
	if err != nil || c.Center != county || c.Offer == nil || c.Timeline[len(c.Timeline)-1].Facts["direction"] != dispute.Upward {
		t.Fatalf("%+v, %v", c, err)
	}
	if !slices.ContainsFunc(c.Outbox, func(o dispute.Owed) bool { return o.Event == dispute.HandOver && o.To == dispute.CenterAddress(city) }) {
		t.Error("the city is not told")
	}
	if _, err := s.HandOver(t.Context(), moderator, c.ID, dispute.Command{Center: city, Reason: "complex", Note: "x"}); code(err) != "hand_over.open" {
		t.Errorf("twice: %v", err)
	}
	if page, err := s.Offers(t.Context(), city, "", 10); err != nil || len(page.Items) != 1 {
		t.Errorf("the city's offers: %v, %v", page, err)
	}
	if _, err := s.TakeOver(t.Context(), moderator, c.ID, dispute.Command{}); code(err) != "forbidden" {
		t.Errorf("the county answers for the city: %v", err)
	}
	clk.Advance(5 * 24 * time.Hour)
	if n, err := s.SweepDeadlines(t.Context()); err != nil || n == 0 {
		t.Errorf("an offer that nobody answers is not escalated: %d, %v", n, err)
	}
	back, err := s.Take(t.Context(), second, c.ID, dispute.Command{Event: dispute.HandBack, Note: "县里可以办"})
	if err != nil || back.Offer != nil || back.Center != county {
		t.Fatalf("%+v, %v", back, err)
	}
	if _, err := s.TakeOver(t.Context(), second, c.ID, dispute.Command{}); code(err) != "hand_over.none" {
		t.Errorf("what was returned is taken: %v", err)
	}
	if _, err = s.HandOver(t.Context(), moderator, c.ID, dispute.Command{Center: city, Reason: "overdue", Note: "x"}); err != nil {
		t.Fatal(err)
	}
	c, err = s.TakeOver(t.Context(), second, c.ID, dispute.Command{})
	if err != nil || c.Center != city || c.Offer != nil || c.State != dispute.Queued {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, to := range []string{city, county} {
		if !slices.ContainsFunc(c.Outbox, func(o dispute.Owed) bool { return o.Event == dispute.TakeOver && o.To == dispute.CenterAddress(to) }) {
			t.Errorf("%s is not told", to)
		}
	}
	if s.May(moderator, policy.RouteCase, c) {
		t.Error("the county still decides")
	}
}

// TestAnOfferCanBeReadByWhoDecides, and gives nobody else a right.
func TestAnOfferCanBeReadByWhoDecides(t *testing.T) {
	s, _ := service(t)
	f := filing()
	f.Division = city
	c, _, err := s.File(t.Context(), citizen, "key-city", f)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = s.Accept(t.Context(), second, c.ID, dispute.Command{}); err != nil {
		t.Fatal(err)
	}
	if s.May(moderator, policy.ReadCase, c) {
		t.Fatal("the county reads the city's cases")
	}
	c, err = s.HandOver(t.Context(), second, c.ID, dispute.Command{Center: county, Reason: "nearer", Note: "当地办理更方便"})
	if err != nil || c.Timeline[len(c.Timeline)-1].Facts["direction"] != dispute.Downward {
		t.Fatal(err)
	}
	if !s.May(moderator, policy.ReadContent, c) || s.May(moderator, policy.RouteCase, c) || s.May(moderator, policy.RevealPerson, c) {
		t.Error("who is offered a case reads it, and does nothing else with it")
	}
	if !slices.Contains(s.Open(moderator, c), dispute.TakeOver) || slices.Contains(s.Open(second, c), dispute.TakeOver) == slices.Contains(s.Open(cityWatch, c), dispute.TakeOver) {
		t.Errorf("buttons: county %v, city %v", s.Open(moderator, c), s.Open(second, c))
	}
	if _, err := s.TakeOver(t.Context(), moderator, c.ID, dispute.Command{}); err != nil {
		t.Error(err)
	}
}

// TestAWrongRouteIsObjectedToInFiveDays: 信访工作条例 art. 23.
func TestAWrongRouteIsObjectedToInFiveDays(t *testing.T) {
	for name, tc := range map[string]struct {
		kind dispute.Kind
		days int
		want string
	}{
		"a petition on the fifth working day": {dispute.Petition, 7, ""},
		"a petition after it":                 {dispute.Petition, 8, "hand_over.too_late"},
		"a dispute any day":                   {dispute.Dispute, 8, ""},
	} {
		s, clk := service(t) // a Monday
		c := accepted(t, s, tc.kind)
		if _, err := s.HandOver(t.Context(), moderator, c.ID, dispute.Command{Center: city, Reason: "rule", Note: "x"}); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Duration(tc.days) * 24 * time.Hour)
		_, err := s.Take(t.Context(), second, c.ID, dispute.Command{Event: dispute.HandBack, Note: "不属于本级"})
		if (err == nil) != (tc.want == "") || err != nil && code(err) != tc.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSummons: an on-call department is called (随叫随驻), its answer stops the clock.
func TestSummons(t *testing.T) {
	s, clk := service(t)
	c := accepted(t, s, dispute.Dispute)
	office := "health-" + city
	if _, err := s.Summon(t.Context(), moderator, c.ID, dispute.Command{Department: "justice-" + county}); code(err) != "summon.not_on_call" {
		t.Errorf("a resident one: %v", err)
	}
	c, err := s.Summon(t.Context(), moderator, c.ID, dispute.Command{Department: office, Note: "周三上午"})
	if err != nil || len(c.Summons) != 1 {
		t.Fatal(err)
	}
	if _, err := s.Summon(t.Context(), moderator, c.ID, dispute.Command{Department: office}); code(err) != "summon.open" {
		t.Errorf("twice: %v", err)
	}
	clk.Advance(48 * time.Hour)
	if n, err := s.SweepDeadlines(t.Context()); err != nil || n != 1 {
		t.Errorf("silence is not told: %d, %v", n, err)
	}
	if n, err := s.SweepDeadlines(t.Context()); err != nil || n != 0 {
		t.Errorf("silence is told again: %d, %v", n, err)
	}
	if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.ReplySummons, Department: office, Reply: "perhaps"}); code(err) != "summon.reply" {
		t.Error(err)
	}
	c, err = s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.ReplySummons, Department: office, Reply: "coming"})
	if err != nil || c.Summons[0].Reply != "coming" || !c.Summons[0].Replied.Equal(clk.Now()) {
		t.Fatalf("%+v, %v", c.Summons, err)
	}
	for _, k := range c.Clocks {
		if k.Limit == dispute.LimitSummon && k.Running() {
			t.Error("the clock runs on")
		}
	}
	if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.ReplySummons, Department: office, Reply: "coming"}); code(err) != "summon.none" {
		t.Error(err)
	}
}

// drafted are rules that are being tried.
type drafted struct {
	rules.Defaults
	limits rules.Limits
}

func (d drafted) Limits() (rules.Limits, int64) { return d.limits, 1 }

// TestDryRun: what a draft would have made of past cases, without touching them.
func TestDryRun(t *testing.T) {
	s, _ := service(t)
	c := accepted(t, s, dispute.Dispute)
	now, _ := rules.Defaults{}.Routing()
	if run, err := s.DryRoute(t.Context(), now, []string{city, county}); err != nil || run.Examined != 1 || len(run.Changed) != 0 {
		t.Errorf("the same rules change %+v, %v", run, err)
	}
	draft := append(rules.Routing{{ID: "all-up", Level: rules.City, Why: map[string]string{"zh-CN": "试"}}}, now...)
	run, err := s.DryRoute(t.Context(), draft, []string{city, county})
	if err != nil || len(run.Changed) != 1 || run.Changed[0].Case != c.ID || run.Changed[0].Was.Center != county || run.Changed[0].Now.Center != city {
		t.Fatalf("%+v, %v", run, err)
	}
	if after, err := s.Get(t.Context(), c.ID); err != nil || after.Version != c.Version {
		t.Errorf("the dry run wrote: %v", err)
	}
	if run, err := s.DryRoute(t.Context(), draft, []string{city}); err != nil || run.Examined != 0 {
		t.Errorf("another part of the tree: %+v, %v", run, err)
	}
}

// TestChangedLimitsHoldForNewClocks, and for the others when they are replayed.
func TestChangedLimitsHoldForNewClocks(t *testing.T) {
	s, _ := service(t)
	old := file(t, s, "key-0001")
	all, _ := rules.Defaults{}.Limits()
	all = slices.Clone(all)
	all[slices.IndexFunc(all, func(l rules.Limit) bool { return l.Limit == "moderate" })].Workdays = 1
	s.Rules = drafted{limits: all}
	fresh := file(t, s, "key-0002")
	if d := old.Clocks[0].Due.Sub(fresh.Clocks[0].Due); d != 24*time.Hour {
		t.Errorf("a shorter limit makes %v", d)
	}
	n := 0
	if err := s.Replay(t.Context(), true, func(dispute.Replayed) error { n++; return nil }); err != nil || n != 1 {
		t.Errorf("%d replayed, %v", n, err)
	}
	if c, err := s.Get(t.Context(), old.ID); err != nil || !c.Clocks[0].Due.Equal(fresh.Clocks[0].Due) {
		t.Errorf("replayed: %v", err)
	}
}

// TestEveryLimitHasAPeriod: the list in code and the data name the same.
func TestEveryLimitHasAPeriod(t *testing.T) {
	all, _ := rules.Defaults{}.Limits()
	var names []string
	for _, l := range all {
		names = append(names, l.Limit)
	}
	for _, l := range dispute.Limits {
		if !slices.Contains(names, string(l)) {
			t.Errorf("%s has no period", l)
		}
	}
	if len(all) != len(dispute.Limits) {
		t.Errorf("%d periods for %d limits", len(all), len(dispute.Limits))
	}
}
