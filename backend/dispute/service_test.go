package dispute_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

func TestARetryNeverFilesTwice(t *testing.T) {
	s, _ := service(t)
	first := file(t, s, "key-0001")
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			again, fresh, err := s.File(context.Background(), citizen, "key-0001", filing())
			if err != nil || fresh || again.ID != first.ID || again.Track != first.Track {
				t.Errorf("a retry gave %v, fresh %v", err, fresh)
			}
		})
	}
	wg.Wait()
	other := filing()
	other.What = "完全不同的一件事情"
	if _, _, err := s.File(context.Background(), citizen, "key-0001", other); fault.From(err).Code != "idempotency.reused" {
		t.Errorf("another filing under the same key gave %v", err)
	}
	page, err := s.Mine(context.Background(), citizen.Account, "", 10)
	if err != nil || len(page.Items) != 1 {
		t.Errorf("%d cases, %v", len(page.Items), err)
	}
}

func TestFilingNamesEveryFaultyField(t *testing.T) {
	s, _ := service(t)
	bad := filing()
	bad.What, bad.Type, bad.Person.Phone, bad.Consent, bad.Amount = "短", "77", "12", "old", -1
	bad.Others[0].Number = "341822199001011234"
	bad.Proxy = &dispute.Proxy{Person: dispute.Person{Name: "赵五", Phone: "13900139000"}, Relation: "lawyer"}
	_, _, err := s.File(context.Background(), citizen, "key-0002", bad)
	f := fault.From(err)
	got := map[string]bool{f.Field: true}
	for _, m := range f.More {
		got[m.Field] = true
	}
	for _, field := range []string{"what", "type", "applicant.phone", "consent", "amount", "others.0.number", "representative.authorisation"} {
		if !got[field] {
			t.Errorf("nothing is said of %s; named were %v", field, got)
		}
	}
}

func TestWhoMayFileHow(t *testing.T) {
	s, _ := service(t)
	for name, tc := range map[string]struct {
		who     policy.Subject
		channel dispute.Channel
		code    string
	}{
		"a citizen by WeChat":         {citizen, dispute.WeChat, ""},
		"a citizen as a visit":        {citizen, dispute.Visit, "case.channel"},
		"an officer enters a call":    {intake, dispute.Phone, ""},
		"an officer as WeChat":        {intake, dispute.WeChat, "case.channel"},
		"a mediator enters no filing": {mediator, dispute.Visit, "forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			f := filing()
			f.Channel = tc.channel
			c, _, err := s.File(context.Background(), tc.who, "key-"+name, f)
			if tc.code == "" && err != nil || tc.code != "" && fault.From(err).Code != tc.code {
				t.Fatalf("got %v", err)
			}
			if err == nil && tc.who.Staff && (c.Applicant != "" || c.EnteredBy != tc.who.Account) {
				t.Error("a window filing is laid to the officer's own account")
			}
		})
	}
}

func TestNothingPersonalIsStoredInClear(t *testing.T) {
	s, _ := service(t)
	c := file(t, s, "key-0003")
	text := fmt.Sprintf("%+v", c)
	for _, secret := range []string{"王小明", "13800138000", "幸福小区", "漏水", "李四"} {
		if strings.Contains(text, secret) {
			t.Errorf("the stored case holds %q", secret)
		}
	}
	private, err := s.OpenParty(c, "p1")
	if err != nil || private.Name != "王小明" || private.Phone != "13800138000" {
		t.Errorf("unsealed %+v, %v", private, err)
	}
}

// TestNumbersAreSequential accepts many filings at once: each gets a number of
// its own, and together they are 1 to n.
func TestNumbersAreSequential(t *testing.T) {
	s, _ := service(t)
	const n = 24
	var ids []string
	for i := range n {
		ids = append(ids, file(t, s, fmt.Sprintf("key-%04d", i)).ID)
	}
	var mu sync.Mutex
	got := map[string]int{}
	var wg sync.WaitGroup
	for i := range 2 * n { // each is accepted twice: a double click
		wg.Go(func() {
			c, err := s.Accept(context.Background(), moderator, ids[i%n], dispute.Command{ID: "accept"})
			if err != nil {
				t.Errorf("accept: %v", err)
				return
			}
			mu.Lock()
			got[c.Number]++
			mu.Unlock()
		})
	}
	wg.Wait()
	for i := range n {
		if number := dispute.PrintNumber(2026, "宣郎", int64(i+1)); got[number] != 2 {
			t.Errorf("%s was seen %d times", number, got[number])
		}
	}
}

func TestSweepExplainsAGap(t *testing.T) {
	s, clk := service(t)
	ctx := context.Background()
	c := file(t, s, "key-0001")
	// A crash between reserving and taking the number: reserve it, then decline.
	if _, err := s.ReserveNumber(ctx, county, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Take(ctx, moderator, c.ID, dispute.Command{Event: dispute.Decline, Reason: "handled", Note: "法院已受理"}); err != nil {
		t.Fatal(err)
	}
	clk.Advance(time.Hour)
	if n, err := s.SweepNumbers(ctx); err != nil || n != 1 {
		t.Fatalf("settled %d, %v", n, err)
	}
	next := file(t, s, "key-0002")
	accepted, err := s.Accept(ctx, moderator, next.ID, dispute.Command{})
	if err != nil || accepted.Number != dispute.PrintNumber(2026, "宣郎", 2) {
		t.Fatalf("got %q, %v", accepted.Number, err)
	}
	lines, err := s.Book(ctx, county, 2026)
	if err != nil || len(lines) != 2 || lines[0].State != "void" || lines[0].Why != "not_accepted" || lines[1].State != "used" {
		t.Errorf("the register does not explain its gap: %+v, %v", lines, err)
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	s, _ := service(t)
	ctx := context.Background()
	c := file(t, s, "key-0001")
	for _, who := range []policy.Subject{stranger, mediator, {}} {
		if _, err := s.Read(ctx, who, c.ID, policy.ReadCase); fault.From(err).Code != "case.missing" {
			t.Errorf("%q got %v", who.Account, err)
		}
	}
	if _, err := s.Take(ctx, stranger, c.ID, dispute.Command{Event: dispute.Withdraw}); fault.From(err).Code != "case.missing" {
		t.Errorf("a stranger's withdrawal gave %v", err)
	}
	if _, err := s.Take(ctx, citizen, c.ID, dispute.Command{Event: dispute.Decline, Reason: "abuse", Note: "x"}); fault.From(err).Code != "forbidden" {
		t.Errorf("a citizen's decision gave %v", err)
	}
	if _, err := s.Take(ctx, moderator, c.ID, dispute.Command{Event: dispute.Schedule, Mediator: "m", Slot: &dispute.Appointment{ID: "x"}}); fault.From(err).Code != "forbidden" {
		t.Errorf("scheduling past the booking gave %v", err)
	}
}

func TestAnAppealIsDecidedByAnother(t *testing.T) {
	s, _ := service(t)
	ctx := context.Background()
	c := file(t, s, "key-0001")
	take := func(who policy.Subject, cmd dispute.Command) error {
		_, err := s.Take(ctx, who, c.ID, cmd)
		return err
	}
	if err := errors.Join(take(moderator, dispute.Command{Event: dispute.Decline, Reason: "barred", Note: "不属于调解范围"}),
		take(citizen, dispute.Command{Event: dispute.Appeal, Note: "请再看看"})); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(ctx, moderator, c.ID, dispute.Command{}); fault.From(err).Code != "case.own_decision" {
		t.Errorf("the officer who declined decided the appeal: %v", err)
	}
	if _, err := s.Accept(ctx, second, c.ID, dispute.Command{}); err != nil {
		t.Errorf("another officer: %v", err)
	}
}

func TestQueueOrderAndPosition(t *testing.T) {
	s, clk := service(t)
	ctx := context.Background()
	var all []*dispute.Case
	for i := range 8 {
		c := file(t, s, fmt.Sprintf("key-%04d", i))
		if _, err := s.Accept(ctx, moderator, c.ID, dispute.Command{}); err != nil {
			t.Fatal(err)
		}
		clk.Advance(24 * time.Hour)
		all = append(all, c)
	}
	if _, err := s.Take(ctx, moderator, all[5].ID, dispute.Command{Event: dispute.SetRisk, Risk: dispute.High}); err != nil {
		t.Fatal(err)
	}
	place := func(i int) dispute.Place {
		c, err := s.Get(ctx, all[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Position(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := place(5); p.Ahead != 0 {
		t.Errorf("the high risk has %d ahead", p.Ahead)
	}
	if p := place(0); p.Ahead != 1 || p.Known || p.Why != "few" {
		t.Errorf("the oldest has %+v; nothing has left the queue, so nothing is known", p)
	}
	for i := range 5 {
		if _, err := s.Assign(ctx, moderator, all[i].ID, dispute.Command{Mediator: "mediator1"}); err != nil {
			t.Fatal(err)
		}
	}
	if p := place(7); p.Ahead != 2 || !p.Known || p.Low >= p.High {
		t.Errorf("after five have left, the last has %+v", p)
	}
	page, err := s.Queue(ctx, county, "", 10)
	if err != nil || len(page.Items) != 3 || page.Items[0].ID != all[5].ID || page.Items[2].ID != all[7].ID {
		t.Errorf("queue of %d, %v", len(page.Items), err)
	}
}

func TestSearchFindsByWhatIsSaid(t *testing.T) {
	s, _ := service(t)
	ctx := context.Background()
	c := file(t, s, "key-0001")
	done, err := s.Accept(ctx, moderator, c.ID, dispute.Command{})
	if err != nil {
		t.Fatal(err)
	}
	for by, text := range map[dispute.SearchBy]string{dispute.ByCaseNumber: done.Number[:len(done.Number)-4],
		dispute.ByPhone: "138 0013 8000", dispute.ByName: "王小明"} {
		page, err := s.Search(ctx, moderator, by, text, "", 10)
		if err != nil || len(page.Items) != 1 {
			t.Errorf("by %s: %d found, %v", by, len(page.Items), err)
		}
	}
	elsewhere := policy.Subject{Account: "x", Staff: true, Grants: []policy.Grant{{Role: policy.Intake, Center: city}}}
	if page, err := s.Search(ctx, elsewhere, dispute.ByPhone, "13800138000", "", 10); err != nil || len(page.Items) != 0 {
		t.Errorf("an officer of another center found %d cases, %v", len(page.Items), err)
	}
}

func TestOutboxIsPaidOnce(t *testing.T) {
	s, clk := service(t)
	ctx := context.Background()
	c := file(t, s, "key-0001")
	owing, err := s.Owing(ctx, 10)
	if err != nil || len(owing) != 1 {
		t.Fatalf("%d cases owe, %v", len(owing), err)
	}
	for i, o := range owing[0].Outbox {
		switch i {
		case 0:
			err = errors.Join(s.Paid(ctx, c.ID, o.ID), s.Paid(ctx, c.ID, o.ID))
		case 1:
			err = s.Postpone(ctx, c.ID, o.ID, clk.Now().Add(time.Hour), "unreachable")
		default:
			err = s.Checked(ctx, c.ID, o.ID, dispute.Review)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if owing, err = s.Owing(ctx, 10); err != nil || len(owing) != 0 {
		t.Fatalf("%d cases owe now, %v", len(owing), err)
	}
	clk.Advance(2 * time.Hour)
	owing, err = s.Owing(ctx, 10)
	if err != nil || len(owing) != 1 || len(owing[0].Outbox) != 1 || owing[0].Outbox[0].Tries != 1 {
		t.Fatalf("after the wait: %+v, %v", owing, err)
	}
	last := owing[0].Timeline[len(owing[0].Timeline)-1]
	if last.Event != dispute.CheckContent || !last.Inner {
		t.Errorf("the verdict is not on the inner timeline: %+v", last)
	}
}
