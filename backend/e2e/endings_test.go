package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"yanhe/backend/booking"
	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

func TestADeclinedFilingIsAppealedToAnotherOfficer(t *testing.T) {
	w := start(t, nil)
	m := w.file("申诉人")
	w.refused(m.desk, http.MethodPost, m.path("refusal"), object{"reason": "boring", "note": "x"}, http.StatusUnprocessableEntity, "case.unknown_reason")
	m.step(m.desk, "refusal", object{"reason": "handled", "note": "派出所已经受理"}, dispute.Declined)
	m.told(m.citizen, dispute.Decline, "")
	if last := m.view.Timeline[len(m.view.Timeline)-1]; last.Reason != "handled" || last.Note != "派出所已经受理" {
		t.Errorf("the applicant is told %s", jsonOf(last))
	}
	if !slices.Contains(m.view.Actions, string(dispute.Appeal)) || slices.Contains(m.view.Actions, string(dispute.Withdraw)) {
		t.Errorf("the applicant is offered %v", m.view.Actions)
	}
	m.step(m.citizen, "appeal", object{"note": "派出所说这事归你们"}, dispute.Appealed)
	m.told(m.desk, dispute.Appeal, langxi)
	w.refused(m.desk, http.MethodPost, m.path("acceptance"), object{}, http.StatusForbidden, "case.own_decision")
	above := w.Staff(policy.Moderator, city)
	m.step(above, "acceptance", object{"note": ""}, dispute.Queued)
	if m.view.Number != "（2026）宣郎人调字第1号" {
		t.Errorf("the refused try has used up a number: %s", m.view.Number)
	}
}

func TestAWithdrawalGivesTheRoomBack(t *testing.T) {
	w := start(t, nil)
	m, rival := w.file("撤回人").accepted(), w.file("后来人").accepted()
	slot := m.slots()[0]
	a := m.book(slot)
	if slices.ContainsFunc(rival.slots(), func(s booking.Slot) bool {
		return s.Room == slot.Room && s.Start.Equal(slot.Start)
	}) {
		t.Error("a room that is asked for is still offered")
	}
	// Both filings name the same people, so the party is busy too; the room is what is asked about first.
	w.refused(rival.citizen, http.MethodPost, rival.path("appointments"), wish(slot), http.StatusConflict, "booking.slot_taken",
		"Idempotency-Key", "rival-key")
	m.step(m.citizen, "withdrawal", object{"note": "我们自己说好了"}, dispute.Withdrawn)
	m.told(m.desk, dispute.Withdraw, langxi)
	if got := m.appointment(a.ID); got.State != string(booking.Cancelled) || got.Why != string(booking.WhyCaseEnded) {
		t.Errorf("the appointment is %s", jsonOf(got))
	}
	if b := rival.book(slot); b.State != string(booking.Requested) {
		t.Errorf("the next one got %s", jsonOf(b))
	}
	w.refused(m.citizen, http.MethodPost, m.path("appointments"), wish(slot), http.StatusConflict, "booking.case_not_now", "Idempotency-Key", "late-key")
}

func TestAFailureNamesTheWaysOnward(t *testing.T) {
	w := start(t, nil)
	m := w.file("不成人").mediating()
	mediator := w.mediator()
	for _, onward := range [][]string{nil, {"heaven"}} {
		in := object{"terms": "双方差距太大"}
		if onward != nil {
			in["onward"] = onward
		}
		p := w.refused(mediator, http.MethodPost, m.path("failure"), in, http.StatusUnprocessableEntity,
			map[bool]string{true: "required", false: "case.unknown_onward"}[onward == nil])
		if p.Field != "onward" {
			t.Errorf("the fault names %q", p.Field)
		}
	}
	m.step(mediator, "failure", object{"terms": "双方差距太大", "onward": []string{"court", "arbitration"}}, dispute.Failed)
	m.told(m.citizen, dispute.Fail, "")
	if o := m.view.Outcome; o == nil || !slices.Equal(o.Onward, []string{"court", "arbitration"}) {
		t.Errorf("the outcome is %s", jsonOf(o))
	}
	w.refused(mediator, http.MethodPost, m.path("agreement"), object{"terms": "还是成了"}, http.StatusConflict, "case.not_now")
}

func TestAReopenedCaseWaitsAgainAndIsRatedAnew(t *testing.T) {
	w := start(t, nil)
	m := w.file("再来人").mediating()
	m.step(w.mediator(), "failure", object{"terms": "没谈拢", "onward": []string{"court"}}, dispute.Failed)
	m.must(m.citizen, http.MethodPost, m.path("rating"), object{"stars": 1}, nil)
	w.refused(m.desk, http.MethodPost, m.path("reopening"), object{"note": ""}, http.StatusUnprocessableEntity, "required")
	number := m.view.Number
	m.step(m.desk, "reopening", object{"note": "评价很低，换人再调"}, dispute.Reopened)
	m.told(m.citizen, dispute.Reopen, "")
	if v := m.view; v.Queue == nil || v.Outcome != nil || v.Rated || v.Mediator != "" || v.Number != number {
		t.Errorf("the reopened case is %s", jsonOf(v))
	}
	m.step(m.desk, "assignment", object{"mediator": w.account(w.mediator())}, dispute.Assigned)
	m.step(w.mediator(), "start", object{"note": ""}, dispute.Mediating)
	m.step(w.mediator(), "agreement", object{"terms": "这回成了", "oral": true}, dispute.Settled)
	m.must(m.citizen, http.MethodPost, m.path("rating"), object{"stars": 5}, nil)
}

func TestATerminationNeedsALegalReason(t *testing.T) {
	w := start(t, nil)
	m := w.file("终止人").mediating()
	w.refused(w.mediator(), http.MethodPost, m.path("termination"), object{"reason": "handled", "note": "x"}, http.StatusUnprocessableEntity, "case.unknown_reason")
	w.refused(m.citizen, http.MethodPost, m.path("termination"), object{"reason": "ended", "note": "x"}, http.StatusForbidden, "forbidden")
	m.step(w.mediator(), "termination", object{"reason": "escalation", "note": "有动手的苗头，已报派出所"}, dispute.Terminated)
	m.told(m.citizen, dispute.Terminate, "")
}

func TestATransferNamesTheBodyAndItsReceipt(t *testing.T) {
	w := start(t, nil)
	m := w.file("移送人")
	w.refused(m.desk, http.MethodPost, m.path("transfer"), object{"body": "moon", "note": "x"}, http.StatusUnprocessableEntity, "case.unknown_body")
	p := w.refused(m.desk, http.MethodPost, m.path("transfer"), object{"body": "court", "note": "x"}, http.StatusUnprocessableEntity, "required")
	if p.Field != "receipt" {
		t.Errorf("the fault names %q", p.Field)
	}
	m.step(m.desk, "transfer", object{"body": "court", "receipt": "郎法收2026-7", "note": "须由法院审理"}, dispute.Transferred)
	m.told(m.citizen, dispute.TransferOut, "")
	if tr := m.view.Transfer; tr == nil || tr.Body != "court" || tr.Receipt != "郎法收2026-7" {
		t.Errorf("the transfer is %s", jsonOf(tr))
	}
	if page := w.text(client.New(w.URL), "/t/"+m.view.Track); !strings.Contains(page, "人民法院") {
		t.Error("the page does not say who has the matter now")
	}
}

// TestTheOtherSidesAnswerIsItsOwn: staff record it, an applicant cannot give it,
// and nobody is mediated who has refused (人民调解法 art. 17).
func TestTheOtherSidesAnswerIsItsOwn(t *testing.T) {
	w := start(t, nil)
	m := w.file("一方").assigned()
	slot := m.slots()[0]
	m.must(m.citizen, http.MethodPost, m.path("stand"), object{"stand": "agreed", "party": "p2"}, nil)
	stand := func() (mine, theirs string) {
		m.stands(dispute.Assigned)
		return m.view.Parties[0].Stand, m.view.Parties[1].Stand
	}
	if mine, theirs := stand(); mine != "agreed" || theirs != "" {
		t.Errorf("the applicant's answer was taken as %q and %q", mine, theirs)
	}
	m.must(w.mediator(), http.MethodPost, m.path("stand"), object{"stand": "refused", "party": "p2", "note": "电话里说不来"}, nil)
	if mine, theirs := stand(); mine != "agreed" || theirs != "refused" {
		t.Errorf("the stands are %q and %q", mine, theirs)
	}
	w.refused(m.citizen, http.MethodPost, m.path("appointments"), wish(slot), http.StatusConflict, "booking.refused", "Idempotency-Key", "refused-key")
	if !m.view.Parties[0].You || m.view.Parties[1].You {
		t.Error("the applicant is not told which party they are")
	}
	m.step(w.mediator(), "termination", object{"reason": "refused", "note": "对方明确拒绝"}, dispute.Terminated)
}

// TestTheWindowFilesForSomebody: a visit has no account; the officer who wrote it
// down does not decide it, and rates and supplies in the person's name.
func TestTheWindowFilesForSomebody(t *testing.T) {
	w := start(t, nil)
	intake, desk := w.Staff(policy.Intake, langxi), w.Staff(policy.Moderator, langxi)
	f := filing()
	w.refused(intake, http.MethodPost, "/api/v1/window/cases", f, http.StatusUnprocessableEntity, "case.channel", "Idempotency-Key", "visit-0001")
	f.Channel = dispute.Visit
	var v httpapi.CaseView
	w.must(intake, http.MethodPost, "/api/v1/window/cases", f, &v, "Idempotency-Key", "visit-0001")
	w.secrets = append(w.secrets, v.Track)
	if v.Story != nil {
		t.Error("intake is shown the story, which its role may not read")
	}
	w.refused(intake, http.MethodPost, "/api/v1/cases/"+v.ID+"/acceptance", object{}, http.StatusForbidden, "forbidden")
	w.refused(w.Citizen("冒充"), http.MethodPost, "/api/v1/window/cases", f, http.StatusForbidden, "forbidden", "Idempotency-Key", "visit-0002")
	w.refused(desk, http.MethodPost, "/api/v1/cases", filing(), http.StatusForbidden, "forbidden", "Idempotency-Key", "visit-0003")
	w.must(desk, http.MethodPost, "/api/v1/cases/"+v.ID+"/acceptance", object{}, &v)
	found := w.raw(client.New(w.URL), http.MethodPost, "/api/v1/track", jsonOf(object{"number": v.Number, "tail": private[1][7:]}), "Content-Type", "application/json")
	if found.Status != http.StatusOK {
		t.Errorf("number and phone tail find nothing: %d %s", found.Status, found.Body)
	}
	w.absent("the look-up", string(found.Body), append(private, v.Track, v.ID)...)
	w.refused(client.New(w.URL), http.MethodPost, "/api/v1/track", object{"number": v.Number, "tail": private[8][7:]}, http.StatusNotFound, "tracking.not_found")
}
