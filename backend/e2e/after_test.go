package e2e

import (
	"net/http"
	"strings"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// TestAfterTheAgreement: the court confirms it, a bad rating is followed up by the
// center, and the mediator does not learn of whose it was.
func TestAfterTheAgreement(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").mediating()
	w.refused(m.mediator(), http.MethodPost, m.path("agreement"), object{"terms": "x", "perform_by": "31.3.2026"}, http.StatusUnprocessableEntity, "malformed")
	m.step(m.mediator(), "agreement", object{"terms": "三日内把土运走", "perform_by": "2026-03-31"}, dispute.Settled)
	if o := m.view.Outcome; o == nil || o.PerformBy == nil || m.view.Due == nil || m.view.Due.Limit != "confirm" {
		t.Errorf("outcome %s, due %s", jsonOf(o), jsonOf(m.view.Due))
	}
	ask := object{"court": "郎溪县人民法院", "receipt": "（2026）皖1821民特1号", "checks": []string{"joint", "not_status", "not_title", "lawful"}}
	w.refused(m.citizen, http.MethodPost, m.path("confirmation-request"), ask, http.StatusForbidden, "forbidden")
	m.step(m.mediator(), "confirmation-request", ask, dispute.Settled)
	m.told(m.citizen, dispute.AskConfirm, "")
	m.step(m.mediator(), "court-acceptance", object{"note": ""}, dispute.Settled)
	m.step(m.mediator(), "confirmation-result", object{"result": "confirmed", "note": "裁定书已送达"}, dispute.Settled)
	if c := m.view.Confirmation; c == nil || c.Result != "confirmed" || c.Court != "郎溪县人民法院" {
		t.Errorf("the applicant sees %s", jsonOf(c))
	}

	m.must(m.citizen, http.MethodPost, m.path("rating"), object{"stars": 2, "comment": "太慢"}, nil)
	var list struct{ Items []httpapi.CaseItem }
	intake := w.Staff(policy.Intake, langxi)
	w.must(intake, http.MethodGet, "/api/v1/follow-ups", nil, &list)
	if len(list.Items) != 1 || list.Items[0].ID != m.view.ID {
		t.Fatalf("to follow up: %s", jsonOf(list))
	}
	v := m.read(m.desk)
	if len(v.FollowUps) != 2 || v.FollowUps[1].Kind != "rating" || v.FollowUps[1].ID != "f2" {
		t.Fatalf("planned %s", jsonOf(v.FollowUps))
	}
	m.must(intake, http.MethodPost, m.path("follow-ups/f2"), object{"result": "explained", "note": "电话说明了原因"}, nil)
	w.secrets = append(w.secrets, "电话说明了原因")
	for who, c := range map[string]string{"the mediator": m.text(m.mediator(), m.path("")), "the applicant": m.text(m.citizen, m.path(""))} {
		w.absent(who+"'s view", c, "follow_up", `"event":"rate"`, "电话说明了原因")
	}
	w.refused(m.mediator(), http.MethodGet, "/api/v1/follow-ups", nil, http.StatusForbidden, "forbidden")
	if got := events(m.read(m.desk)); !strings.HasSuffix(got, "rate follow_up") {
		t.Errorf("the desk sees %s", got)
	}
}
