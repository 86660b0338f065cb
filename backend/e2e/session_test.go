package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/backend/wechat/simulator"
	"yanhe/i18n"
)

const (
	staffSession  = "/api/v1/sessions/staff"
	wechatSession = "/api/v1/sessions/wechat"
)

// TestFiveWrongPasswordsLockForAQuarter: the sixth try is refused even when it is
// right, and a login that does not exist is answered in the same words.
func TestFiveWrongPasswordsLockForAQuarter(t *testing.T) {
	w := start(t, nil)
	who := client.New(w.URL)
	right := object{"login": "langxi.moderator", "password": "yanhe-demo-2107"}
	replies := map[string][]string{}
	for _, login := range []string{"langxi.moderator", "no.such.person"} {
		for range 7 {
			reply := w.raw(who, http.MethodPost, staffSession, jsonOf(object{"login": login, "password": "wrong"}), "Content-Type", "application/json")
			var p httpapi.Problem
			if err := json.Unmarshal(reply.Body, &p); err != nil || reply.Status < 400 {
				t.Fatalf("%d %s", reply.Status, reply.Body)
			}
			replies[login] = append(replies[login], jsonOf(object{"status": p.Status, "code": p.Code, "detail": p.Detail, "wait": reply.Header.Get("Retry-After")}))
		}
	}
	known, unknown := strings.Join(replies["langxi.moderator"], "\n"), strings.Join(replies["no.such.person"], "\n")
	if known != unknown {
		t.Errorf("the replies tell which logins exist:\n%s\n%s", known, unknown)
	}
	if strings.Count(known, "identity.wrong_password") != 4 || strings.Count(known, "identity.locked") != 3 {
		t.Errorf("seven wrong passwords are answered by\n%s", known)
	}
	p := w.refused(who, http.MethodPost, staffSession, right, http.StatusTooManyRequests, "identity.locked")
	if p.Header.Get("Retry-After") != "900" || !strings.Contains(p.Detail, "15") {
		t.Errorf("the lock says %q, Retry-After %s", p.Detail, p.Header.Get("Retry-After"))
	}
	w.Clock.Advance(15*time.Minute - time.Second)
	w.refused(who, http.MethodPost, staffSession, right, http.StatusTooManyRequests, "identity.locked")
	w.Clock.Advance(time.Second)
	w.must(who, http.MethodPost, staffSession, right, nil)
}

func TestAStaffSessionEndsAfterAQuarterWithoutUse(t *testing.T) {
	w := start(t, nil)
	c := w.Staff(policy.Moderator, langxi)
	for range 4 {
		w.Clock.Advance(14 * time.Minute)
		w.must(c, http.MethodGet, "/api/v1/desk", nil, nil)
	}
	w.Clock.Advance(15 * time.Minute)
	w.refused(c, http.MethodGet, "/api/v1/desk", nil, http.StatusUnauthorized, "identity.session_expired")
}

func TestASignedOutSessionIsOver(t *testing.T) {
	w := start(t, nil)
	for name, c := range map[string]*client.Client{"staff": w.Staff(policy.Moderator, langxi), "a citizen": w.Citizen("退出")} {
		w.must(c, http.MethodDelete, "/api/v1/sessions/current", nil, nil)
		p := w.refused(c, http.MethodGet, "/api/v1/me", nil, http.StatusUnauthorized, "identity.session_expired")
		if strings.Contains(p.Detail, c.Token) {
			t.Errorf("%s: the token comes back", name)
		}
	}
}

// TestTheConsolesCookie is out of reach of scripts and of other sites' pages.
func TestTheConsolesCookie(t *testing.T) {
	w := start(t, nil)
	anybody := client.New(w.URL)
	sign := object{"login": "langxi.moderator", "password": "yanhe-demo-2107", "cookie": true}
	reply := w.raw(anybody, http.MethodPost, staffSession, jsonOf(sign), "Content-Type", "application/json")
	cookies := (&http.Response{Header: reply.Header}).Cookies()
	if reply.Status != http.StatusCreated || len(cookies) != 1 || strings.Contains(string(reply.Body), `"token"`) {
		t.Fatalf("%d, cookies %v, body %s", reply.Status, cookies, reply.Body)
	}
	if k := cookies[0]; !k.HttpOnly || k.SameSite != http.SameSiteStrictMode || k.Path != "/" || k.Domain != "" || k.Name != "yanhe" {
		t.Errorf("the cookie is %v", k)
	}
	w.secrets = append(w.secrets, cookies[0].Value)
	cookie := cookies[0].Name + "=" + cookies[0].Value
	w.text(anybody, "/api/v1/me", "Cookie", cookie)
	status := func(origin string) int {
		headers := []string{"Cookie", cookie, "Content-Type", "application/json"}
		if origin != "" {
			headers = append(headers, "Origin", origin)
		}
		return w.raw(anybody, http.MethodPatch, "/api/v1/me", `{"locale":"","elder":false}`, headers...).Status
	}
	for origin, want := range map[string]int{"": 403, "http://evil.example": 403, "null": 403, w.URL + ".evil.example": 403, w.URL: 200} {
		if got := status(origin); got != want {
			t.Errorf("a change from %q is answered with %d, not %d", origin, got, want)
		}
	}
	gone := w.raw(anybody, http.MethodDelete, "/api/v1/sessions/current", "", "Cookie", cookie, "Origin", w.URL)
	if c := gone.Header.Get("Set-Cookie"); gone.Status != http.StatusNoContent || !strings.Contains(c, "yanhe=;") || !strings.Contains(c, "Max-Age=0") {
		t.Errorf("signing out: %d, %s", gone.Status, c)
	}
	if r := w.raw(anybody, http.MethodGet, "/api/v1/me", "", "Cookie", cookie); r.Status != http.StatusUnauthorized {
		t.Errorf("the cookie still opens with %d", r.Status)
	}
	sign["cookie"] = false
	bearer := w.raw(anybody, http.MethodPost, staffSession, jsonOf(sign), "Content-Type", "application/json")
	if _, set := bearer.Header["Set-Cookie"]; set || !strings.Contains(string(bearer.Body), `"token"`) {
		t.Errorf("a sign-in without cookie sends %v", bearer.Header)
	}
}

func TestBehindHTTPSTheCookieIsBoundToTheHost(t *testing.T) {
	w := start(t, map[string]string{"YANHE_PUBLIC_URL": "https://yanhe.example.cn"})
	reply := w.raw(client.New(w.URL), http.MethodPost, staffSession,
		`{"login":"langxi.moderator","password":"yanhe-demo-2107","cookie":true}`, "Content-Type", "application/json")
	if c := reply.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-yanhe=") || !strings.Contains(c, "Secure") {
		t.Errorf("the cookie is %s", c)
	}
	if reply.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with HTTPS")
	}
}

// TestAGivenPasswordMustBeChangedFirst: until then the account can do nothing else.
func TestAGivenPasswordMustBeChangedFirst(t *testing.T) {
	w := start(t, nil)
	maintainer := w.Staff(policy.Maintainer, "")
	given, own := "Given-Password-1", "Own-Password-2"
	w.secrets = append(w.secrets, given, own)
	var made httpapi.StaffView
	w.must(maintainer, http.MethodPost, "/api/v1/staff", object{"login": "new.moderator", "name": "新来的", "password": given,
		"grants": []policy.Grant{{Role: policy.Moderator, Center: langxi}}}, &made)
	w.absent("the new account", jsonOf(made), given, "argon2")
	signIn := func(password string) *client.Client {
		c, err := client.New(w.URL).Staff(t.Context(), "new.moderator", password)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c, elsewhere := signIn(given), signIn(given)
	w.refused(c, http.MethodGet, "/api/v1/desk", nil, http.StatusForbidden, "identity.must_change")
	w.refused(c, http.MethodPost, "/api/v1/me/password", object{"old": given, "password": "short"}, http.StatusUnprocessableEntity, "identity.password_weak")
	w.refused(c, http.MethodPost, "/api/v1/me/password", object{"old": "wrong", "password": own}, http.StatusUnprocessableEntity, "identity.old_password")
	w.must(c, http.MethodPost, "/api/v1/me/password", object{"old": given, "password": own}, nil)
	w.must(c, http.MethodGet, "/api/v1/desk", nil, nil)
	w.refused(elsewhere, http.MethodGet, "/api/v1/me", nil, http.StatusUnauthorized, "identity.session_expired")
	w.must(maintainer, http.MethodPost, "/api/v1/staff/"+made.ID+"/disabling", object{"reason": "调离"}, nil)
	w.refused(c, http.MethodGet, "/api/v1/desk", nil, http.StatusUnauthorized, "identity.session_expired")
	w.refused(client.New(w.URL), http.MethodPost, staffSession, object{"login": "new.moderator", "password": own}, http.StatusUnauthorized, "identity.wrong_password")
}

// TestACitizensSession: a WeChat code works once, the same person is the same
// account, and what identifies the person to WeChat never leaves the server.
func TestACitizensSession(t *testing.T) {
	w := start(t, nil)
	anybody := client.New(w.URL)
	code := w.Simulator().MintCode("同一人")
	var first struct{ Token string }
	w.must(anybody, http.MethodPost, wechatSession, object{"code": code}, &first)
	w.refused(anybody, http.MethodPost, wechatSession, object{"code": code}, http.StatusUnprocessableEntity, "wechat.code")
	old := w.Simulator().MintCode("同一人")
	w.Clock.Advance(6 * time.Minute)
	w.refused(anybody, http.MethodPost, wechatSession, object{"code": old}, http.StatusUnprocessableEntity, "wechat.code")
	c, again := &client.Client{Base: w.URL, Token: first.Token, HTTP: anybody.HTTP}, w.Citizen("同一人")
	if w.account(c) != w.account(again) || w.account(c) == w.account(w.Citizen("另一人")) {
		t.Error("a person is not one account")
	}
	w.must(c, http.MethodPost, "/api/v1/me/phone", object{"code": w.Simulator().MintPhoneCode("同一人")}, nil)
	phone := simulator.Phone("同一人")
	me := w.text(c, "/api/v1/me")
	w.absent("the account", me, simulator.OpenID("同一人"), "openid", phone)
	w.secrets = append(w.secrets, phone, first.Token)
	if !strings.Contains(w.text(c, "/api/v1/me/phone"), phone) {
		t.Error("the citizen cannot read back their own number")
	}
	w.Clock.Advance(29 * 24 * time.Hour)
	w.must(c, http.MethodGet, "/api/v1/me", nil, nil)
	w.Clock.Advance(30 * 24 * time.Hour)
	w.refused(c, http.MethodGet, "/api/v1/me", nil, http.StatusUnauthorized, "identity.session_expired")
}

// TestAFilingIsAnsweredInALanguageThatThereIs, whatever the caller's tag.
func TestAFilingIsAnsweredInALanguageThatThereIs(t *testing.T) {
	w := start(t, nil)
	for i, tag := range []string{"en-GB", "zh-Hans", "xx-none", "\u202e"} {
		c, f := w.Citizen("语言"), filing()
		f.Language = tag
		var v struct{ ID string }
		w.must(c, http.MethodPost, "/api/v1/cases", f, &v, "Idempotency-Key", fmt.Sprintf("language-%d", i))
		want := i18n.Default
		if i == 0 {
			want = "en"
		}
		if got := caseOf(w, v.ID).Language; got != want {
			t.Errorf("%q is kept as %q", tag, got)
		}
	}
}
