package rating

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/seal"
	"yanhe/backend/testkit"
)

const center = "341821000000"

type centers struct{}

func (centers) Desk(string) (string, error)                                  { return center, nil }
func (centers) Path(c string) []string                                       { return []string{c} }
func (centers) Abbr(string) string                                           { return "宣郎" }
func (centers) Works(c string) (string, bool)                                { return c, true }
func (centers) DepartmentOf(context.Context, string, string) (string, error) { return "", nil }

func (centers) OnCall(context.Context, string) (string, error) { return "", nil }

func (centers) Level(string) string { return "county" }

type files struct{}

func (files) Take(context.Context, string, []string, string) ([]dispute.Evidence, error) {
	return nil, nil
}

type staff struct{}

func (staff) MediatorAt(context.Context, string, string) (bool, error) { return true, nil }
func (staff) HasMediator(context.Context, string) (bool, error)        { return true, nil }

func grant(account string, role policy.Role) policy.Subject {
	return policy.Subject{Account: account, Staff: true, Grants: []policy.Grant{{Role: role, Center: center}}}
}

var (
	citizen   = policy.Subject{Account: "citizen"}
	stranger  = policy.Subject{Account: "stranger"}
	moderator = grant("moderator", policy.Moderator)
	mediator  = grant("mediator", policy.Mediator)
	intake    = grant("intake", policy.Intake)
)

// crashing is the cases of a program that stops before it takes an event.
type crashing struct {
	*dispute.Service
	stops bool
}

var errStop = errors.New("the program stopped")

func (c *crashing) Take(ctx context.Context, who policy.Subject, caseID string, cmd dispute.Command) (*dispute.Case, error) {
	if c.stops {
		return nil, errStop
	}
	return c.Service.Take(ctx, who, caseID, cmd)
}

type world struct {
	t       testing.TB
	cases   *crashing
	ratings *Service
	engine  docstore.Engine
}

func newWorld(t testing.TB) *world {
	t.Helper()
	ring, err := seal.ParseKeyring("t:sm4:AAAAAAAAAAAAAAAAAAAAAA==")
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(ring, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC))
	w := &world{t: t, engine: testkit.Store(t, append(dispute.Schemas(), Schemas()...)...)}
	w.cases = &crashing{Service: dispute.New(w.engine, clk, box, centers{}, files{}, staff{})}
	w.ratings = New(w.engine, clk, box, w.cases)
	return w
}

// mediating is a case under mediation, with an applicant and the other side.
func (w *world) mediating() *dispute.Case {
	w.t.Helper()
	ctx := context.Background()
	c, _, err := w.cases.File(ctx, citizen, "key-00001", dispute.Filing{Kind: dispute.Dispute, Type: "02", Channel: dispute.WeChat,
		Division: center, What: "邻居家的水管漏水，泡坏了我家的墙。", Consent: dispute.PrivacyVersion,
		Person: dispute.Person{Name: "王小明", Phone: "13800138000"}, Others: []dispute.Person{{Name: "李四"}}})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.cases.Accept(ctx, moderator, c.ID, dispute.Command{}); err != nil {
		w.t.Fatal(err)
	}
	w.again(c)
	return c
}

// again assigns a waiting case and starts the mediation.
func (w *world) again(c *dispute.Case) {
	w.t.Helper()
	if _, err := w.cases.Assign(context.Background(), moderator, c.ID, dispute.Command{Mediator: mediator.Account}); err != nil {
		w.t.Fatal(err)
	}
	w.take(mediator, c, dispute.Command{Event: dispute.Start})
}

func (w *world) take(who policy.Subject, c *dispute.Case, cmd dispute.Command) {
	w.t.Helper()
	if _, err := w.cases.Service.Take(context.Background(), who, c.ID, cmd); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) settle(c *dispute.Case) {
	w.t.Helper()
	if _, err := w.cases.Conclude(context.Background(), mediator, c.ID, dispute.Command{Event: dispute.Settle,
		Outcome: &dispute.Outcome{Terms: "赔偿五百元"}}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) settled() *dispute.Case {
	c := w.mediating()
	w.settle(c)
	return c
}

// rate wants a fault with this code, "" for none.
func (w *world) rate(who policy.Subject, c *dispute.Case, in Input, code string) {
	w.t.Helper()
	err := w.ratings.Rate(context.Background(), who, c.ID, in)
	if code == "" && err != nil || code != "" && fault.From(err).Code != code {
		w.t.Fatalf("%+v by %s gave %v", in, who.Account, err)
	}
}

// on returns what stands on the case.
func (w *world) on(c *dispute.Case) string {
	w.t.Helper()
	now, err := w.cases.Get(context.Background(), c.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprint(now.Ratings)
}

// kept returns the ratings of the center.
func (w *world) kept() []*Rating {
	w.t.Helper()
	page, err := ratings.On(w.engine).Find(context.Background(), docstore.Query{
		Where: []docstore.Cond{docstore.Eq("center", center)}, Sort: []string{"at"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return page.Items
}

func TestOncePerParty(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	said := Input{Stars: 4, Tags: []string{"quick", "fair"}, Comment: " 很公道 "}
	w.rate(citizen, c, said, "")
	same := Input{Stars: 4, Tags: []string{"fair", "quick", "fair"}, Comment: "很公道"}
	w.rate(citizen, c, same, "") // a retry is harmless
	for _, other := range []Input{
		{Stars: 5, Tags: said.Tags, Comment: said.Comment},
		{Stars: 4, Tags: []string{"fair"}, Comment: said.Comment},
		{Stars: 4, Tags: said.Tags, Comment: "很慢"},
		{Stars: 4, Tags: said.Tags},
	} {
		w.rate(citizen, c, other, "rating.once")
	}
	if got := w.on(c); got != "[{p1 4}]" {
		t.Errorf("the case holds %s", got)
	}
	kept := w.kept()
	if len(kept) != 1 || kept[0].Stars != 4 || kept[0].Mediator != mediator.Account || fmt.Sprint(kept[0].Tags) != "[fair quick]" {
		t.Errorf("kept: %+v", kept)
	}
	w.take(moderator, c, dispute.Command{Event: dispute.Close})
	w.rate(citizen, c, said, "") // still the same rating
}

// TestADoubleClick sends the same, and something else, at the same time.
func TestADoubleClick(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for i := range 12 {
		wg.Go(func() {
			err := w.ratings.Rate(context.Background(), citizen, c.ID, Input{Stars: 1 + i%2})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				got[fmt.Sprint(1+i%2)]++
			} else {
				got[fault.From(err).Code]++
			}
		})
	}
	wg.Wait()
	kept := w.kept()
	if len(kept) != 1 || got[fmt.Sprint(kept[0].Stars)] != 6 || got["rating.once"] != 6 {
		t.Errorf("%v, kept %+v", got, kept)
	}
	if want := fmt.Sprintf("[{p1 %d}]", kept[0].Stars); w.on(c) != want {
		t.Errorf("the case holds %s", w.on(c))
	}
}

func TestCommentIsSealed(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	w.rate(citizen, c, Input{Stars: 2, Comment: "调解员李某偏心"}, "")
	r := w.kept()[0]
	if r.Comment == "" || strings.Contains(fmt.Sprintf("%+v", r), "偏心") {
		t.Errorf("the stored rating is %+v", r)
	}
	var clear string
	if err := w.ratings.vault.Open(r.commentContext(), r.Comment, &clear); err != nil || clear != "调解员李某偏心" {
		t.Errorf("unsealed %q, %v", clear, err)
	}
	if strings.Contains(w.on(c), "偏心") {
		t.Error("the case holds the comment")
	}
}

func TestNotBeforeTheEnd(t *testing.T) {
	w := newWorld(t)
	c := w.mediating()
	w.rate(citizen, c, Input{Stars: 5}, "case.not_now")
	if len(w.kept()) > 0 {
		t.Error("a refused rating is kept")
	}
	w.settle(c)
	w.rate(citizen, c, Input{Stars: 5}, "")
}

func TestReopenedCaseIsRatedAnew(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	w.rate(citizen, c, Input{Stars: 1}, "")
	w.take(moderator, c, dispute.Command{Event: dispute.Close})
	w.take(moderator, c, dispute.Command{Event: dispute.Reopen, Note: "评价很低，重新调解"})
	w.rate(citizen, c, Input{Stars: 5}, "case.not_now")
	w.again(c)
	w.settle(c)
	w.rate(citizen, c, Input{Stars: 5}, "")
	if got := w.on(c); got != "[{p1 5}]" {
		t.Errorf("the case holds %s", got)
	}
	if kept := w.kept(); len(kept) != 2 || kept[0].Stars+kept[1].Stars != 6 {
		t.Errorf("kept: %+v", kept)
	}
}

func TestStaffEnterForAParty(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	w.rate(intake, c, Input{Stars: 3}, "case.unknown_party")
	w.rate(intake, c, Input{Stars: 3, Party: "p9"}, "case.unknown_party")
	w.rate(intake, c, Input{Stars: 3, Party: "p2"}, "")
	w.rate(citizen, c, Input{Stars: 4, Party: "p2"}, "") // for oneself, whatever one names
	w.rate(moderator, c, Input{Stars: 5, Party: "p2"}, "rating.once")
	if got := w.on(c); got != "[{p2 3} {p1 4}]" {
		t.Errorf("the case holds %s", got)
	}
}

func TestWhoMayRate(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	w.rate(stranger, c, Input{Stars: 1}, "case.missing")
	w.rate(policy.Subject{}, c, Input{Stars: 1}, "case.missing")
	w.rate(mediator, c, Input{Stars: 5, Party: "p1"}, "forbidden")
	if len(w.kept()) > 0 {
		t.Error("a refused rating is kept")
	}
}

func TestInput(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	w.rate(citizen, c, Input{Stars: 0}, "rating.stars")
	w.rate(citizen, c, Input{Stars: 6}, "rating.stars")
	w.rate(citizen, c, Input{Stars: 5, Tags: []string{"fair", "rich"}}, "rating.tag")
	w.rate(citizen, c, Input{Stars: 5, Comment: strings.Repeat("好", MaxComment+1)}, "too_long")
	err := w.ratings.Rate(t.Context(), citizen, c.ID, Input{Tags: []string{"a", "b"}, Comment: strings.Repeat("好", MaxComment+1)})
	if f := fault.From(err); f.Field != "stars" || len(f.More) != 2 || f.More[0].Field != "tags" || f.More[1].Field != "comment" {
		t.Errorf("not all is told: %v", err)
	}
	w.rate(citizen, c, Input{Stars: 5, Tags: Tags, Comment: " " + strings.Repeat("好", MaxComment) + "\n"}, "")
}

// TestACrashIsMendedByARetry stops the program between the rating and the case.
func TestACrashIsMendedByARetry(t *testing.T) {
	w := newWorld(t)
	c := w.settled()
	in := Input{Stars: 2, Comment: "太慢"}
	w.cases.stops = true
	if err := w.ratings.Rate(t.Context(), citizen, c.ID, in); !errors.Is(err, errStop) {
		t.Fatal(err)
	}
	if len(w.kept()) != 1 || w.on(c) != "[]" {
		t.Fatalf("kept %v, on the case %s", w.kept(), w.on(c))
	}
	w.cases.stops = false
	w.rate(citizen, c, Input{Stars: 5}, "rating.once") // the first word counts, also now
	w.rate(citizen, c, in, "")
	if len(w.kept()) != 1 || w.on(c) != "[{p1 2}]" {
		t.Errorf("kept %v, on the case %s", w.kept(), w.on(c))
	}
}
