package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/backend/wechat/simulator"
)

// pushing are the settings of an installation with a subscribe template.
var pushing = map[string]string{"YANHE_WECHAT_TEMPLATES": "default=tpl-progress"}

const sendPath = "/cgi-bin/message/subscribe/send"

// sentTo are the messages that a person got.
func (w *world) sentTo(name string) []simulator.Message {
	return slices.DeleteFunc(w.Simulator().Sent(), func(m simulator.Message) bool { return m.OpenID != simulator.OpenID(name) })
}

// deliveries are the pushes about a case in a state, as the maintainer sees them.
func (m *matter) deliveries(state string) (found []httpapi.DeliveryView) {
	m.t.Helper()
	path := "/api/v1/deliveries?state=" + state
	maintainer := m.Staff(policy.Maintainer, "")
	var page struct{ Items []httpapi.DeliveryView }
	m.must(maintainer, http.MethodGet, path, nil, &page)
	m.absent("the deliveries", m.text(maintainer, path), append(private, m.view.Track, m.account(m.citizen), "openid")...)
	for _, d := range page.Items {
		if d.Case == m.view.ID {
			found = append(found, d)
		}
	}
	return found
}

// nudge wakes the outbox worker, which else looks by itself every few seconds.
func (m *matter) nudge() {
	m.t.Helper()
	m.must(m.Staff(policy.Moderator, langxi), http.MethodPost, m.path("risk"), object{"risk": "medium"}, nil)
}

// TestAMessageIsSentOnceForEachEvent, opens the tracking page, and names nobody.
func TestAMessageIsSentOnceForEachEvent(t *testing.T) {
	w := start(t, pushing)
	m := w.file("订阅")
	eventually(t, "the message of the filing", func() bool { return len(w.sentTo("订阅")) == 1 })
	m.accepted()
	eventually(t, "the message of the acceptance", func() bool { return len(w.sentTo("订阅")) == 2 })
	m.nudge()
	eventually(t, "all is paid", func() bool { return len(caseOf(w, m.view.ID).Outbox) == 0 })
	sent := w.sentTo("订阅")
	if len(sent) != 2 || len(m.deliveries("sent")) != 2 {
		t.Errorf("sent are %d messages: %s", len(sent), jsonOf(sent))
	}
	for _, s := range sent {
		if s.TemplateID != "tpl-progress" || s.Page != "pages/track/index?token="+m.view.Track || s.Lang != "zh_CN" {
			t.Errorf("the message is %s", jsonOf(s))
		}
		w.absent("the message", jsonOf(s.Data), append(private, "欧**雨", m.view.Track)...)
	}
	if d := sent[1].Data; d["thing1"] != "已受理，待安排" && !strings.Contains(d["thing1"], "受理") {
		t.Errorf("the acceptance says %q", d["thing1"])
	}
}

// TestAFailedMessageIsSentLater, and meanwhile the maintainer sees it.
func TestAFailedMessageIsSentLater(t *testing.T) {
	w := start(t, pushing)
	m := w.file("重推")
	eventually(t, "the message of the filing", func() bool { return len(w.sentTo("重推")) == 1 })
	w.Simulator().Fail(sendPath, -1, 1000)
	m.accepted()
	m.told(m.citizen, dispute.Accept, "") // the inbox does not wait for WeChat
	eventually(t, "the failure shows", func() bool { return len(m.deliveries("retry")) == 1 })
	if d := m.deliveries("retry")[0]; d.Event != string(dispute.Accept) || d.Tries != 1 || d.Problem != "wechat.busy" {
		t.Errorf("the delivery is %s", jsonOf(d))
	}
	w.Simulator().Fail(sendPath, -1, 0)
	before := w.Simulator().Calls(sendPath)
	m.nudge()
	if n := w.Simulator().Calls(sendPath); n != before {
		t.Errorf("%d tries were made before the time", n-before)
	}
	w.Clock.Advance(time.Minute)
	m.nudge()
	eventually(t, "the message is sent", func() bool { return len(w.sentTo("重推")) == 2 })
	eventually(t, "the delivery is noted", func() bool { return len(m.deliveries("retry")) == 0 && len(m.deliveries("sent")) == 2 })
}

// TestAMessageThatNeverGoesIsLeftToStaff after its last try; the inbox has it once.
func TestAMessageThatNeverGoesIsLeftToStaff(t *testing.T) {
	w := start(t, pushing)
	w.Simulator().Fail(sendPath, -1, 1_000_000)
	m := w.file("推不动")
	for tries := 1; len(m.deliveries("failed")) == 0; tries++ {
		if tries > 10 {
			t.Fatalf("after %d tries: %s", tries, jsonOf(m.deliveries("retry")))
		}
		eventually(t, fmt.Sprintf("try %d", tries), func() bool {
			d := m.deliveries("retry")
			// The case has put the next try off, too: from then on moving the clock makes it due.
			off := slices.ContainsFunc(caseOf(w, m.view.ID).Outbox, func(o dispute.Owed) bool { return o.Event == dispute.File && o.Tries >= tries })
			return len(m.deliveries("failed")) > 0 || off && len(d) > 0 && d[0].Tries >= tries
		})
		w.Clock.Advance(13 * time.Hour)
		m.nudge()
	}
	if d := m.deliveries("failed"); len(d) != 1 || d[0].Event != string(dispute.File) || d[0].Problem != "wechat.busy" {
		t.Errorf("left to staff are %s", jsonOf(d))
	}
	var in struct{ Items []httpapi.Message }
	w.must(m.citizen, http.MethodGet, "/api/v1/me/inbox", nil, &in)
	if len(in.Items) != 1 {
		t.Errorf("the inbox has %s", jsonOf(in.Items))
	}
}

// TestWhoRefusesMessagesIsNotAskedAgain about the same event.
func TestWhoRefusesMessagesIsNotAskedAgain(t *testing.T) {
	w := start(t, pushing)
	w.Simulator().Refuse("不收", true)
	m := w.file("不收")
	eventually(t, "the refusal is noted", func() bool { return len(m.deliveries("refused")) == 1 })
	w.Simulator().Refuse("不收", false)
	calls := w.Simulator().Calls(sendPath)
	w.Clock.Advance(24 * time.Hour)
	m.nudge()
	eventually(t, "all is paid", func() bool { return len(caseOf(w, m.view.ID).Outbox) == 0 })
	if n := w.Simulator().Calls(sendPath); n != calls || len(w.sentTo("不收")) != 0 {
		t.Errorf("%d more messages were tried", n-calls)
	}
	m.told(m.citizen, dispute.File, "")
}

// TestAPhotoIsCheckedByWeChat: the verdict comes by callback to the running
// server, staff see it, parties do not, and nobody else can send one.
func TestAPhotoIsCheckedByWeChat(t *testing.T) {
	w := start(t, nil)
	m, _ := w.withPhoto("送检")
	eventually(t, "the verdict on the photo", func() bool {
		v := m.read(m.desk)
		return len(v.Evidence) == 1 && v.Evidence[0].Verdict == "pass"
	})
	w.absent("the applicant's case", w.text(m.citizen, m.path("")), "verdict")
	forged := w.raw(client.New(w.URL), http.MethodPost, "/wechat/callback?signature=00&timestamp=1&nonce=1&encrypt_type=aes&msg_signature=00",
		`{"ToUserName":"gh_simulator0000","Encrypt":"AAAA"}`, "Content-Type", "application/json")
	expectProblem(t, forged, "zh-CN", http.StatusForbidden, "wechat.callback", "")
	eventually(t, "nothing is owed any more", func() bool { return len(caseOf(w, m.view.ID).Outbox) == 0 })
	if got := events(m.read(m.desk)); got != "file" {
		t.Errorf("a pass is on the timeline: %s", got)
	}
}

// TestRiskyWordsAreForStaffToSee: the filing is taken all the same, for a person decides.
func TestRiskyWordsAreForStaffToSee(t *testing.T) {
	w := start(t, nil)
	m := &matter{world: w, citizen: w.Citizen("险语"), desk: w.Staff(policy.Moderator, langxi)}
	f := filing()
	f.What += "，还有人发赌博网站"
	w.must(m.citizen, http.MethodPost, "/api/v1/cases", f, &m.view, "Idempotency-Key", "risky-words")
	w.secrets = append(w.secrets, m.view.Track, "赌博网站")
	eventually(t, "the verdict on the story", func() bool { return events(m.read(m.desk)) == "file check_content" })
	last := m.read(m.desk).Timeline[1]
	if last.Facts["verdict"] != dispute.Risky || !last.Inner {
		t.Errorf("the entry is %s", jsonOf(last))
	}
	m.stands(dispute.Submitted)
	w.absent("the applicant's case", w.text(m.citizen, m.path("")), "check_content", "risky")
	w.absent("the page", w.text(client.New(w.URL), "/t/"+m.view.Track), "赌博", "risky", "check_content")
}
