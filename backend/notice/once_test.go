package notice

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/policy"
)

// crashing is a store whose program stops at one of its operations: from then on
// nothing reaches it, and whether that operation did is open.
type crashing struct {
	docstore.Engine
	mu      sync.Mutex
	left    int  // operations until the crash
	reaches bool // the last one still reaches the store
	dead    bool
}

func (e *crashing) op(do func() error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dead {
		return docstore.ErrUnavailable
	}
	if e.left--; e.left <= 0 {
		e.dead = true
		if e.reaches {
			_ = do()
		}
		return docstore.ErrUnavailable
	}
	return do()
}

func (e *crashing) Insert(ctx context.Context, collection string, r docstore.Record) error {
	return e.op(func() error { return e.Engine.Insert(ctx, collection, r) })
}

func (e *crashing) Replace(ctx context.Context, collection string, r docstore.Record, version int64) error {
	return e.op(func() error { return e.Engine.Replace(ctx, collection, r, version) })
}

func (e *crashing) Get(ctx context.Context, collection, id string) (r docstore.Record, err error) {
	err = e.op(func() (err error) { r, err = e.Engine.Get(ctx, collection, id); return err })
	return r, err
}

func (e *crashing) Find(ctx context.Context, collection string, q docstore.EngineQuery) (all []docstore.Record, err error) {
	err = e.op(func() (err error) { all, err = e.Engine.Find(ctx, collection, q); return err })
	return all, err
}

// journey takes a new case some way, and returns what is owed to whom.
func (w *world) journey(account string, steps int) (*dispute.Case, []dispute.Owed) {
	w.t.Helper()
	c := w.file(policy.Subject{Account: account}, account, account+"-file")
	ctx := context.Background()
	var err error
	if steps > 0 {
		_, err = w.cases.Accept(ctx, moderator, c.ID, dispute.Command{})
	}
	if steps > 1 {
		_, e := w.cases.Assign(ctx, moderator, c.ID, dispute.Command{Mediator: account + "-mediator"})
		err = errors.Join(err, e)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	c = w.get(c.ID)
	return c, c.Outbox
}

// checkTold wants each message in its inbox, once, and no push taken twice.
func (w *world) checkTold(t *rapid.T, c *dispute.Case, owed []dispute.Owed) {
	want := map[string]int{}
	for _, o := range owed {
		if o.Errand != dispute.SendNotice {
			continue
		}
		want[o.To]++
		found := 0
		for _, m := range w.messages(o.To) {
			if m.Case == c.ID && m.Event == string(o.Event) {
				found++
			}
		}
		if found != 1 {
			t.Fatalf("%s has the message of %s %d times", o.To, o.Event, found)
		}
		if strings.HasPrefix(o.To, "center:") {
			continue
		}
		taken := w.phone.taken[pushed(c.Track, o.To, string(o.Event))]
		switch d := w.delivery(c.ID, o.To, string(o.Event)); d.State {
		case Sent:
			if taken != 1 {
				t.Fatalf("%s to %s is noted as sent, and was %d times", o.Event, o.To, taken)
			}
		case Unknown:
			if taken > 1 {
				t.Fatalf("%s to %s went out %d times", o.Event, o.To, taken)
			}
		default:
			t.Fatalf("%s to %s ends as %+v", o.Event, o.To, d)
		}
	}
	for owner, n := range want {
		if strings.HasPrefix(owner, "center:") {
			continue // shared by all cases
		}
		if got := len(w.messages(owner)); got != n {
			t.Fatalf("%s has %d messages instead of %d", owner, got, n)
		}
	}
	if left := w.get(c.ID).Outbox; len(left) > 0 {
		t.Fatalf("still owed: %+v", left)
	}
	if n := strings.Count(strings.Join(w.phone.attach, " "), c.Applicant+"-file"); n < 1 {
		t.Fatal("the upload was never attached")
	}
	for _, v := range w.verdicts(c.ID) {
		t.Fatalf("a pass left %q on the timeline", v)
	}
}

// TestEachOnceInSpiteOfCrashes stops the program at any of the store's
// operations, several times over.
func TestEachOnceInSpiteOfCrashes(t *testing.T) {
	w := newWorld(t)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		c, owed := w.journey(fmt.Sprintf("citizen-%d", run), rapid.IntRange(0, 2).Draw(t, "steps"))
		for range rapid.IntRange(1, 4).Draw(t, "crashes") {
			_, worker := w.on(&crashing{Engine: w.engine, left: rapid.IntRange(1, 50).Draw(t, "operations"),
				reaches: rapid.Bool().Draw(t, "reaches")})
			_, _ = worker.Drain(context.Background()) // how it ends is open
			w.clock.Advance(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
		}
		w.cases, w.worker = w.on(w.engine)
		w.settle()
		w.checkTold(t, c, owed)
	})
}

// TestEachOnceByTwoWorkers lets two programs drain the same store at the same
// time, while some pushes fail.
func TestEachOnceByTwoWorkers(t *testing.T) {
	w := newWorld(t)
	dice := rand.New(rand.NewPCG(7, 7))
	var mu sync.Mutex
	left := map[string]int{} // failures yet to come, by receiver
	w.phone.push = func(to, _ string) error {
		mu.Lock()
		defer mu.Unlock()
		if left[to] > 0 {
			left[to]--
			return errDown
		}
		return nil
	}
	type told struct {
		c    *dispute.Case
		owed []dispute.Owed
	}
	var all []told
	for n := range 12 {
		account := fmt.Sprintf("citizen-%d", n)
		left[account] = dice.IntN(3)
		c, owed := w.journey(account, n%3)
		all = append(all, told{c, owed})
	}
	_, second := w.on(w.engine)
	for range 12 {
		var both sync.WaitGroup
		for _, worker := range []*Worker{w.worker, second} {
			both.Go(func() {
				if _, err := worker.Drain(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		w.clock.Advance(time.Hour)
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, one := range all {
			w.checkTold(t, one.c, one.owed)
		}
	})
}

// TestStaleListDoesNotPushAgain: an instance that read the outbox before another
// one's push failed must leave the retry to the schedule.
func TestStaleListDoesNotPushAgain(t *testing.T) {
	w := newWorld(t)
	w.phone.push = func(string, string) error { return errDown }
	before := w.file(citizen, "00001")
	w.drain()
	late := &stale{Service: w.cases, c: before}
	_, second := w.on(w.engine)
	second.Cases = late
	if _, err := second.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.phone.tried[pushed(before.Track, "citizen", "file")]; n != 1 {
		t.Errorf("pushed %d times without a wait", n)
	}
	if o, _ := w.owed(before.ID, dispute.SendNotice); o.Tries != 1 {
		t.Errorf("the failure counts %d times", o.Tries)
	}
}

// stale gives out a case as it was.
type stale struct {
	*dispute.Service
	c *dispute.Case
}

func (s *stale) Owing(context.Context, int) ([]*dispute.Case, error) {
	return []*dispute.Case{s.c}, nil
}
