package e2e

import (
	"net/http"
	"strings"
	"testing"

	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// threatened is a filing whose own words show a threat.
const threatened = "他说再来要钱就拿刀砍死我全家，昨晚真的提着砍刀到我家门口骂，我孩子吓得不敢出门。"

// TestTriageReachesTheModerator: some moments after a filing the desk sees what it
// seems to be, with the words that decided and where it would be in good hands; a
// threat has raised the light and the center is told. The applicant sees nothing of it.
func TestTriageReachesTheModerator(t *testing.T) {
	w := start(t, nil)
	citizen, desk := w.Citizen("欧阳"), w.Staff(policy.Moderator, langxi)
	f := filing()
	f.What = threatened
	w.secrets = append(w.secrets, threatened, "砍刀")
	m := &matter{world: w, citizen: citizen, desk: desk}
	w.must(citizen, http.MethodPost, "/api/v1/cases", f, &m.view, "Idempotency-Key", "threatened-1")
	w.secrets = append(w.secrets, m.view.Track)
	var v httpapi.CaseView
	eventually(t, "the suggestion", func() bool { v = m.read(desk); return v.Suggested != nil && v.Risk == "high" })
	why := map[string]string{}
	for _, r := range v.Suggested.Reasons {
		why[r.About] = strings.Join(r.Words, " ")
	}
	if v.Suggested.Risk != "high" || !strings.Contains(threatened, strings.Fields(why["risk"])[0]) {
		t.Errorf("suggested %s", jsonOf(v.Suggested))
	}
	if a := v.Suggested.Advice; a == nil || a.Center != langxi || a.CenterRule != "high-risk" || a.CenterWhy == "" || a.Department == "" {
		t.Errorf("advised %s", jsonOf(v.Suggested.Advice))
	}
	m.told(desk, dispute.SetRisk, langxi)
	w.absent("the applicant's case", w.text(citizen, m.path("")), "suggested", "set_risk", `"risk"`)
	w.absent("what intake sees", w.text(w.Staff(policy.Intake, langxi), m.path("")), "suggested", "砍刀")

	m.must(desk, http.MethodPost, m.path("risk"), object{"risk": "medium"}, nil) // overridable
	if v = m.read(desk); v.Risk != "medium" || v.Suggested.Risk != "high" {
		t.Errorf("risk %s, suggested %s", v.Risk, v.Suggested.Risk)
	}
}

// TestBeforeFiling asks what a matter seems to be: signed in, and nothing is kept.
func TestBeforeFiling(t *testing.T) {
	w := start(t, nil)
	citizen := w.Citizen("欧阳")
	var v struct {
		Kind, Type, Risk string
		Reasons          []dispute.Why
		Yours            []httpapi.AlikeView
	}
	ask := object{"text": "工地老板拖欠我们三个月工资，一共两万八，电话不接，人也找不到。"}
	w.must(citizen, http.MethodPost, "/api/v1/triage", ask, &v)
	if v.Kind != "dispute" || v.Type != "10" || len(v.Reasons) == 0 || len(v.Yours) != 0 {
		t.Errorf("%+v", v)
	}
	w.refused(client.New(w.URL), http.MethodPost, "/api/v1/triage", ask, http.StatusUnauthorized, "signed_out")
	if p := w.refused(citizen, http.MethodPost, "/api/v1/triage", object{"text": ""}, http.StatusUnprocessableEntity, "too_short"); p.Field != "text" {
		t.Errorf("the fault names %q", p.Field)
	}
}

// TestADoubleIsMerged: found at the desk, merged, and both applicants' ways go on.
func TestADoubleIsMerged(t *testing.T) {
	w := start(t, nil)
	m := w.file("欧阳").accepted()
	var double httpapi.CaseView
	again := filing()
	again.What += "，请你们快来看看"
	w.must(m.citizen, http.MethodPost, "/api/v1/cases", again, &double, "Idempotency-Key", "the-double-1")
	w.secrets = append(w.secrets, double.Track)
	below := "/api/v1/cases/" + double.ID + "/"
	var found struct{ Items []httpapi.AlikeView }
	eventually(t, "the double", func() bool {
		w.must(m.desk, http.MethodGet, below+"duplicates", nil, &found)
		return len(found.Items) == 1 && found.Items[0].Percent > 50
	})
	if a := found.Items[0]; a.ID != m.view.ID || !a.Person || !a.InPlace {
		t.Errorf("found %s", jsonOf(a))
	}
	w.absent("the list of doubles", jsonOf(found), private...)
	w.refused(m.citizen, http.MethodGet, below+"duplicates", nil, http.StatusForbidden, "forbidden")
	merge := object{"into": m.view.ID, "note": "同一件事，合并办理"}
	w.refused(m.citizen, http.MethodPost, below+"merger", merge, http.StatusForbidden, "forbidden")
	p := w.refused(m.desk, http.MethodPost, below+"merger", object{"into": "nothing", "note": "x"}, http.StatusUnprocessableEntity, "case.merge_into")
	if p.Field != "into" {
		t.Errorf("the fault names %q", p.Field)
	}
	w.must(m.desk, http.MethodPost, below+"merger", merge, &double, "Idempotency-Key", "merge-0001")
	w.must(m.desk, http.MethodPost, below+"merger", merge, &double, "Idempotency-Key", "merge-0001")
	if double.State != string(dispute.Merged) {
		t.Fatalf("it is %s", double.State)
	}
	w.must(m.citizen, http.MethodGet, strings.TrimSuffix(below, "/"), nil, &double)
	if double.Merged == nil || double.Merged.Number != m.view.Number || !strings.Contains(events(double), "file merge") || double.Story == nil {
		t.Errorf("the applicant sees %s", jsonOf(double))
	}
	eventually(t, "the word to the case that goes on", func() bool { return strings.Contains(events(m.read(m.desk)), "absorb") })
	m.told(m.desk, dispute.Absorb, langxi)
	page := w.text(client.New(w.URL), "/t/"+double.Track)
	w.absent("the page", page, append(private, m.view.ID, m.view.Number)...)
	m.stands(dispute.Queued)
}
