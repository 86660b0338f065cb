package notice

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
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

// centers is a tree of one center.
type centers struct{}

func (centers) Desk(string) (string, error)                                  { return center, nil }
func (centers) Path(c string) []string                                       { return []string{c} }
func (centers) Abbr(string) string                                           { return "宣郎" }
func (centers) Works(c string) (string, bool)                                { return c, true }
func (centers) DepartmentOf(context.Context, string, string) (string, error) { return "", nil }

func (centers) OnCall(context.Context, string) (string, error) { return "", nil }

func (centers) Level(string) string { return "county" }

type files struct{}

func (files) Take(_ context.Context, account string, ids []string, _ string) ([]dispute.Evidence, error) {
	var all []dispute.Evidence
	for _, id := range ids {
		all = append(all, dispute.Evidence{ID: id, By: account, Mime: "image/jpeg"})
	}
	return all, nil
}

type staff struct{}

func (staff) MediatorAt(context.Context, string, string) (bool, error) { return true, nil }
func (staff) HasMediator(context.Context, string) (bool, error)        { return true, nil }

var (
	citizen   = policy.Subject{Account: "citizen"}
	moderator = policy.Subject{Account: "moderator", Staff: true, Grants: []policy.Grant{{Role: policy.Moderator, Center: center}}}
	intake    = policy.Subject{Account: "intake", Staff: true, Grants: []policy.Grant{{Role: policy.Intake, Center: center}}}
)

// phone stands for WeChat and for the uploads: it counts, and fails when told to.
type phone struct {
	mu      sync.Mutex
	taken   map[string]int // pushes that arrived
	tried   map[string]int
	running map[string]bool
	asked   []string // texts and files whose check was asked for
	attach  []string
	// push, text, file and use answer; nil stands for success and a pass.
	push       func(to, event string) error
	text, file func(content string) (string, error)
	use        func(upload string) error
}

func pushed(track, to, event string) string { return track + " " + to + " " + event }

func (p *phone) Push(_ context.Context, to, event string, facts map[string]string) error {
	key := pushed(facts["track"], to, event)
	p.mu.Lock()
	if p.running[key] {
		p.mu.Unlock()
		panic(key + " is pushed twice at the same time")
	}
	p.running[key] = true
	p.tried[key]++
	answer := p.push
	p.mu.Unlock()
	var err error
	if answer != nil {
		err = answer(to, event)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, key)
	if err == nil {
		p.taken[key]++
	}
	return err
}

func (p *phone) Text(_ context.Context, _, text string) (string, error) { return p.check(text, p.text) }

func (p *phone) File(_ context.Context, _, file, _, _, _ string) (string, error) {
	return p.check(file, p.file)
}

func (p *phone) check(content string, answer func(string) (string, error)) (string, error) {
	p.mu.Lock()
	p.asked = append(p.asked, content)
	p.mu.Unlock()
	if answer == nil {
		return dispute.Pass, nil
	}
	return answer(content)
}

func (p *phone) Attach(_ context.Context, upload, _ string) error {
	if p.use != nil {
		if err := p.use(upload); err != nil {
			return err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.attach = append(p.attach, upload)
	return nil
}

// world is a store with cases, and one worker on it.
type world struct {
	t      testing.TB
	engine docstore.Engine
	clock  *clock.Fixed
	box    *seal.Box
	cases  *dispute.Service
	worker *Worker
	phone  *phone
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
	w := &world{t: t, box: box, clock: clock.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)),
		engine: testkit.Store(t, slices.Concat(dispute.Schemas(), Schemas())...),
		phone:  &phone{taken: map[string]int{}, tried: map[string]int{}, running: map[string]bool{}}}
	w.cases, w.worker = w.on(w.engine)
	return w
}

// on starts a program on an engine: a service and a worker with nothing in memory.
func (w *world) on(e docstore.Engine) (*dispute.Service, *Worker) {
	cases := dispute.New(e, w.clock, w.box, centers{}, files{}, staff{})
	worker := New(e, w.clock)
	worker.Cases, worker.Push, worker.Checker, worker.Attacher = cases, w.phone, w.phone, w.phone
	worker.Log = slog.New(slog.DiscardHandler)
	return cases, worker
}

// file hands in a filing with uploads.
func (w *world) file(who policy.Subject, key string, uploads ...string) *dispute.Case {
	w.t.Helper()
	f := dispute.Filing{Kind: dispute.Dispute, Type: "02", Channel: dispute.WeChat, Division: center, Evidence: uploads,
		What: "邻居家的水管漏水，泡坏了我家的墙。", Consent: dispute.PrivacyVersion,
		Person: dispute.Person{Name: "王小明", Phone: "13800138000"}}
	if who.Staff {
		f.Channel = dispute.Visit
	}
	c, _, err := w.cases.File(context.Background(), who, "key-"+key, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// drain pays what is due, and wants no trouble.
func (w *world) drain() {
	w.t.Helper()
	if _, err := w.worker.Drain(context.Background()); err != nil {
		w.t.Fatal(err)
	}
}

// settle lets time pass until nothing is owed.
func (w *world) settle() {
	w.t.Helper()
	for range 20 {
		w.drain()
		w.clock.Advance(13 * time.Hour)
		if due, err := w.cases.Owing(context.Background(), 1); err != nil || len(due) == 0 {
			if err != nil {
				w.t.Fatal(err)
			}
			return
		}
	}
	w.t.Fatal("the outbox is never empty")
}

func (w *world) get(caseID string) *dispute.Case {
	w.t.Helper()
	c, err := w.cases.Get(context.Background(), caseID)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// verdicts are the verdicts on the timeline of a case.
func (w *world) verdicts(caseID string) []string {
	w.t.Helper()
	var all []string
	for _, e := range w.get(caseID).Timeline {
		if e.Event == dispute.CheckContent {
			all = append(all, strings.TrimSpace(e.Facts["verdict"]+" "+e.Facts["file"]))
		}
	}
	return all
}

// delivery returns the record of the push to somebody about an event.
func (w *world) delivery(caseID, to, event string) Delivery {
	w.t.Helper()
	for _, state := range []string{Sending, Sent, Silent, Retry, Refused, Failed, Unknown} {
		page, err := w.worker.Deliveries.List(context.Background(), state, "", docstore.MaxPage)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, d := range page.Items {
			if d.Case == caseID && d.To == to && d.Event == event {
				return *d
			}
		}
	}
	w.t.Fatalf("no delivery of %s to %q", event, to)
	return Delivery{}
}

func (w *world) messages(owner string) []*Item {
	w.t.Helper()
	page, err := w.worker.Inbox.List(context.Background(), owner, "", docstore.MaxPage)
	if err != nil {
		w.t.Fatal(err)
	}
	return page.Items
}

// owed is the item of an errand in the outbox of a case, or false.
func (w *world) owed(caseID string, errand dispute.Errand) (dispute.Owed, bool) {
	w.t.Helper()
	for _, o := range w.get(caseID).Outbox {
		if o.Errand == errand {
			return o, true
		}
	}
	return dispute.Owed{}, false
}

var errDown = fault.New(fault.Unavailable, "wechat.unreachable")

func key(n int) string { return fmt.Sprintf("%06d", n) }
