package message

import (
	"context"
	"fmt"
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

// desk is a Cases with one case, whose outbox it keeps.
type desk struct {
	c    *dispute.Case
	mu   sync.Mutex
	owed []dispute.Owed
	err  error
}

func (d *desk) Read(_ context.Context, who policy.Subject, _ string, a policy.Action) (*dispute.Case, error) {
	o := policy.Object{Centers: []string{d.c.Center}, Accounts: d.c.Accounts(), Applicants: d.c.Applicants(), Mediators: []string{d.c.Mediator}}
	if !policy.Allows(who, a, o) {
		return nil, fault.New(fault.NotFound, "case.missing")
	}
	return d.c, nil
}

func (d *desk) Get(context.Context, string) (*dispute.Case, error) { return d.c, nil }

func (d *desk) Take(_ context.Context, account string, ids []string, field string) ([]dispute.Evidence, error) {
	var all []dispute.Evidence
	for _, one := range ids {
		if !strings.HasPrefix(one, account) {
			return nil, fault.Bad(field, "evidence.unknown")
		}
		all = append(all, dispute.Evidence{ID: one, Mime: "audio/mpeg", Size: 9})
	}
	return all, nil
}

func (d *desk) OweFor(_ context.Context, _ string, items ...dispute.Owed) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return d.err
	}
	for _, o := range items {
		if !slices.ContainsFunc(d.owed, func(x dispute.Owed) bool { return x.ID == o.ID }) {
			d.owed = append(d.owed, o)
		}
	}
	return nil
}

// to lists whom the outbox tells of an event.
func (d *desk) to(e dispute.Event) (all []string) {
	for _, o := range d.owed {
		if o.Event == e {
			all = append(all, o.To)
		}
	}
	slices.Sort(all)
	return all
}

var (
	applicant = policy.Subject{Account: "a"}
	other     = policy.Subject{Account: "o"}
	mediator  = policy.Subject{Account: "m", Staff: true, Grants: []policy.Grant{{Role: policy.Mediator, Center: "c"}}}
	moderator = policy.Subject{Account: "s", Staff: true, Grants: []policy.Grant{{Role: policy.Moderator, Center: "c"}}}
	intake    = policy.Subject{Account: "i", Staff: true, Grants: []policy.Grant{{Role: policy.Intake, Center: "c"}}}
)

func newDesk(t *testing.T) (*Service, *desk) {
	t.Helper()
	ring, err := seal.ParseKeyring("t:sm4:AAAAAAAAAAAAAAAAAAAAAA==")
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(ring, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{c: &dispute.Case{Meta: docstore.Meta{ID: "case"}, State: dispute.Mediating, Center: "c", Mediator: "m", Applicant: "a",
		Parties: []dispute.Party{{ID: "p1", Side: dispute.ApplicantSide, Account: "a"}, {ID: "p2", Side: dispute.OtherSide, Account: "o"}}}}
	return New(testkit.Store(t, Schemas()...), clock.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)), box, d, d), d
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}

// TestSendingOnce: a retry, also after the outbox was not reached, and many at once.
func TestSendingOnce(t *testing.T) {
	s, d := newDesk(t)
	d.err = fault.New(fault.Unavailable, "store.unavailable")
	if _, err := s.Send(t.Context(), applicant, "case", "applicant", "key-00001", "您好"); code(err) != "store.unavailable" {
		t.Fatalf("%v", err)
	}
	d.err = nil
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := s.Send(context.Background(), applicant, "case", "applicant", "key-00001", "您好"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	page, err := s.List(t.Context(), mediator, "case", "applicant", "", 10)
	if err != nil || len(page.Items) != 1 || page.Items[0].Text != "您好" || len(d.owed) != 1 || d.owed[0].Errand != dispute.CheckMessage {
		t.Errorf("%+v, owed %+v, %v", page.Items, d.owed, err)
	}
}

// TestWhoReadsWhen: others after the check, the staff at once, and the word goes to all
// who may read but the sender.
func TestWhoReadsWhen(t *testing.T) {
	s, d := newDesk(t)
	d.c.Joint = []string{"p1", "p2"}
	sees := func(who policy.Subject) int {
		t.Helper()
		page, err := s.List(t.Context(), who, "case", "joint", "", 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Items)
	}
	m, err := s.Send(t.Context(), applicant, "case", "joint", "key-00001", "我愿意谈")
	if err != nil || m.Verdict != "" || strings.Contains(m.Text, "愿意") {
		t.Fatalf("%+v, %v", m, err)
	}
	if sees(applicant) != 1 || sees(mediator) != 1 || sees(other) != 0 || len(d.to(dispute.MessageSent)) != 0 {
		t.Error("before the check")
	}
	if account, text, err := s.OpenMessage(t.Context(), m.ID); err != nil || account != "a" || text != "我愿意谈" {
		t.Errorf("%s %q %v", account, text, err)
	}
	if err := s.Judge(t.Context(), m.ID, dispute.Risky); err != nil {
		t.Fatal(err)
	}
	if sees(other) != 0 || sees(applicant) != 1 || !slices.Equal(d.to(dispute.MessageHeld), []string{"center:c"}) {
		t.Errorf("held back: %v", d.owed)
	}
	if err := s.Judge(t.Context(), m.ID, dispute.Pass); err != nil || sees(other) != 0 {
		t.Errorf("a late verdict overrules the first: %v", err)
	}
	for who, want := range map[string]string{"a": "case.missing", "m": "case.missing"} {
		if err := s.Clear(t.Context(), map[string]policy.Subject{"a": applicant, "m": mediator}[who], "case", m.ID, true); code(err) != want {
			t.Errorf("%s clears: %v", who, err)
		}
	}
	if err := s.Clear(t.Context(), moderator, "case", m.ID, true); err != nil || sees(other) != 1 {
		t.Errorf("cleared: %v", err)
	}
	if got := d.to(dispute.MessageSent); !slices.Equal(got, []string{"center:c", "m", "o"}) {
		t.Errorf("told are %v", got)
	}
	if err := s.Clear(t.Context(), moderator, "case", m.ID, false); err != nil || sees(other) != 0 {
		t.Errorf("kept back again: %v", err)
	}
}

// TestTheStaffsWordGoesOutAtOnce, and is nobody's to hold back.
func TestTheStaffsWordGoesOutAtOnce(t *testing.T) {
	s, d := newDesk(t)
	m, err := s.Send(t.Context(), mediator, "case", "p2", "key-00001", "周三上午可以来吗")
	if err != nil || m.Verdict != dispute.Pass || m.Side != Center || !slices.Equal(d.to(dispute.MessageSent), []string{"o"}) {
		t.Fatalf("%+v, owed %+v, %v", m, d.owed, err)
	}
	if err := s.Clear(t.Context(), moderator, "case", m.ID, false); code(err) != "message.missing" {
		t.Errorf("%v", err)
	}
	if err := s.MarkRead(t.Context(), other, "case", "p2"); err != nil {
		t.Fatal(err)
	}
	if err := s.MarkRead(t.Context(), other, "case", "p2"); err != nil {
		t.Fatal(err)
	}
	page, err := s.List(t.Context(), mediator, "case", "p2", "", 10)
	if err != nil || len(page.Seen) != 1 || page.Seen[0].Side != "other" || page.Seen[0].By != "o" {
		t.Errorf("seen %+v, %v", page.Seen, err)
	}
}

func TestWhatCannotBeSent(t *testing.T) {
	for name, tc := range map[string]struct {
		who               policy.Subject
		thread, key, text string
		change            func(*dispute.Case)
		code              string
	}{
		"no key":            {applicant, "applicant", "k", "x", nil, "idempotency.key"},
		"nothing":           {applicant, "applicant", "key-00001", " \n", nil, "required"},
		"too much":          {applicant, "applicant", "key-00001", strings.Repeat("长", MaxText+1), nil, "too_long"},
		"just enough":       {applicant, "applicant", "key-00001", strings.Repeat("长", MaxText), nil, ""},
		"another's thread":  {applicant, "p2", "key-00001", "x", nil, "message.thread"},
		"not agreed":        {applicant, "joint", "key-00001", "x", nil, "message.thread"},
		"a stranger":        {policy.Subject{Account: "x"}, "applicant", "key-00001", "x", nil, "case.missing"},
		"the window":        {intake, "applicant", "key-00001", "x", nil, "case.missing"},
		"handed on":         {applicant, "applicant", "key-00001", "x", func(c *dispute.Case) { c.State = dispute.Transferred }, "message.closed"},
		"after the outcome": {applicant, "applicant", "key-00001", "x", func(c *dispute.Case) { c.State = dispute.Settled }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, d := newDesk(t)
			if tc.change != nil {
				tc.change(d.c)
			}
			if _, err := s.Send(t.Context(), tc.who, "case", tc.thread, tc.key, tc.text); code(err) != tc.code {
				t.Errorf("got %v, want %q", err, tc.code)
			}
		})
	}
}

func TestACaseHoldsSoMany(t *testing.T) {
	s, _ := newDesk(t)
	for k := range MaxSent {
		if _, err := s.Send(t.Context(), applicant, "case", "applicant", fmt.Sprintf("key-%05d", k), "x"); err != nil {
			t.Fatal(k, err)
		}
	}
	if _, err := s.Send(t.Context(), applicant, "case", "applicant", "key-99999", "x"); code(err) != "message.too_many" {
		t.Errorf("one more: %v", err)
	}
	if _, err := s.Send(t.Context(), applicant, "case", "applicant", "key-00007", "x"); err != nil {
		t.Errorf("a retry of an early one: %v", err)
	}
	n, after := 0, ""
	for {
		page, err := s.List(t.Context(), applicant, "case", "applicant", after, 200)
		if err != nil {
			t.Fatal(err)
		}
		if n += len(page.Items); page.Next == "" {
			break
		}
		after = page.Next
	}
	if n != MaxSent {
		t.Errorf("%d are listed", n)
	}
}

// TestFiles: voice without words goes out; what the other side would see in the joint
// thread waits for a person; nobody sends what another has uploaded.
func TestFiles(t *testing.T) {
	s, d := newDesk(t)
	d.c.Joint = []string{"p1", "p2"}
	voice, err := s.Send(t.Context(), applicant, "case", "applicant", "key-00001", "", "a-voice")
	if err != nil || voice.Verdict != dispute.Pass || len(voice.Files) != 1 {
		t.Fatalf("%+v, %v", voice, err)
	}
	if !slices.ContainsFunc(d.owed, func(o dispute.Owed) bool { return o.Errand == dispute.AttachFile && o.File == "a-voice" }) {
		t.Error("the upload is not attached")
	}
	if _, err := s.Send(t.Context(), applicant, "case", "applicant", "key-00002", "x", "o-file"); code(err) != "evidence.unknown" {
		t.Errorf("another's upload: %v", err)
	}
	if _, err := s.Send(t.Context(), applicant, "case", "applicant", "key-00003", "x", make([]string, MaxFiles+1)...); code(err) != "case.too_many_files" {
		t.Errorf("too many: %v", err)
	}
	joint, err := s.Send(t.Context(), applicant, "case", "joint", "key-00004", "请看照片", "a-photo")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Judge(t.Context(), joint.ID, dispute.Pass); err != nil {
		t.Fatal(err)
	}
	open := func(who policy.Subject) string {
		return code(s.MayOpen(t.Context(), who, "case", joint.ID, "a-photo"))
	}
	if open(applicant) != "" || open(moderator) != "" || open(other) != "message.missing" {
		t.Errorf("before a person has looked: %q %q %q", open(applicant), open(moderator), open(other))
	}
	if err := s.Clear(t.Context(), moderator, "case", joint.ID, true); err != nil || open(other) != "" {
		t.Errorf("after: %v, %q", err, open(other))
	}
	if got := code(s.MayOpen(t.Context(), other, "case", voice.ID, "a-voice")); got != "message.thread" {
		t.Errorf("the other side hears the applicant: %q", got)
	}
	if got := code(s.MayOpen(t.Context(), applicant, "case", joint.ID, "a-voice")); got != "message.missing" {
		t.Errorf("a file of another message: %q", got)
	}
}
