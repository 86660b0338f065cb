package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// TestADeadlinePasses: nobody looks at a filing; the desk, the city and the applicant
// are told, the list of overdue cases shows it, and the timeline says so.
func TestADeadlinePasses(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳")
	overdue := func() (list struct{ Items []httpapi.CaseItem }) {
		w.must(w.Staff(policy.Moderator, langxi), http.MethodGet, "/api/v1/overdue", nil, &list)
		return list
	}
	if got := overdue(); len(got.Items) != 0 {
		t.Errorf("overdue at once: %s", jsonOf(got))
	}
	pass := func(days int) {
		w.Clock.Advance(time.Duration(days) * 24 * time.Hour)
		if _, err := w.Cases.SweepDeadlines(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	pass(3)
	m.told(m.citizen, dispute.Escalate, "")
	m.told(w.Staff(policy.Moderator, langxi), dispute.Escalate, langxi)
	if got := overdue(); len(got.Items) != 1 || got.Items[0].Due == nil || got.Items[0].Due.Light != "red" {
		t.Errorf("overdue: %s", jsonOf(got))
	}
	pass(7)
	m.told(w.Staff(policy.Moderator, city), dispute.Escalate, city)
	m.desk = w.Staff(policy.Moderator, langxi) // a staff session ends after 15 idle minutes
	m.stands(dispute.Submitted)
	if got := events(m.view); strings.Count(got, "escalate") != 2 {
		t.Errorf("the applicant sees %s", got)
	}
	m.accepted()
	if got := overdue(); len(got.Items) != 0 {
		t.Errorf("overdue after it was accepted: %s", jsonOf(got))
	}
}

// TestAnAppraisalTakesItsTime: the mediator stops the clock, and extends it once.
func TestAnAppraisalTakesItsTime(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").mediating()
	due := func() *httpapi.Due { return m.read(m.citizen).Due }
	before := due()
	m.step(m.mediator(), "appraisal", object{"note": "房屋质量鉴定"}, dispute.Mediating)
	m.told(m.citizen, dispute.Appraise, "")
	if d := due(); d != nil {
		t.Errorf("while an appraisal is under way %s runs", jsonOf(d))
	}
	w.refused(m.mediator(), http.MethodPost, m.path("extension"), object{"note": "双方同意"}, http.StatusConflict, "case.appraisal_runs")
	w.Clock.Advance(10 * 24 * time.Hour)
	m.desk = w.Staff(policy.Moderator, langxi)
	m.step(m.mediator(), "appraisal-result", object{"note": "意见已送达"}, dispute.Mediating)
	m.step(m.mediator(), "extension", object{"note": "双方同意"}, dispute.Mediating)
	if d := due(); d == nil || d.At.Sub(before.At) < 39*24*time.Hour {
		t.Errorf("due %s, before %s", jsonOf(d), jsonOf(before))
	}
	w.refused(m.mediator(), http.MethodPost, m.path("extension"), object{"note": "再延"}, http.StatusConflict, "case.extended")
	w.refused(m.citizen, http.MethodPost, m.path("extension"), object{"note": "x"}, http.StatusForbidden, "forbidden")
}
