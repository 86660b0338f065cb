package booking

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/seal"
)

const here = "341821000000"

// monday is a Monday without holidays around it, 10:00 in Shanghai.
var monday = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// town is the center tree, the rooms and the mediators of a test.
type town struct {
	rooms     []*center.Room
	mediators []Mediator
}

func (town) Desk(string) (string, error)     { return here, nil }
func (town) Path(c string) []string          { return []string{c, "341800000000"} }
func (town) Abbr(string) string              { return "宣郎" }
func (town) Works(c string) (string, bool)   { return c, true }
func (w town) account(n int) string          { return w.mediators[n].Account }
func (w town) mediator(n int) policy.Subject { return mediator(w.account(n)) }

func (w town) Rooms(context.Context, string) ([]*center.Room, error) { return w.rooms, nil }

func (w town) Room(_ context.Context, id string) (*center.Room, error) {
	for _, r := range w.rooms {
		if r.ID == id {
			return r, nil
		}
	}
	return nil, center.ErrNoRoom
}

func (w town) Hours(_ context.Context, account string) ([]center.Period, error) {
	for _, m := range w.mediators {
		if m.Account == account {
			return m.Hours, nil
		}
	}
	return nil, nil
}

func (w town) CenterOf(context.Context, string) (string, error) { return here, nil }

func (w town) MediatorsOf(context.Context, string) ([]Mediator, error) {
	return slices.Clone(w.mediators), nil
}

func (w town) MediatorAt(_ context.Context, account, _ string) (bool, error) {
	return slices.ContainsFunc(w.mediators, func(m Mediator) bool { return m.Account == account }), nil
}

func (w town) HasMediator(context.Context, string) (bool, error) { return len(w.mediators) > 0, nil }

func (town) DepartmentOf(context.Context, string, string) (string, error) { return "", nil }

func (town) OnCall(context.Context, string) (string, error) { return "", nil }

func (town) Level(string) string { return "county" }

func (town) Take(context.Context, string, []string, string) ([]dispute.Evidence, error) {
	return nil, nil
}

func newTown(rooms, mediators int) town {
	var w town
	weekdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	for i := range rooms {
		w.rooms = append(w.rooms, &center.Room{Meta: docstore.Meta{ID: fmt.Sprintf("room-%03d", i)}, Center: here,
			Name: fmt.Sprintf("握手言和%d室", i+1), CellMinutes: 30, Active: true,
			Open: []center.Period{{Days: weekdays, From: 8*60 + 30, To: 12 * 60}, {Days: weekdays, From: 14 * 60, To: 17*60 + 30}}})
	}
	for i := range mediators {
		w.mediators = append(w.mediators, Mediator{Account: fmt.Sprintf("mediator-%d", i), Name: fmt.Sprintf("调解员%d", i+1)})
	}
	return w
}

// world is a service with all that it needs.
type world struct {
	*Service
	town
	t     testing.TB
	clk   *clock.Fixed
	cases *dispute.Service
	filed int
}

func newWorld(t testing.TB, e docstore.Engine, rooms, mediators int) *world {
	t.Helper()
	ctx := context.Background()
	if err := e.Prepare(ctx, append(Schemas(), dispute.Schemas()...)); err != nil {
		t.Fatal(err)
	}
	ring, err := seal.ParseKeyring("t:sm4:AAAAAAAAAAAAAAAAAAAAAA==")
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(ring, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, clk: clock.At(monday), town: newTown(rooms, mediators)}
	w.cases = dispute.New(e, w.clk, box, w.town, w.town, w.town)
	w.Service = New(e, w.clk, box, w.cases, w.town, w.town)
	return w
}

// noPause is for tests of single steps: whom a loser waits for is asleep.
func noPause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func citizen(account string) policy.Subject { return policy.Subject{Account: account} }

func mediator(account string) policy.Subject {
	return policy.Subject{Account: account, Staff: true, Grants: []policy.Grant{{Role: policy.Mediator, Center: here}}}
}

// file makes an accepted case of a citizen against somebody with a phone number.
func (w *world) file(account, other string) *dispute.Case {
	w.t.Helper()
	w.filed++
	f := dispute.Filing{Kind: dispute.Dispute, Type: "02", Channel: dispute.WeChat, Language: "zh-CN", Division: here,
		What: "邻居家的水管漏水，泡坏了我家的墙。", Wishes: "修好并赔偿", Consent: dispute.PrivacyVersion,
		Person: dispute.Person{Name: "王小明", Phone: fmt.Sprintf("138%08d", hash(account))},
		Others: []dispute.Person{{Name: "李四", Phone: other}}}
	c, _, err := w.cases.File(context.Background(), citizen(account), fmt.Sprintf("filing-%06d", w.filed), f)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.take(c.ID, dispute.Command{Event: dispute.Accept, Center: here, Number: fmt.Sprintf("%d", w.filed)})
}

func hash(s string) (n uint32) {
	for i := range len(s) {
		n = (n*31 + uint32(s[i])) % 100_000_000
	}
	return n
}

func (w *world) take(caseID string, cmd dispute.Command) *dispute.Case {
	w.t.Helper()
	c, err := w.cases.Take(context.Background(), policy.System, caseID, cmd)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// at is a place in a room: a day after monday, an hour and a minute in Shanghai, and a length in cells.
func (w *world) at(room, day, hour, minute, cells int) Place {
	start := time.Date(2026, 3, 2+day, hour, minute, 0, 0, clock.Shanghai).UTC()
	return Place{Room: w.rooms[room].ID, Start: start, End: start.Add(time.Duration(cells) * CellSize)}
}

// ask requests an appointment of a case by its applicant under a key of its own.
func (w *world) ask(c *dispute.Case, mediator int, p Place) (*Appointment, error) {
	return w.Request(context.Background(), citizen(c.Applicant), keyOf(c, p),
		Wish{Case: c.ID, Mediator: w.account(mediator), Place: p})
}

func keyOf(c *dispute.Case, p Place) string {
	return fmt.Sprintf("%s %s %d %d", c.ID, p.Room, p.Start.Unix(), p.End.Unix())
}

func (w *world) mustAsk(c *dispute.Case, mediator int, p Place) *Appointment {
	w.t.Helper()
	a, err := w.ask(c, mediator, p)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// sweep does all that is done in the background.
func (w *world) sweep(t fataler) {
	t.Helper()
	ctx := context.Background()
	if _, err := w.Sweep(ctx); err != nil {
		t.Fatalf("sweep: %v", err)
	}
	if _, err := w.SweepEnded(ctx); err != nil {
		t.Fatalf("sweep of ended cases: %v", err)
	}
	if _, err := w.ReleaseOrphans(ctx); err != nil {
		t.Fatalf("release: %v", err)
	}
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// check proves the promises while nothing is under way: no cell twice, the claims
// held are exactly those of the active appointments, no orphan, and cases and
// appointments agree.
func (w *world) check(t fataler) {
	t.Helper()
	ctx := context.Background()
	want := map[string]string{} // claim -> appointment
	err := w.appointments.Each(ctx, docstore.Query{}, func(a *Appointment) error {
		if len(a.Sync) > 0 || a.Moving != nil || a.State == Claiming {
			t.Fatalf("%s is unsettled: %s, owes %v, moves %v", a.ID, a.State, a.Sync, a.Moving)
		}
		w.checkCase(t, a)
		if !a.Active() {
			return nil
		}
		for _, group := range append(a.claimsFor(a.Place), []*Claim{a.caseClaim()}) {
			for _, c := range group {
				if other, twice := want[c.ID]; twice {
					t.Fatalf("%s belongs to %s and to %s", c.ID, other, a.ID)
				}
				want[c.ID] = a.ID
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	err = w.claims.Each(ctx, docstore.Query{}, func(c *Claim) error {
		if c.Appointment != want[c.ID] {
			t.Fatalf("%s is held by %q, not by %q", c.ID, c.Appointment, want[c.ID])
		}
		delete(want, c.ID)
		return nil
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	for id, a := range want {
		t.Fatalf("%s lacks %s", a, id)
	}
	if n, err := w.Orphans(ctx); err != nil || n != 0 {
		t.Fatalf("%d orphans, %v", n, err)
	}
}

// checkCase compares an appointment with its case and the case's timeline.
func (w *world) checkCase(t fataler, a *Appointment) {
	t.Helper()
	c, err := w.cases.Get(context.Background(), a.Case)
	if err != nil {
		t.Fatalf("%v", err)
	}
	mine := c.Appointment != nil && c.Appointment.ID == a.ID
	if a.State == Confirmed && c.State == dispute.Scheduled && !mine {
		t.Fatalf("%s is confirmed, its case has %v", a.ID, c.Appointment)
	}
	if mine && c.State == dispute.Scheduled && a.State != Confirmed {
		t.Fatalf("the case is scheduled for %s, which is %s", a.ID, a.State)
	}
	if mine && !c.Appointment.Start.Equal(a.Start) {
		t.Fatalf("the case knows %v, %s is at %v", c.Appointment, a.ID, a.Place)
	}
	told := 0
	for _, e := range c.Timeline {
		if strings.HasPrefix(e.Command, a.ID+"-") && e.Event == dispute.AskBooking {
			told++
		}
	}
	if told > 1 || told == 0 && a.Active() {
		t.Fatalf("the case was told %d times of %s, which is %s", told, a.ID, a.State)
	}
}

// expected passes the faults that a person may meet, and nothing else.
func expected(t fataler, err error) {
	t.Helper()
	if err != nil && (fault.Is(err, fault.Internal) || fault.From(err).Kind == fault.Internal) {
		t.Fatalf("%v", err)
	}
}
