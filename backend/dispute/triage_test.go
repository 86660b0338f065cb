package dispute_test

import (
	"slices"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// read lets the owed triage of a case be done, as the outbox worker does.
func read(t *testing.T, s *dispute.Service, c *dispute.Case) *dispute.Case {
	t.Helper()
	for _, o := range c.Outbox {
		if o.Errand == dispute.ReadText {
			for range 2 { // doing it again is harmless
				if err := s.Triage(t.Context(), c.ID, o); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	c, err := s.Get(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(c.Outbox, func(o dispute.Owed) bool { return o.Errand == dispute.ReadText }) {
		t.Fatal("what was read is still owed")
	}
	return c
}

func told(t *testing.T, s *dispute.Service, key, what string) *dispute.Case {
	t.Helper()
	f := filing()
	f.What = what
	c, _, err := s.File(t.Context(), citizen, key, f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const threat = "他说再来要钱就拿刀砍死我全家，昨晚真的提着砍刀到我家门口骂，我孩子吓得不敢出门。"

// TestAFilingIsRead: the suggestion stands beside what the applicant chose, with the
// words that decided, and those are sealed.
func TestAFilingIsRead(t *testing.T) {
	s, _ := service(t)
	c := read(t, s, told(t, s, "key-wages", "工地老板拖欠我们三个月工资，一共两万八，电话不接，人也找不到，希望帮忙讨要工资。"))
	if c.Suggested == nil || c.Suggested.Type != "10" || c.Suggested.Kind != dispute.Dispute || c.Type != "02" || c.Risk != dispute.Low {
		t.Fatalf("suggested %+v, type %s, risk %s", c.Suggested, c.Type, c.Risk)
	}
	why, err := s.OpenReasons(c)
	if err != nil || len(why) == 0 || len(why[0].Words) == 0 {
		t.Errorf("why: %+v, %v", why, err)
	}
	if slices.ContainsFunc(why, func(w dispute.Why) bool { return slices.Contains(w.Words, c.Suggested.Reasons) }) || c.Suggested.Reasons == "" {
		t.Error("the reasons are not sealed")
	}
}

// TestAThreatRaisesTheLight at once, and never against a person's decision.
func TestAThreatRaisesTheLight(t *testing.T) {
	s, _ := service(t)
	c := read(t, s, told(t, s, "key-threat", threat))
	last := c.Timeline[len(c.Timeline)-1]
	if c.Risk != dispute.High || last.Event != dispute.SetRisk || last.By != policy.System.Account || !last.Inner || last.Facts["by"] != dispute.ByTriage {
		t.Fatalf("risk %s, last %+v", c.Risk, last)
	}
	if !slices.ContainsFunc(c.Outbox, func(o dispute.Owed) bool { return o.Event == dispute.SetRisk && o.To == dispute.CenterAddress(county) }) {
		t.Error("the center is not told")
	}

	decided := told(t, s, "key-decided", threat)
	if _, err := s.Take(t.Context(), moderator, decided.ID, dispute.Command{Event: dispute.SetRisk, Risk: dispute.Medium}); err != nil {
		t.Fatal(err)
	}
	if c := read(t, s, decided); c.Risk != dispute.Medium {
		t.Errorf("triage overrides a moderator: %s", c.Risk)
	}
	gone := told(t, s, "key-gone", threat)
	if _, err := s.Take(t.Context(), citizen, gone.ID, dispute.Command{Event: dispute.Withdraw}); err != nil {
		t.Fatal(err)
	}
	if c := read(t, s, gone); c.State != dispute.Withdrawn || c.Risk != dispute.Low {
		t.Errorf("a withdrawn case is %s, %s", c.State, c.Risk)
	}
}

// TestASupplementIsReadForRiskOnly.
func TestASupplementIsReadForRiskOnly(t *testing.T) {
	s, _ := service(t)
	c := read(t, s, file(t, s, "key-0001"))
	before := *c.Suggested
	if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.AskSupplement, Note: "请补充"}); err != nil {
		t.Fatal(err)
	}
	c, err := s.Supply(t.Context(), citizen, c.ID, dispute.Command{Note: threat}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c = read(t, s, c); c.Risk != dispute.High || *c.Suggested != before {
		t.Errorf("risk %s, suggested %+v, before %+v", c.Risk, *c.Suggested, before)
	}
}

// TestAdvice: lowest level first, up for what must not stay below; the office by kind
// and type.
func TestAdvice(t *testing.T) {
	for name, tc := range map[string]struct {
		kind   dispute.Kind
		code   string
		risk   dispute.Risk
		center string
		why    string
		office string
		at     string
	}{
		"neighbours":          {dispute.Dispute, "02", dispute.Low, county, "lowest", "justice-" + county, county},
		"wages":               {dispute.Dispute, "10", dispute.Low, county, "lowest", "human_resources-" + city, city},
		"a threat":            {dispute.Dispute, "02", dispute.High, county, "high-risk", "justice-" + county, county},
		"a petition":          {dispute.Petition, "99", dispute.Low, county, "petition", "", ""},
		"an unknown type":     {dispute.Dispute, "06", dispute.Low, county, "lowest", "justice-" + county, county},
		"a consumer's report": {dispute.Complaint, "12", dispute.Low, county, "complaint", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := service(t)
			c := &dispute.Case{Division: county, Center: county, Kind: tc.kind, Type: tc.code, Risk: tc.risk}
			a, err := s.Advise(t.Context(), c)
			if err != nil || a.Center != tc.center || a.CenterRule != tc.why || a.Department != tc.office || a.DepartmentCenter != tc.at {
				t.Errorf("%+v, %v", a, err)
			}
			if (a.DepartmentRule == "") != (tc.office == "") {
				t.Errorf("why %q", a.DepartmentRule)
			}
		})
	}
}

// TestBeforeFiling: who describes a matter sees what it seems to be, and an open one
// of their own that says the same; nobody else's.
func TestBeforeFiling(t *testing.T) {
	s, _ := service(t)
	c := read(t, s, file(t, s, "key-0001"))
	again := filing().What + "已经三天了。" + filing().Wishes
	found, err := s.SuggestFor(t.Context(), citizen, again)
	if err != nil || len(found.Yours) != 1 || found.Yours[0].Case.ID != c.ID || found.Yours[0].Percent < 60 || found.Kind == "" || len(found.Why) == 0 {
		t.Errorf("%+v, %v", found, err)
	}
	if found, err := s.SuggestFor(t.Context(), stranger, again); err != nil || len(found.Yours) != 0 {
		t.Errorf("a stranger sees %+v, %v", found.Yours, err)
	}
	if found, err := s.SuggestFor(t.Context(), citizen, "工地老板拖欠工资三个月不给"); err != nil || len(found.Yours) != 0 {
		t.Errorf("another matter is alike: %+v, %v", found.Yours, err)
	}
	if _, err := s.Take(t.Context(), citizen, c.ID, dispute.Command{Event: dispute.Withdraw}); err != nil {
		t.Fatal(err)
	}
	if found, err := s.SuggestFor(t.Context(), citizen, again); err != nil || len(found.Yours) != 0 {
		t.Errorf("a withdrawn one is alike: %+v, %v", found.Yours, err)
	}
}

// TestDuplicates: the same person, and the same place with the same story; not other
// matters, and not what the moderator may not see.
func TestDuplicates(t *testing.T) {
	s, _ := service(t)
	by := func(key string, who policy.Subject, change func(*dispute.Filing)) *dispute.Case {
		f := filing()
		change(&f)
		c, _, err := s.File(t.Context(), who, key, f)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, s, c)
	}
	neighbour := func(f *dispute.Filing) {
		f.Person = dispute.Person{Name: "赵六", Phone: "13911112222"}
		f.What = "楼上邻居家的水管漏水，泡坏了我家的墙。"
	}
	first := by("key-first", citizen, func(*dispute.Filing) {})
	again := by("key-again", intake, func(f *dispute.Filing) { f.Channel = dispute.Phone }) // by phone, without an account
	same := by("key-same", stranger, neighbour)
	by("key-other", citizen, func(f *dispute.Filing) {
		f.What, f.Type = "工地老板拖欠工资三个月不给，请帮忙讨要", "10"
	})
	by("key-far1", stranger, func(f *dispute.Filing) { neighbour(f); f.Division = city })

	found, err := s.Duplicates(t.Context(), moderator, first.ID)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]dispute.Alike{}
	for _, a := range found {
		got[a.Case.ID] = a
	}
	if len(found) != 2 || !got[again.ID].Person || !got[again.ID].Place || got[again.ID].Percent != 100 || got[same.ID].Person || !got[same.ID].Place {
		t.Errorf("found %+v", found)
	}
	if len(found) == 2 && found[0].Case.ID != again.ID {
		t.Error("the likest is not first")
	}
	if _, err := s.Duplicates(t.Context(), citizen, first.ID); fault.From(err).Code != "forbidden" {
		t.Errorf("a citizen looks for doubles: %v", err)
	}
}
