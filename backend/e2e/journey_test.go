package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yanhe/backend/booking"
	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// TestTheWholeJourney takes one filing from the phone to the archive, and looks
// after each step at what its applicant, the staff and anybody with the code see.
func TestTheWholeJourney(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳")
	m.told(m.citizen, dispute.File, "")
	m.told(m.desk, dispute.File, langxi)
	seenAtTheDesk(m)

	m.step(m.desk, "supplement-request", object{"note": "请补充土堆的照片"}, dispute.SupplementAsked)
	m.told(m.citizen, dispute.AskSupplement, "")
	m.step(m.citizen, "supplement", object{"note": "照片拍不了，土堆约两米高"}, dispute.Supplied)
	m.told(m.desk, dispute.Supply, langxi)

	m.must(m.desk, http.MethodPost, m.path("risk"), object{"risk": "high"}, nil)
	m.accepted()
	m.told(m.citizen, dispute.Accept, "")
	if m.view.Number != "（2026）宣郎人调字第1号" {
		t.Errorf("the number is %s", m.view.Number)
	}
	if q := m.view.Queue; q == nil || q.Ahead != 0 || q.Known || q.Why != "few" {
		t.Errorf("the place in the queue is %s", jsonOf(q))
	}
	m.step(m.desk, "routing", object{"center": jianpin, "note": "由镇里调解更近"}, dispute.Queued)
	mediator := w.Staff(policy.Mediator, jianpin)
	m.step(m.desk, "assignment", object{"mediator": w.account(mediator)}, dispute.Assigned)
	m.told(mediator, dispute.Assign, "")

	slot := booked(m, mediator)
	w.Clock.Advance(slot.Start.Sub(w.Clock.Now()))
	mediator, m.desk = w.Staff(policy.Mediator, jianpin), w.Staff(policy.Moderator, langxi) // a staff session ends after 15 idle minutes
	m.step(mediator, "start", object{"note": ""}, dispute.Mediating)
	m.step(mediator, "agreement", object{"terms": "三日内把土运走，双方握手言和", "amount": 120000}, dispute.Settled)
	m.told(m.citizen, dispute.Settle, "")
	if o := m.view.Outcome; o == nil || o.Terms != "三日内把土运走，双方握手言和" || o.Amount != 120000 {
		t.Errorf("the outcome is %s", jsonOf(o))
	}
	w.absent("the public page", w.text(client.New(w.URL), "/t/"+m.view.Track), "三日内", "1200")
	rated(m)
	m.step(mediator, "closing", object{"note": ""}, dispute.Closed)
	m.told(m.citizen, dispute.Close, "")

	if got := events(m.view); got != "file ask_supplement supply accept route assign ask_booking schedule start settle close" {
		t.Errorf("the applicant sees %s", got)
	}
	if got := events(m.read(m.desk)); !strings.Contains(got, "set_risk") || !strings.Contains(got, "rate close") {
		t.Errorf("the desk sees %s", got)
	}
	w.absent("the applicant's case", w.text(m.citizen, m.path("")), "\"risk\"", "\"by\"", "\"inner\"", "\"verdict\"", "_key",
		"openid", "sealed", "set_risk", w.account(m.desk), private[0], private[1], private[2], private[3], private[7], private[8])
	if _, err := w.Booking.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	if n, err := w.Booking.Orphans(t.Context()); n != 0 || err != nil {
		t.Errorf("%d claims are left behind, %v", n, err)
	}
}

// seenAtTheDesk checks what each of the center's staff sees of a new filing.
func seenAtTheDesk(m *matter) {
	m.t.Helper()
	list := m.text(m.desk, "/api/v1/desk")
	if !strings.Contains(list, m.view.ID) || !strings.Contains(list, "欧**雨") || !strings.Contains(list, `"risk":"low"`) {
		m.t.Errorf("the desk shows %s", list)
	}
	m.absent("the desk", list, append(private, m.view.Track)...)
	whole := m.text(m.desk, m.path(""))
	if !strings.Contains(whole, private[4]) {
		m.t.Error("the moderator cannot read the story")
	}
	m.absent("the moderator's view", whole, private[0], private[1], private[2], private[3], private[7], private[8], "openid", "sealed")
	intake := m.Staff(policy.Intake, langxi)
	m.absent("what intake sees", m.text(intake, m.path("")), private...)
	m.refused(intake, http.MethodPost, m.path("parties/p1/reveal"), object{"reason": "核对身份"}, http.StatusForbidden, "forbidden")
	var shown dispute.Private
	m.must(m.desk, http.MethodPost, m.path("parties/p1/reveal"), object{"reason": "核对身份"}, &shown)
	if shown.Name != private[0] || shown.Number != private[2] {
		m.t.Error("who may see the person in clear does not")
	}
	trail := m.text(m.Staff(policy.Auditor, ""), "/api/v1/audit?object=case%7C"+m.view.ID)
	if !strings.Contains(trail, "case.reveal") || !strings.Contains(trail, "case.read") {
		m.t.Errorf("the audit log lacks who looked: %s", trail)
	}
	m.absent("the audit log", trail, private...)
}

// booked books a free time and has it confirmed; the slot is then nobody else's.
func booked(m *matter, mediator *client.Client) booking.Slot {
	m.t.Helper()
	slot := m.slots()[3]
	a := m.book(slot)
	if again := m.book(slot); again.ID != a.ID || a.State != string(booking.Requested) {
		m.t.Errorf("a retry made %s of %s", jsonOf(again), jsonOf(a))
	}
	m.told(mediator, dispute.AskBooking, "")
	m.absent("the calendar", m.text(mediator, "/api/v1/mediator/appointments?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z"), private...)
	m.must(mediator, http.MethodPost, "/api/v1/appointments/"+a.ID+"/confirmation", nil, nil)
	eventually(m.t, "the appointment on the case", func() bool { return m.read(m.citizen).State == string(dispute.Scheduled) })
	m.stands(dispute.Scheduled)
	m.told(m.citizen, dispute.Schedule, "")
	page := m.text(client.New(m.URL), "/t/"+m.view.Track)
	if at := slot.Start.Add(8 * time.Hour).Format("15:04"); !strings.Contains(page, at) || !strings.Contains(page, slot.RoomName) {
		m.t.Errorf("the page does not say when (%s) and where (%s)", at, slot.RoomName)
	}
	m.absent("the page", page, slot.Mediators[0].Name, slot.Mediators[0].Account)
	return slot
}

// rated rates the case once; a retry is taken, another rating is not.
func rated(m *matter) {
	m.t.Helper()
	stars := object{"stars": 5, "tags": []string{"fair"}, "comment": "说得在理"}
	m.must(m.citizen, http.MethodPost, m.path("rating"), stars, nil)
	m.must(m.citizen, http.MethodPost, m.path("rating"), stars, nil)
	m.refused(m.citizen, http.MethodPost, m.path("rating"), object{"stars": 1}, http.StatusConflict, "rating.once")
	var v httpapi.CaseView
	if v = m.read(m.citizen); !v.Rated {
		m.t.Error("the case does not say that it is rated")
	}
	m.absent("what staff read", m.text(m.desk, m.path("")), "说得在理")
}
