package dispute_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
)

// told lists the centers that were told of a deadline, in order.
func centersTold(c *dispute.Case) []string {
	var all []string
	for _, e := range c.Timeline {
		if e.Event == dispute.Escalate {
			all = append(all, e.Facts["limit"]+" "+e.Facts["center"])
		}
	}
	return all
}

func get(t *testing.T, s *dispute.Service, id string) *dispute.Case {
	t.Helper()
	c, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sweep(t *testing.T, s *dispute.Service) int {
	t.Helper()
	n, err := s.SweepDeadlines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestADeadlineClimbs: at its end the center is told, and the next one up every third
// working day after; nobody is told before, twice, or after the case has moved on.
func TestADeadlineClimbs(t *testing.T) {
	s, clk := service(t) // Monday 2 March 2026, 10 o'clock; a filing is due at the end of Wednesday
	c := file(t, s, "key-0001")
	at := func(day, hour int) {
		clk.Advance(time.Date(2026, 3, day, hour, 0, 0, 0, clock.Shanghai).Sub(clk.Now()))
	}
	at(4, 23)
	if n := sweep(t, s); n != 0 {
		t.Fatalf("%d deadlines escalated an hour too early", n)
	}
	for _, step := range []struct {
		day, raised int
		told        []string
	}{
		{5, 1, []string{"moderate " + county}},
		{6, 0, []string{"moderate " + county}},
		{11, 1, []string{"moderate " + county, "moderate " + city}}, // Thu 5 + 3 working days: the end of Tue 10
		{12, 0, []string{"moderate " + county, "moderate " + city}},
		{17, 1, []string{"moderate " + county, "moderate " + city, "moderate " + city}}, // there is nobody above the city
	} {
		at(step.day, 0)
		if n := sweep(t, s) + sweep(t, s); n != step.raised {
			t.Errorf("on the %dth %d were escalated", step.day, n)
		}
		if got := centersTold(get(t, s, c.ID)); !slices.Equal(got, step.told) {
			t.Errorf("on the %dth told are %v", step.day, got)
		}
	}
	c = get(t, s, c.ID)
	last := c.Timeline[len(c.Timeline)-1]
	if last.Inner || last.Role != "system" || !slices.ContainsFunc(c.Outbox, func(o dispute.Owed) bool { return o.Event == dispute.Escalate && o.To == citizen.Account }) {
		t.Errorf("the applicant is not told: %+v", last)
	}
	page, err := s.Overdue(t.Context(), county, "", 10)
	if err != nil || len(page.Items) != 1 {
		t.Errorf("overdue: %+v, %v", page, err)
	}
	if _, err := s.Accept(t.Context(), moderator, c.ID, dispute.Command{}); err != nil {
		t.Fatal(err)
	}
	if n := sweep(t, s); n != 0 {
		t.Error("a clock that was stopped is escalated")
	}
	if page, err := s.Overdue(t.Context(), county, "", 10); err != nil || len(page.Items) != 0 {
		t.Errorf("overdue after it moved on: %+v, %v", page, err)
	}
}

// TestTheApplicantsOwnDeadline is told once, to the applicant and the center in charge.
func TestTheApplicantsOwnDeadline(t *testing.T) {
	s, clk := service(t)
	c := file(t, s, "key-0001")
	if _, err := s.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.AskSupplement, Note: "请补充"}); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		clk.Advance(7 * 24 * time.Hour)
		sweep(t, s)
	}
	if got := centersTold(get(t, s, c.ID)); !slices.Equal(got, []string{"supply " + county}) {
		t.Errorf("told are %v", got)
	}
}

// TestManySweepersEscalateOnce.
func TestManySweepersEscalateOnce(t *testing.T) {
	s, clk := service(t)
	for _, key := range []string{"key-0001", "key-0002", "key-0003"} {
		file(t, s, key)
	}
	clk.Advance(5 * 24 * time.Hour)
	var all sync.WaitGroup
	var mu sync.Mutex
	raised := 0
	for range 8 {
		all.Go(func() {
			n, err := s.SweepDeadlines(context.Background())
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			raised += n
		})
	}
	all.Wait()
	if raised != 3 {
		t.Errorf("%d escalations of 3 cases", raised)
	}
}

// TestTimeForAnAppraisal: the clock stands still meanwhile, and its period is given
// once more by consent, once.
func TestTimeForAnAppraisal(t *testing.T) {
	s, clk := service(t)
	c := file(t, s, "key-0001")
	if _, err := s.Accept(t.Context(), moderator, c.ID, dispute.Command{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Assign(t.Context(), moderator, c.ID, dispute.Command{Mediator: mediator.Account}); err != nil {
		t.Fatal(err)
	}
	take := func(e dispute.Event, note, code string) *dispute.Case {
		t.Helper()
		c, err := s.Take(t.Context(), mediator, c.ID, dispute.Command{Event: e, Note: note})
		if fault.From(err).Code != code && (err != nil || code != "") {
			t.Fatalf("%s: %v, want %q", e, err, code)
		}
		return c
	}
	due := func() time.Time {
		for _, k := range get(t, s, c.ID).Clocks {
			if k.Limit == dispute.LimitMediate && k.Stopped.IsZero() {
				return k.Due
			}
		}
		t.Fatal("no clock")
		return time.Time{}
	}
	before := due()
	take(dispute.Appraised, "结果", "case.no_appraisal")
	take(dispute.Appraise, "", "required")
	take(dispute.Appraise, "房屋质量鉴定", "")
	take(dispute.Appraise, "再鉴定", "case.appraisal_runs")
	take(dispute.Extend, "双方同意", "case.appraisal_runs")
	clk.Advance(60 * 24 * time.Hour)
	if n := sweep(t, s); n != 0 {
		t.Error("a paused deadline is escalated")
	}
	take(dispute.Appraised, "鉴定意见已送达双方", "")
	if got := due().Sub(before); got < 60*24*time.Hour || got > 63*24*time.Hour {
		t.Errorf("after 60 days of appraisal it is due %v later", got)
	}
	before = due()
	take(dispute.Extend, "双方书面同意", "")
	if got := due().Sub(before); got < 29*24*time.Hour || got > 40*24*time.Hour {
		t.Errorf("an extension gives %v", got)
	}
	take(dispute.Extend, "再延", "case.extended")
}

// TestReplay: what the present rules make of the timeline is what the cases have; a
// clock that was written otherwise is found and, on demand, mended.
func TestReplay(t *testing.T) {
	s, clk := service(t)
	c := file(t, s, "key-0001")
	clk.Advance(5 * 24 * time.Hour)
	sweep(t, s)
	differ := func(apply bool) (found []dispute.Replayed) {
		t.Helper()
		if err := s.Replay(t.Context(), apply, func(r dispute.Replayed) error { found = append(found, r); return nil }); err != nil {
			t.Fatal(err)
		}
		return found
	}
	if got := differ(true); len(got) != 0 {
		t.Fatalf("the rules have not changed, yet %+v differ", got)
	}
	want := get(t, s, c.ID).Clocks
	s.Misset(t, c.ID)
	if got := differ(false); len(got) != 1 || got[0].Case != c.ID || slices.Equal(got[0].Was, got[0].Now) {
		t.Fatalf("found %+v", got)
	}
	if len(differ(true)) != 1 || len(differ(true)) != 0 || !slices.Equal(get(t, s, c.ID).Clocks, want) {
		t.Errorf("mended to %+v, want %+v", get(t, s, c.ID).Clocks, want)
	}
}
