package e2e

import (
	"net/http"
	"testing"

	"yanhe/backend/client"
	"yanhe/backend/policy"
)

type session struct {
	ID      string `json:"id"`
	Current bool   `json:"current"`
}

// TestAPersonSignsOutElsewhere, and nobody else.
func TestAPersonSignsOutElsewhere(t *testing.T) {
	w := start(t, nil)
	here := w.Staff(policy.Moderator, langxi)
	there := w.Staff(policy.Moderator, langxi)
	var list struct {
		Items []session `json:"items"`
	}
	w.must(here, http.MethodGet, "/api/v1/me/sessions", nil, &list)
	if len(list.Items) != 2 {
		t.Fatalf("%+v", list)
	}
	other := list.Items[0]
	if other.Current {
		other = list.Items[1]
	}
	stranger := w.Staff(policy.Moderator, ningguo)
	w.refused(stranger, http.MethodDelete, "/api/v1/me/sessions/"+other.ID, nil, http.StatusNotFound, "identity.no_session")
	w.must(here, http.MethodDelete, "/api/v1/me/sessions/"+other.ID, nil, nil)
	w.refused(there, http.MethodGet, "/api/v1/me", nil, http.StatusUnauthorized, "identity.session_expired")
	w.must(here, http.MethodGet, "/api/v1/me", nil, nil)
}

// TestAMaintainerLooksAfterAccounts: closes and opens one, gives it a new password and
// other grants; who does not keep accounts can do nothing of it.
func TestAMaintainerLooksAfterAccounts(t *testing.T) {
	w := start(t, nil)
	keeper := w.Staff(policy.Maintainer, city)
	officer := w.Staff(policy.Moderator, langxi)
	path := "/api/v1/staff/" + w.account(officer)
	reason := object{"reason": "调动"}

	w.must(keeper, http.MethodPost, path+"/disabling", reason, nil)
	w.refused(officer, http.MethodGet, "/api/v1/me", nil, http.StatusUnauthorized, "identity.session_expired")
	w.must(keeper, http.MethodPost, path+"/enabling", reason, nil)
	w.must(keeper, http.MethodPost, path+"/password", object{"password": "New-Password-4-it"}, nil)
	var login struct {
		Items []struct{ ID, Login string } `json:"items"`
	}
	w.must(keeper, http.MethodGet, "/api/v1/staff?center="+langxi, nil, &login)
	name := ""
	for _, a := range login.Items {
		if path == "/api/v1/staff/"+a.ID {
			name = a.Login
		}
	}
	again, err := client.New(w.URL).Staff(t.Context(), name, "New-Password-4-it")
	if err != nil {
		t.Fatal(err)
	}
	w.secrets = append(w.secrets, again.Token)
	w.refused(again, http.MethodGet, "/api/v1/desk?center="+langxi, nil, http.StatusForbidden, "identity.must_change")
	w.must(again, http.MethodPost, "/api/v1/me/password", object{"old": "New-Password-4-it", "password": "Another-Password-1"}, nil)
	w.must(again, http.MethodGet, "/api/v1/desk?center="+langxi, nil, nil)
	w.must(keeper, http.MethodPost, path+"/grants", object{"grants": []object{{"role": "intake", "center": langxi}}}, nil)
	w.refused(again, http.MethodGet, "/api/v1/desk?center="+langxi, nil, http.StatusForbidden, "forbidden")

	for _, below := range []string{"enabling", "password", "grants"} {
		body := map[string]any{"enabling": reason, "password": object{"password": "New-Password-4-it"},
			"grants": object{"grants": []object{{"role": "intake", "center": langxi}}}}[below]
		w.refused(again, http.MethodPost, path+"/"+below, body, http.StatusForbidden, "forbidden")
	}
	w.refused(keeper, http.MethodPost, "/api/v1/staff/"+w.account(keeper)+"/grants", object{"grants": []object{{"role": "maintainer", "center": city}}}, http.StatusConflict, "identity.not_oneself")
}
