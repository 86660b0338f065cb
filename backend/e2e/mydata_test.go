package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestAPersonHasItsDataInItsHands: it gets a copy, takes its number back, and has the
// account erased once nothing is under way.
func TestAPersonHasItsDataInItsHands(t *testing.T) {
	w := start(t, nil)
	m := w.file("wang")
	other := w.Citizen("li")

	data := w.text(m.citizen, "/api/v1/me/data")
	for _, said := range []string{m.view.ID, private[4]} {
		if !strings.Contains(data, said) {
			t.Errorf("the copy lacks %q: %s", said, data)
		}
	}
	w.absent("somebody else's copy", w.text(other, "/api/v1/me/data"), m.view.ID)

	var me struct {
		HasPhone bool   `json:"has_phone"`
		Name     string `json:"name"`
	}
	w.must(m.citizen, http.MethodPost, "/api/v1/me/phone", object{"code": w.Simulator().MintPhoneCode("wang")}, &me)
	if !me.HasPhone {
		t.Fatal("no number was bound")
	}
	w.must(m.citizen, http.MethodDelete, "/api/v1/me/phone", nil, nil)
	w.must(m.citizen, http.MethodGet, "/api/v1/me", nil, &me)
	if me.HasPhone || me.Name != "" {
		t.Errorf("the number is still there: %+v", me)
	}

	w.refused(m.citizen, http.MethodPost, "/api/v1/me/erasure", nil, http.StatusConflict, "identity.open_cases")
	w.must(m.citizen, http.MethodPost, m.path("withdrawal"), object{"note": "已经和解"}, nil)
	w.must(m.citizen, http.MethodPost, "/api/v1/me/erasure", nil, nil)
	w.refused(m.citizen, http.MethodGet, "/api/v1/me", nil, http.StatusUnauthorized, "identity.session_expired")
	w.refused(w.Staff("moderator", langxi), http.MethodPost, "/api/v1/me/erasure", nil, http.StatusForbidden, "forbidden")

	// Who comes back by the same WeChat finds the case, which the law keeps, and no messages.
	again := w.Citizen("wang")
	if c := w.text(again, m.path("")); !strings.Contains(c, "withdrawn") {
		t.Errorf("the case: %s", c)
	}
	if box := w.text(again, "/api/v1/me/inbox"); strings.Contains(box, m.view.ID) {
		t.Errorf("messages of before: %s", box)
	}
}
