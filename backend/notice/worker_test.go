package notice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// TestBackOff fails each push and reads the schedule off the outbox.
func TestBackOff(t *testing.T) {
	w := newWorld(t)
	w.phone.push = func(string, string) error { return errDown }
	c := w.file(citizen, "00001")
	to := pushed(c.Track, "citizen", "file")
	for i, wait := range backOff {
		w.drain()
		o, ok := w.owed(c.ID, dispute.SendNotice)
		if !ok || o.Tries != i+1 || o.Due.Sub(w.clock.Now()) != wait || o.Problem != "wechat.unreachable" {
			t.Fatalf("after try %d: %+v", i+1, o)
		}
		if d := w.delivery(c.ID, "citizen", "file"); d.State != Retry || d.Tries != i+1 || d.Problem != "wechat.unreachable" {
			t.Fatalf("after try %d: %+v", i+1, d)
		}
		w.clock.Advance(wait - time.Millisecond)
		w.drain()
		if w.phone.tried[to] != i+1 {
			t.Fatalf("%d pushes before the wait was over", w.phone.tried[to])
		}
		w.clock.Advance(time.Millisecond)
	}
	w.drain()
	if _, ok := w.owed(c.ID, dispute.SendNotice); ok {
		t.Error("the item is not given up")
	}
	if d := w.delivery(c.ID, "citizen", "file"); d.State != Failed || d.Problem != "wechat.unreachable" || d.Tries != len(backOff)+1 {
		t.Errorf("staff see %+v", d)
	}
	if n := w.messages("citizen"); len(n) != 1 || n[0].Case != c.ID {
		t.Errorf("the inbox holds %v", n)
	}
	tried := w.phone.tried[to]
	w.settle()
	if w.phone.tried[to] != tried {
		t.Error("what was given up was pushed again")
	}
}

func TestRetryAfterIsHeeded(t *testing.T) {
	w := newWorld(t)
	limited := fault.New(fault.Limited, "wechat.limited").After(7 * 3600)
	w.phone.push = func(string, string) error { return limited }
	c := w.file(citizen, "00001")
	w.drain()
	if o, _ := w.owed(c.ID, dispute.SendNotice); o.Due.Sub(w.clock.Now()) != 7*time.Hour {
		t.Errorf("due in %v", o.Due.Sub(w.clock.Now()))
	}
	limited = limited.After(1) // shorter than the schedule: the schedule holds
	w.clock.Advance(7 * time.Hour)
	w.drain()
	if o, _ := w.owed(c.ID, dispute.SendNotice); o.Due.Sub(w.clock.Now()) != backOff[1] {
		t.Errorf("due in %v", o.Due.Sub(w.clock.Now()))
	}
}

// TestFinalAnswersAreKept: nobody is asked twice who has no WeChat or wants no messages.
func TestFinalAnswersAreKept(t *testing.T) {
	for name, tc := range map[string]struct {
		err   error
		state string
	}{
		"sent":              {nil, Sent},
		"refused":           {ErrRefused, Refused},
		"nobody to push to": {errors.Join(errors.New("no template"), ErrNoPush), Silent},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.phone.push = func(string, string) error { return tc.err }
			c := w.file(citizen, "00001")
			w.settle()
			w.settle()
			if d := w.delivery(c.ID, "citizen", "file"); d.State != tc.state || d.Tries != 1 || d.Problem != "" {
				t.Errorf("the record is %+v", d)
			}
			if n := w.phone.tried[pushed(c.Track, "citizen", "file")]; n != 1 {
				t.Errorf("%d pushes", n)
			}
			if len(w.messages("citizen")) != 1 || len(w.messages(dispute.CenterAddress(center))) != 1 {
				t.Error("the inboxes lack the message")
			}
		})
	}
}

func TestStaffAreNotPushedTo(t *testing.T) {
	w := newWorld(t)
	c := w.file(citizen, "00001")
	w.settle()
	if _, ok := w.phone.tried[pushed(c.Track, "citizen", "file")]; !ok || len(w.phone.tried) != 1 {
		t.Errorf("pushed: %v", w.phone.tried)
	}
}

// TestGivenUpErrandsAreSeen: an upload that cannot be marked as used would be
// swept away, so staff must hear of it.
func TestGivenUpErrandsAreSeen(t *testing.T) {
	w := newWorld(t)
	w.phone.use = func(string) error { return fault.New(fault.Conflict, "evidence.used") }
	c := w.file(citizen, "00001", "upload1")
	w.settle()
	if d := w.delivery(c.ID, "", "attach_file"); d.State != Failed || d.Problem != "evidence.used" {
		t.Errorf("staff see %+v", d)
	}
	w.phone.use = nil
	w.file(citizen, "00002", "upload2")
	w.settle()
	if !slices.Equal(w.phone.attach, []string{"upload2"}) {
		t.Errorf("attached %v", w.phone.attach)
	}
}

// odd is a store of cases with faults of its own.
type odd struct {
	*dispute.Service
	postpone, paid func(caseID string) error
}

func (o odd) Postpone(ctx context.Context, caseID, owed string, until time.Time, problem string) error {
	if err := o.postpone(caseID); err != nil {
		return err
	}
	return o.Service.Postpone(ctx, caseID, owed, until, problem)
}

func (o odd) Paid(ctx context.Context, caseID string, owed ...string) error {
	if err := o.paid(caseID); err != nil {
		return err
	}
	return o.Service.Paid(ctx, caseID, owed...)
}

func none(string) error { return nil }

// TestOneBrokenCaseStopsNobody: the case can be neither paid nor postponed, and
// stands first in line.
func TestOneBrokenCaseStopsNobody(t *testing.T) {
	w := newWorld(t)
	broken := w.file(citizen, "00001")
	var others []*dispute.Case
	for n := range 3 {
		w.clock.Advance(time.Second)
		others = append(others, w.file(citizen, key(n)))
	}
	w.phone.push = func(string, string) error { return errDown }
	bad := errors.New("this document cannot be written")
	fails := func(caseID string) error {
		if caseID == broken.ID {
			return bad
		}
		return nil
	}
	w.worker.Cases = odd{w.cases, fails, fails}
	if _, err := w.worker.Drain(t.Context()); !errors.Is(err, bad) {
		t.Fatalf("the trouble is not told: %v", err)
	}
	for _, c := range others {
		if d := w.delivery(c.ID, "citizen", "file"); d.State != Retry {
			t.Errorf("case %s: %+v", c.ID, d)
		}
	}
	tried := w.phone.tried[pushed(broken.Track, "citizen", "file")]
	if tried != 1 {
		t.Errorf("the broken case was tried %d times in one go", tried)
	}
	w.drain() // it is held back, so nothing is tried and nothing is wrong
	if n := w.phone.tried[pushed(broken.Track, "citizen", "file")]; n != tried {
		t.Error("the broken case was not held back")
	}
	w.phone.push = nil
	w.worker.Cases = odd{w.cases, none, none}
	w.settle()
	if d := w.delivery(broken.ID, "citizen", "file"); d.State != Sent {
		t.Errorf("once mended: %+v", d)
	}
}

// TestAStoreThatIsAwayEndsTheRound: no other item waits for it in vain.
func TestAStoreThatIsAwayEndsTheRound(t *testing.T) {
	for name, away := range map[string]error{"away": docstore.ErrUnavailable, "late": fmt.Errorf("writing: %w", context.DeadlineExceeded)} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for n := range 3 {
				w.file(citizen, key(n))
			}
			w.phone.push = func(string, string) error { return errDown }
			fails := func(string) error { return away }
			w.worker.Cases = odd{w.cases, fails, fails}
			if _, err := w.worker.Drain(t.Context()); !errors.Is(err, away) {
				t.Errorf("got %v", err)
			}
			if len(w.phone.tried) != 1 {
				t.Errorf("%d pushes were tried", len(w.phone.tried))
			}
		})
	}
}

// TestManyBrokenCasesStandInFront: more of them than one round takes.
func TestManyBrokenCasesStandInFront(t *testing.T) {
	w := newWorld(t)
	broken := map[string]bool{}
	for n := range batch + 5 {
		broken[w.file(citizen, key(n)).ID] = true
	}
	w.clock.Advance(time.Second)
	good := w.file(citizen, "99999")
	fails := func(caseID string) error {
		if broken[caseID] {
			return errors.New("this document cannot be written")
		}
		return nil
	}
	w.worker.Cases = odd{w.cases, fails, fails}
	if _, err := w.worker.Drain(t.Context()); err == nil {
		t.Error("the trouble is not told")
	}
	if d := w.delivery(good.ID, "citizen", "file"); d.State != Sent {
		t.Errorf("behind them: %+v", d)
	}
}

// TestUnreadableContentIsPostponed: a story that the keys in hand do not open is
// looked at by a person in the end.
func TestUnreadableContentIsPostponed(t *testing.T) {
	w := newWorld(t)
	c := w.file(citizen, "00001")
	if _, err := w.cases.Apply(t.Context(), c.ID, dispute.Command{Event: dispute.AddFiles, By: "citizen",
		Files: []dispute.Evidence{{ID: "f", Mime: "image/png"}}}); err != nil {
		t.Fatal(err)
	}
	w.worker.Cases = sealedUp{w.cases}
	w.drain()
	if o, ok := w.owed(c.ID, dispute.CheckText); !ok || o.Tries != 1 || o.Problem != "internal" {
		t.Errorf("the check is %+v", o)
	}
	if len(w.phone.attach) != 1 {
		t.Error("the case's other items waited for it")
	}
	w.settle()
	if got := w.verdicts(c.ID); !slices.Equal(got, []string{"review"}) {
		t.Errorf("verdicts %v", got)
	}
}

type sealedUp struct{ *dispute.Service }

func (sealedUp) OpenStory(*dispute.Case) (dispute.Story, error) {
	return dispute.Story{}, errors.New("no key opens this")
}

func TestPanicFailsOneItem(t *testing.T) {
	w := newWorld(t)
	first := w.file(citizen, "00001")
	w.phone.text = func(string) (string, error) { panic("a defect") }
	w.drain()
	if o, ok := w.owed(first.ID, dispute.CheckText); !ok || o.Tries != 1 || o.Problem != "internal" {
		t.Errorf("the check is %+v", o)
	}
	if d := w.delivery(first.ID, "citizen", "file"); d.State != Sent {
		t.Errorf("the notice is %+v", d)
	}
}

func TestUnknownErrandIsGivenUp(t *testing.T) {
	w := newWorld(t)
	lone := &lonely{c: &dispute.Case{Outbox: []dispute.Owed{{ID: "c-1-0", Errand: "dance", Tries: len(backOff), Due: w.clock.Now()}}}}
	lone.c.ID = "c"
	w.worker.Cases = lone
	if n, err := w.worker.Drain(t.Context()); err != nil || n != 1 || len(lone.c.Outbox) != 0 {
		t.Errorf("%d, %v, left %v", n, err, lone.c.Outbox)
	}
	if d := w.delivery("c", "", "dance"); d.State != Failed {
		t.Errorf("staff see %+v", d)
	}
}

// lonely is one case that is not in any store.
type lonely struct {
	Cases
	c *dispute.Case
}

func (l *lonely) Owing(context.Context, int) ([]*dispute.Case, error) {
	if len(l.c.Outbox) == 0 {
		return nil, nil
	}
	return []*dispute.Case{l.c}, nil
}

func (l *lonely) Paid(context.Context, string, ...string) error {
	l.c.Outbox = nil
	return nil
}

// TestAStopFinishesTheItemAtHand stops the worker in the middle of a push.
func TestAStopFinishesTheItemAtHand(t *testing.T) {
	w := newWorld(t)
	c := w.file(citizen, "00001")
	ctx, stop := context.WithCancel(t.Context())
	w.phone.push = func(string, string) error { stop(); return nil }
	if _, err := w.worker.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if d := w.delivery(c.ID, "citizen", "file"); d.State != Sent {
		t.Errorf("the push at hand is %+v", d)
	}
	if len(w.get(c.ID).Outbox) == 0 {
		t.Error("the stop was not heeded after it")
	}
	w.settle()
	if n := w.phone.taken[pushed(c.Track, "citizen", "file")]; n != 1 {
		t.Errorf("pushed %d times", n)
	}
}
