package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

type thread struct {
	Items []httpapi.MessageView
	Seen  []httpapi.SeenView
	Open  bool
}

func (m *matter) threadPath(name, below string) string {
	return m.path("threads/" + name + "/" + below)
}

func (m *matter) say(who *client.Client, name, text, key string) (v httpapi.MessageView) {
	m.t.Helper()
	m.secrets = append(m.secrets, text)
	m.must(who, http.MethodPost, m.threadPath(name, "messages"), object{"text": text}, &v, "Idempotency-Key", key)
	return v
}

// hears waits until somebody reads a text in a thread.
func (m *matter) hears(who *client.Client, name, text string) {
	m.t.Helper()
	eventually(m.t, "hearing "+text, func() bool {
		var v thread
		m.must(who, http.MethodGet, m.threadPath(name, "messages"), nil, &v)
		return slices.ContainsFunc(v.Items, func(i httpapi.MessageView) bool { return i.Text == text })
	})
}

// TestThreadsAreSeparate: each side talks with the center alone until all agree to
// talk together.
func TestThreadsAreSeparate(t *testing.T) {
	w := start(t, nil)
	m, v := invited(w)
	other := w.Citizen("司马")
	m.must(other, http.MethodPost, "/api/v1/track/"+m.view.Track+"/joining", object{"code": v.Code, "tail": "1122"}, nil)
	for who, want := range map[*client.Client]string{m.citizen: "applicant", other: "p2", m.mediator(): "applicant p2"} {
		if got := strings.Join(m.read(who).Threads, " "); got != want {
			t.Errorf("threads %q, want %q", got, want)
		}
	}
	sent := m.say(m.citizen, "applicant", "请问什么时候来看现场", "message-01")
	again := m.say(m.citizen, "applicant", "请问什么时候来看现场", "message-01")
	if sent.ID != again.ID || !sent.Mine || sent.Side != "applicant" {
		t.Errorf("a retry sends %s after %s", jsonOf(again), jsonOf(sent))
	}
	m.hears(m.mediator(), "applicant", "请问什么时候来看现场")
	m.told(m.mediator(), dispute.MessageSent, "")
	m.say(m.mediator(), "applicant", "周三上午十点", "message-02")
	m.hears(m.citizen, "applicant", "周三上午十点")
	m.told(m.citizen, dispute.MessageSent, "")
	m.say(other, "p2", "我可以提前搬一部分", "message-03")
	m.hears(m.mediator(), "p2", "我可以提前搬一部分")

	for _, bad := range []struct {
		who  *client.Client
		name string
	}{{other, "applicant"}, {m.citizen, "p2"}, {m.citizen, "joint"}, {m.mediator(), "joint"}, {m.citizen, "p9"}, {m.mediator(), "p1"}} {
		m.refused(bad.who, http.MethodGet, m.threadPath(bad.name, "messages"), nil, http.StatusNotFound, "message.thread")
		m.refused(bad.who, http.MethodPost, m.threadPath(bad.name, "messages"), object{"text": "x"}, http.StatusNotFound, "message.thread", "Idempotency-Key", "message-99")
	}
	m.refused(w.Citizen("路人"), http.MethodGet, m.threadPath("applicant", "messages"), nil, http.StatusNotFound, "case.missing")

	m.must(m.citizen, http.MethodPost, m.path("joint-thread"), object{}, nil)
	m.refused(m.citizen, http.MethodGet, m.threadPath("joint", "messages"), nil, http.StatusNotFound, "message.thread")
	m.must(other, http.MethodPost, m.path("joint-thread"), object{}, nil)
	m.say(other, "joint", "大家一起商量吧", "message-04")
	m.hears(m.citizen, "joint", "大家一起商量吧")
	m.must(m.citizen, http.MethodPost, m.threadPath("joint", "read"), nil, nil)
	var seen thread
	m.must(other, http.MethodGet, m.threadPath("joint", "messages"), nil, &seen)
	if len(seen.Seen) != 1 || seen.Seen[0].Side != "applicant" || !seen.Open {
		t.Errorf("seen %s, open %v on a Monday at ten", jsonOf(seen.Seen), seen.Open)
	}
	trail := w.text(w.Staff(policy.Auditor, ""), "/api/v1/audit?object=case%7C"+m.view.ID)
	if !strings.Contains(trail, "message.read") {
		t.Error("the mediator's look is not in the audit log")
	}
	w.absent("the public page", w.text(client.New(w.URL), "/t/"+m.view.Track), "请问什么时候", "周三上午", "提前搬")
}

// TestARiskyMessageIsHeldBack until a moderator has looked at it.
func TestARiskyMessageIsHeldBack(t *testing.T) {
	w := start(t, nil)
	m, v := invited(w)
	other := w.Citizen("司马")
	m.must(other, http.MethodPost, "/api/v1/track/"+m.view.Track+"/joining", object{"code": v.Code, "tail": "1122"}, nil)
	for _, c := range []*client.Client{m.citizen, other} {
		m.must(c, http.MethodPost, m.path("joint-thread"), object{}, nil)
	}
	bad := "我在赌博网站上输的钱也要他赔"
	sent := m.say(m.citizen, "joint", bad, "message-11")
	m.told(m.desk, dispute.MessageHeld, langxi)
	var mine, theirs, staff thread
	m.must(m.citizen, http.MethodGet, m.threadPath("joint", "messages"), nil, &mine)
	m.must(other, http.MethodGet, m.threadPath("joint", "messages"), nil, &theirs)
	m.must(m.desk, http.MethodGet, m.threadPath("joint", "messages"), nil, &staff)
	if len(mine.Items) != 1 || !mine.Items[0].Waiting || len(theirs.Items) != 0 || len(staff.Items) != 1 || staff.Items[0].Verdict == "" {
		t.Errorf("the sender sees %s, the other side %s, the desk %s", jsonOf(mine.Items), jsonOf(theirs.Items), jsonOf(staff.Items))
	}
	clearing := m.path("messages/" + sent.ID + "/clearing")
	m.refused(m.citizen, http.MethodPost, clearing, object{"pass": true}, http.StatusForbidden, "forbidden")
	m.must(m.desk, http.MethodPost, clearing, object{"pass": true}, nil)
	m.hears(other, "joint", bad)
	m.told(other, dispute.MessageSent, "")
}

// TestWhatIsSent: bounds, and no words once the matter has gone.
func TestWhatIsSent(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳")
	path := m.threadPath("applicant", "messages")
	for text, code := range map[string]string{" ": "required", strings.Repeat("长", 2001): "too_long"} {
		p := w.refused(m.citizen, http.MethodPost, path, object{"text": text}, http.StatusUnprocessableEntity, code, "Idempotency-Key", "message-21")
		if p.Field != "text" {
			t.Errorf("the fault names %q", p.Field)
		}
	}
	w.refused(m.citizen, http.MethodPost, path, object{"text": "x"}, http.StatusUnprocessableEntity, "required")
	w.Clock.Advance(12 * time.Hour)
	var v thread
	if w.must(m.citizen, http.MethodGet, path, nil, &v); v.Open || len(v.Items) != 0 {
		t.Errorf("at ten in the evening: %+v", v)
	}
	m.must(m.citizen, http.MethodPost, m.path("withdrawal"), object{"note": ""}, nil)
	w.refused(m.citizen, http.MethodPost, path, object{"text": "x"}, http.StatusConflict, "message.closed", "Idempotency-Key", "message-22")
}
