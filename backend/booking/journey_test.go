package booking

import (
	"context"
	"path/filepath"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore/sqlite"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

var background = context.Background()

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}

// stored is a world on the embedded engine.
func stored(t testing.TB, rooms, mediators int) *world {
	t.Helper()
	engine, err := sqlite.Open(background, sqlite.Options{Path: filepath.Join(t.TempDir(), "yanhe.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return newWorld(t, engine, rooms, mediators)
}

func (w *world) state(caseID string) dispute.State {
	w.t.Helper()
	c, err := w.cases.Get(background, caseID)
	if err != nil {
		w.t.Fatal(err)
	}
	return c.State
}

func TestFromRequestToDone(t *testing.T) {
	w := stored(t, 2, 2)
	c := w.file("wang", "13900000001")
	p := w.at(0, 1, 9, 0, 2)
	a := w.mustAsk(c, 0, p)
	again := w.mustAsk(c, 0, p)
	if a.State != Requested || again.ID != a.ID || len(a.Sync) != 0 {
		t.Fatalf("%s, %v", a.State, a.Sync)
	}
	w.check(t)
	if _, err := w.Confirm(background, w.mediator(1), a.ID); code(err) != "booking.missing" {
		t.Errorf("another mediator confirms: %v", err)
	}
	if _, err := w.Confirm(background, citizen("wang"), a.ID); code(err) != "forbidden" {
		t.Errorf("a party confirms: %v", err)
	}
	for range 2 { // the second is a retry
		if got, err := w.Confirm(background, w.mediator(0), a.ID); err != nil || got.State != Confirmed {
			t.Fatalf("%v", err)
		}
	}
	w.check(t)
	now, _ := w.cases.Get(background, c.ID)
	if now.State != dispute.Scheduled || now.Mediator != w.account(0) || now.Appointment.ID != a.ID || !now.Appointment.Start.Equal(p.Start) {
		t.Fatalf("the case is %s with %s: %+v", now.State, now.Mediator, now.Appointment)
	}
	w.clk.Advance(p.Start.Sub(monday))
	if _, err := w.Done(background, w.mediator(0), a.ID); code(err) != "booking.not_now" {
		t.Errorf("done before the case was started: %v", err)
	}
	w.take(c.ID, dispute.Command{Event: dispute.Start})
	if got, err := w.Done(background, w.mediator(0), a.ID); err != nil || got.State != Done {
		t.Fatalf("%v", err)
	}
	w.check(t)
	if _, err := w.ask(c, 0, w.at(0, 3, 9, 0, 2)); err != nil {
		t.Fatalf("a second meeting of the same case: %v", err)
	}
	page, err := w.OfCase(background, citizen("wang"), c.ID, "", 10)
	if err != nil || len(page.Items) != 2 || page.Items[1].ID != a.ID {
		t.Fatalf("%v, %d", err, len(page.Items))
	}
	w.check(t)
}

func TestWhatIsTakenIsNamed(t *testing.T) {
	w := stored(t, 2, 2)
	first := w.file("wang", "13900000001")
	w.mustAsk(first, 0, w.at(0, 1, 9, 0, 2))
	other := w.file("zhao", "13900000002")
	same := w.file("qian", "13900000001") // the other side of the first case
	for _, c := range []struct {
		of       *dispute.Case
		mediator int
		place    Place
		code     string
	}{
		{other, 1, w.at(0, 1, 9, 30, 2), "booking.slot_taken"},
		{other, 0, w.at(1, 1, 9, 30, 1), "booking.mediator_taken"},
		{same, 1, w.at(1, 1, 9, 30, 2), "booking.party_taken"},
		{first, 1, w.at(1, 2, 9, 0, 2), "booking.case_taken"},
	} {
		if _, err := w.ask(c.of, c.mediator, c.place); code(err) != c.code || !fault.Is(err, fault.Conflict) {
			t.Errorf("%v, not %s", err, c.code)
		}
	}
	w.check(t)
	if _, err := w.ask(same, 1, w.at(1, 1, 10, 0, 2)); err != nil {
		t.Errorf("right after the other: %v", err)
	}
	w.check(t)
}

func TestRequestIsRefused(t *testing.T) {
	w := stored(t, 1, 2)
	c := w.file("wang", "13900000001")
	p := w.at(0, 1, 9, 0, 2)
	elsewhere := p
	elsewhere.Room = "room-of-another-center"
	wish := func(m string, p Place) Wish { return Wish{Case: c.ID, Mediator: m, Place: p} }
	request := func(who policy.Subject, key string, w2 Wish) string {
		_, err := w.Request(background, who, key, w2)
		return code(err)
	}
	for want, got := range map[string]string{
		"idempotency.key":          request(citizen("wang"), "short", wish(w.account(0), p)),
		"case.missing":             request(citizen("stranger"), "key-00001", wish(w.account(0), p)),
		"booking.unknown_room":     request(citizen("wang"), "key-00002", wish(w.account(0), elsewhere)),
		"booking.unknown_mediator": request(citizen("wang"), "key-00003", wish("nobody", p)),
	} {
		if got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	w.take(c.ID, dispute.Command{Event: dispute.Assign, Mediator: w.account(1)})
	if got := request(citizen("wang"), "key-00004", wish(w.account(0), p)); got != "booking.other_mediator" {
		t.Error(got)
	}
	w.take(c.ID, dispute.Command{Event: dispute.TakeStand, Party: "p2", Stand: "refused"})
	if got := request(citizen("wang"), "key-00005", wish(w.account(1), p)); got != "booking.refused" {
		t.Error(got)
	}
	w.take(c.ID, dispute.Command{Event: dispute.TakeStand, Party: "p2", Stand: "agreed"})
	a := w.mustAsk(c, 1, p)
	other := wish(w.account(1), w.at(0, 1, 10, 0, 2))
	if got := request(citizen("wang"), keyOf(c, p), other); got != "idempotency.reused" {
		t.Error(got)
	}
	if _, err := w.Confirm(background, w.mediator(1), a.ID); err != nil {
		t.Fatal(err)
	}
	if got := request(citizen("wang"), "key-00006", other); got != "booking.case_not_now" {
		t.Error(got)
	}
	w.check(t)
}

func TestProposal(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "13900000001")
	old, next := w.at(0, 1, 9, 0, 2), w.at(0, 1, 9, 30, 3)
	a := w.mustAsk(c, 0, old)
	taken := w.mustAsk(w.file("zhao", ""), 0, w.at(0, 2, 9, 0, 2))
	if _, err := w.Propose(background, w.mediator(0), a.ID, taken.Place); code(err) != "booking.slot_taken" {
		t.Fatalf("%v", err)
	}
	w.check(t)
	for range 2 {
		got, err := w.Propose(background, w.mediator(0), a.ID, next)
		if err != nil || got.State != Proposed || !got.same(next) || !got.Wish.same(old) {
			t.Fatalf("%v", err)
		}
	}
	w.check(t)
	if _, err := w.AcceptProposal(background, w.mediator(0), a.ID); code(err) != "forbidden" {
		t.Errorf("the mediator accepts: %v", err)
	}
	if _, err := w.AcceptProposal(background, citizen("wang"), a.ID); err != nil {
		t.Fatal(err)
	}
	w.check(t)
	if got := w.state(c.ID); got != dispute.Scheduled {
		t.Errorf("the case is %s", got)
	}
	if _, err := w.Propose(background, w.mediator(0), taken.ID, w.at(0, 3, 9, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if got, err := w.RejectProposal(background, citizen("zhao"), taken.ID, "那天不在家"); err != nil || got.Why != WhyRejected {
		t.Fatalf("%v", err)
	}
	w.check(t)
}

func TestNoteReachesTheCaseSealed(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "13900000001")
	a := w.mustAsk(c, 0, w.at(0, 1, 9, 0, 2))
	if _, err := w.Decline(background, w.mediator(0), a.ID, "  "); code(err) != "required" {
		t.Errorf("declined without a reason: %v", err)
	}
	a, err := w.Decline(background, w.mediator(0), a.ID, "那天要开庭")
	if err != nil || a.State != Declined {
		t.Fatalf("%v", err)
	}
	w.check(t)
	now, _ := w.cases.Get(background, c.ID)
	last := now.Timeline[len(now.Timeline)-1]
	note, err := w.cases.OpenNote(now, last)
	if err != nil || note != "那天要开庭" || last.Event != dispute.RefuseBooking || last.By != w.account(0) {
		t.Errorf("%q by %s: %v", note, last.By, err)
	}
	if a.last().Note == note || last.Note == note {
		t.Error("the note is stored in clear")
	}
}

func TestCancelAndNoShowFreeTheCase(t *testing.T) {
	w := stored(t, 1, 1)
	c := w.file("wang", "13900000001")
	a := w.mustAsk(c, 0, w.at(0, 1, 9, 0, 2))
	if _, err := w.Confirm(background, w.mediator(0), a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Cancel(background, citizen("wang"), a.ID, "孩子病了"); err != nil {
		t.Fatal(err)
	}
	if got := w.state(c.ID); got != dispute.Assigned {
		t.Errorf("the case is %s", got)
	}
	w.check(t)
	b := w.mustAsk(c, 0, w.at(0, 1, 9, 0, 3)) // the same cells again
	if _, err := w.Confirm(background, w.mediator(0), b.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.NoShow(background, w.mediator(0), b.ID, "", nil); code(err) != "booking.not_now" {
		t.Errorf("absent before the start: %v", err)
	}
	w.clk.Advance(b.Start.Sub(monday))
	if _, err := w.Cancel(background, citizen("wang"), b.ID, ""); code(err) != "booking.too_late" {
		t.Errorf("cancelled after the start: %v", err)
	}
	if _, err := w.NoShow(background, w.mediator(0), b.ID, "对方未到", nil); err != nil {
		t.Fatal(err)
	}
	if got := w.state(c.ID); got != dispute.Assigned {
		t.Errorf("the case is %s", got)
	}
	w.check(t)
}
