package e2e

import (
	"net/http"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/backend/rules"
)

const top = "341800000000"

// TestRoutingRulesAreEdited: tried on past cases first, put into force at the top of the
// tree alone, versioned, and followed by the next advice.
func TestRoutingRulesAreEdited(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").accepted()
	city := w.Staff(policy.Moderator, top)
	var now httpapi.RoutingView
	w.must(m.desk, http.MethodGet, "/api/v1/rules/routing", nil, &now)
	draft := append(rules.Routing{{ID: "try", When: rules.When{Divisions: []string{"341821"}}, Level: rules.City,
		Why: map[string]string{"zh-CN": "试行由市中心办理", "en": "On trial: the city handles it"}}}, now.Rules...)
	var run struct {
		Examined int
		Changed  []httpapi.ReroutedView
	}
	w.must(city, http.MethodPost, "/api/v1/rules/routing/dry-run", object{"rules": draft}, &run)
	if run.Examined == 0 || len(run.Changed) == 0 || run.Changed[0].Now.Center != top || run.Changed[0].Now.CenterRule != "try" {
		t.Errorf("%s", jsonOf(run))
	}
	save := object{"base": now.Version, "note": "试行一个月", "rules": draft}
	w.refused(m.desk, http.MethodPost, "/api/v1/rules/routing", save, http.StatusForbidden, "forbidden")
	w.refused(w.Citizen("欧阳"), http.MethodGet, "/api/v1/rules/routing", nil, http.StatusForbidden, "forbidden")
	bad := object{"base": now.Version, "note": "x", "rules": rules.Routing{{ID: "try", Level: "province", Why: map[string]string{"zh-CN": "x"}}}}
	if p := w.refused(city, http.MethodPost, "/api/v1/rules/routing", bad, http.StatusUnprocessableEntity, "rules.level"); p.Field != "rules[0].level" {
		t.Errorf("the fault names %q", p.Field)
	}
	w.must(city, http.MethodPost, "/api/v1/rules/routing", save, &now)
	w.refused(city, http.MethodPost, "/api/v1/rules/routing", save, http.StatusConflict, "rules.changed")
	var versions struct{ Items []httpapi.RuleVersion }
	w.must(m.desk, http.MethodGet, "/api/v1/rules/routing/versions", nil, &versions)
	if len(versions.Items) != 1 || versions.Items[0].Note != "试行一个月" || versions.Items[0].Version != now.Version {
		t.Errorf("%s", jsonOf(versions))
	}
	eventually(t, "advice by the new rules", func() bool {
		v := m.read(m.desk)
		return v.Suggested != nil && v.Suggested.Advice.CenterRule == "try" && v.Suggested.Advice.Center == top
	})

	var limits httpapi.LimitsView
	w.must(city, http.MethodGet, "/api/v1/rules/limits", nil, &limits)
	for i := range limits.Limits {
		if limits.Limits[i].Limit == string(dispute.LimitMediate) {
			limits.Limits[i].Days = 90
		}
	}
	w.refused(city, http.MethodPost, "/api/v1/rules/limits", object{"base": 0, "note": "x", "limits": limits.Limits}, http.StatusUnprocessableEntity, "rules.longer_than_law")
	for i := range limits.Limits {
		if limits.Limits[i].Limit == string(dispute.LimitMediate) {
			limits.Limits[i].Days = 20
		}
	}
	w.must(city, http.MethodPost, "/api/v1/rules/limits", object{"base": 0, "note": "提速", "limits": limits.Limits}, &limits)
	if limits.Version != 1 {
		t.Errorf("version %d", limits.Version)
	}
}

// TestACaseIsHandedOver from center to center, and the applicant sees where it is.
func TestACaseIsHandedOver(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").accepted()
	city := w.Staff(policy.Moderator, top)
	w.refused(m.desk, http.MethodPost, m.path("routing"), object{"center": top, "note": "x"}, http.StatusUnprocessableEntity, "hand_over.needed")
	w.must(m.desk, http.MethodPost, m.path("hand-over"), object{"center": top, "reason": "complex", "note": "涉及两个县"}, nil)
	var offers httpapi.CaseList
	w.must(city, http.MethodGet, "/api/v1/offers", nil, &offers)
	if len(offers.Items) != 1 || offers.Items[0].ID != m.view.ID {
		t.Errorf("%s", jsonOf(offers))
	}
	if v := m.read(m.citizen); v.Center != langxi || v.Offer != nil {
		t.Errorf("before: %s", jsonOf(v.Offer))
	}
	w.refused(m.desk, http.MethodPost, m.path("take-over"), object{}, http.StatusForbidden, "forbidden")
	w.must(city, http.MethodPost, m.path("take-over"), object{}, nil)
	if v := m.read(m.citizen); v.Center != top {
		t.Errorf("the applicant sees it at %s", v.Center)
	}
	w.must(city, http.MethodPost, m.path("summons"), object{"department": top + "-urban"}, nil)
	w.refused(city, http.MethodPost, m.path("summons"), object{"department": top + "-police"}, http.StatusUnprocessableEntity, "summon.not_on_call")
	w.absent("the applicant's case", w.text(m.citizen, m.path("")), "summons", "urban")
	w.must(city, http.MethodPost, m.path("summons/"+top+"-urban/reply"), object{"reply": "coming"}, nil)
}
