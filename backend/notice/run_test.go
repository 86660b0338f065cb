package notice

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// feed is a change feed in the hands of a test.
type feed struct {
	changes chan docstore.Change
	broken  chan error
	ready   chan struct{}
	ended   chan struct{}
}

func newFeed() *feed {
	return &feed{changes: make(chan docstore.Change), broken: make(chan error), ready: make(chan struct{}, 8), ended: make(chan struct{}, 8)}
}

func (f *feed) Watch(ctx context.Context, ready func(), fn func(docstore.Change) error) error {
	defer func() { f.ended <- struct{}{} }()
	ready()
	f.ready <- struct{}{}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-f.broken:
			return err
		case c := <-f.changes:
			if err := fn(c); err != nil {
				return err
			}
		}
	}
}

// asked is an outbox that is always empty, and tells when it is looked at.
type asked struct {
	Cases
	looks chan struct{}
}

func (a asked) Owing(context.Context, int) ([]*dispute.Case, error) {
	a.looks <- struct{}{}
	return nil, nil
}

// wait fails the test when nothing comes.
func wait(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("no " + what)
	}
}

func runWorker(t *testing.T, f Watcher, idle time.Duration) (looks chan struct{}, stop func()) {
	t.Helper()
	w := newWorld(t)
	looks = make(chan struct{})
	w.worker.Cases = asked{looks: looks}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.worker.Run(ctx, f, idle); close(done) }()
	stop = func() {
		cancel()
		for {
			select {
			case <-looks:
			case <-done:
				return
			case <-time.After(20 * time.Second):
				t.Fatal("the worker does not stop")
			}
		}
	}
	t.Cleanup(stop)
	return looks, stop
}

// TestRunWakesOnChanges: with an hour's sleep, only the feed can wake it.
func TestRunWakesOnChanges(t *testing.T) {
	f := newFeed()
	looks, stop := runWorker(t, f, time.Hour)
	wait(t, "first look", looks)
	wait(t, "feed", f.ready)
	for range 3 {
		f.changes <- docstore.Change{ID: "c"}
		wait(t, "look after a change", looks)
	}
	stop()
	select {
	case <-f.ended:
	default:
		t.Error("the feed still runs after Run has returned")
	}
}

// TestRunWakesByTimer: the feed breaks off at once, each time.
func TestRunWakesByTimer(t *testing.T) {
	looks, _ := runWorker(t, noFeed{}, time.Millisecond)
	for range 5 {
		wait(t, "look by timer", looks)
	}
}

type noFeed struct{}

func (noFeed) Watch(context.Context, func(), func(docstore.Change) error) error {
	return errors.New("a stand-alone server has no feed")
}

func TestRunTakesUpABrokenFeed(t *testing.T) {
	f := newFeed()
	looks, _ := runWorker(t, f, time.Millisecond)
	wait(t, "feed", f.ready)
	go func() {
		for range looks {
		}
	}()
	f.broken <- errors.New("the server went away")
	wait(t, "second feed", f.ready)
}

func TestInbox(t *testing.T) {
	w := newWorld(t)
	for n := range 3 {
		w.clock.Advance(time.Second)
		w.file(citizen, strconv.Itoa(10000+n))
	}
	w.settle()
	ctx, inbox := t.Context(), w.worker.Inbox
	count := func(owner string) int64 {
		n, err := inbox.Unread(ctx, owner)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	all := w.messages("citizen")
	if len(all) != 3 || count("citizen") != 3 || count("stranger") != 0 {
		t.Fatalf("%d messages, %d unread", len(all), count("citizen"))
	}
	if err := inbox.MarkRead(ctx, "stranger", all[0].ID); !fault.Is(err, fault.NotFound) || count("citizen") != 3 {
		t.Errorf("a stranger's mark gave %v", err)
	}
	if err := inbox.MarkRead(ctx, "citizen", "nothing"); !fault.Is(err, fault.NotFound) {
		t.Errorf("no message gave %v", err)
	}
	at := w.clock.Now()
	for range 2 {
		if err := inbox.MarkRead(ctx, "citizen", all[0].ID); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Hour)
	}
	for _, m := range w.messages("citizen") {
		if m.ID == all[0].ID && !m.Read.Equal(at) || m.ID != all[0].ID && !m.Read.IsZero() {
			t.Errorf("%s was read at %v", m.ID, m.Read)
		}
	}
	if count("citizen") != 2 {
		t.Errorf("%d unread", count("citizen"))
	}
}

// TestMessagesNameNothingPersonal: messages leave the house by WeChat.
func TestMessagesNameNothingPersonal(t *testing.T) {
	w := newWorld(t)
	c := w.file(citizen, "00001")
	if _, err := w.cases.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.Decline, Reason: "handled", Note: "王小明的案件"}); err != nil {
		t.Fatal(err)
	}
	w.settle()
	known := map[string]bool{"state": true, "type": true, "center": true, "track": true, "number": true, "start": true,
		"room": true, "body": true, "stand": true, "reason": true}
	for _, m := range w.messages("citizen") {
		for k := range m.Facts {
			if !known[k] {
				t.Errorf("%s names %s", m.Event, k)
			}
		}
	}
	last := w.messages("citizen")[0]
	if last.Event != "decline" && w.messages("citizen")[1].Event != "decline" {
		t.Errorf("the last message is of %s", last.Event)
	}
	for _, m := range w.messages("citizen") {
		if want := map[string]string{"file": "submitted", "decline": "declined"}[m.Event]; m.Facts["state"] != want {
			t.Errorf("%s tells the state %s", m.Event, m.Facts["state"])
		}
	}
}
