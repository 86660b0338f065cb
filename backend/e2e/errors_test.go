package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"yanhe/backend/client"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

// echo is what a caller sends where something is wrong; no reply may repeat it.
const echo = "EchoMeIfYouDare"

// TestFaultsNameTheFieldInTheCallersLanguage sends what is wrong in one way each
// and reads the problem in both languages.
func TestFaultsNameTheFieldInTheCallersLanguage(t *testing.T) {
	w := start(t, nil)
	citizen, moderator := w.Citizen("错误"), w.Staff(policy.Moderator, langxi)
	change := func(name string, value any) string {
		var f object
		if err := json.Unmarshal([]byte(jsonOf(filing())), &f); err != nil {
			t.Fatal(err)
		}
		at, parts := f, strings.Split(name, ".")
		for _, p := range parts[:len(parts)-1] {
			at = at[p].(object)
		}
		at[parts[len(parts)-1]] = value
		return jsonOf(f)
	}
	long := strings.Repeat("长", 5001)
	for name, tc := range map[string]struct {
		who                *client.Client
		method, path, body string
		status             int
		code, field        string
	}{
		"malformed JSON":         {citizen, "POST", "/api/v1/cases", `{"what":"` + echo, 422, "malformed", ""},
		"no body":                {citizen, "POST", "/api/v1/cases", "", 422, "malformed", ""},
		"an unknown field":       {citizen, "POST", "/api/v1/cases", change("speed", echo), 422, "unknown_field", "speed"},
		"a wrong type":           {citizen, "POST", "/api/v1/cases", change("amount", echo), 422, "malformed", "amount"},
		"a wrong type below":     {citizen, "POST", "/api/v1/cases", change("applicant.name", []string{echo}), 422, "malformed", "applicant.name"},
		"too long":               {citizen, "POST", "/api/v1/cases", change("what", long), 422, "too_long", "what"},
		"too short":              {citizen, "POST", "/api/v1/cases", change("what", "堆土"), 422, "too_short", "what"},
		"a bad phone number":     {citizen, "POST", "/api/v1/cases", change("applicant.phone", echo), 422, "number.phone", "applicant.phone"},
		"a bad ID number":        {citizen, "POST", "/api/v1/cases", change("applicant.number", "110105194912310021"), 422, "number.id_checksum", "applicant.number"},
		"a bad credit code":      {citizen, "POST", "/api/v1/cases", change("applicant", object{"organisation": true, "name": "某公司", "phone": "13956307788", "number": "91340000MA2MUKAB09"}), 422, "number.credit_code", "applicant.number"},
		"an unknown kind":        {citizen, "POST", "/api/v1/cases", change("kind", echo), 422, "case.unknown_kind", "kind"},
		"an unknown place":       {citizen, "POST", "/api/v1/cases", change("division", echo), 422, "center.unknown_division", "division"},
		"an old privacy notice":  {citizen, "POST", "/api/v1/cases", change("consent", "2019-01"), 422, "case.consent", "consent"},
		"no such upload":         {citizen, "POST", "/api/v1/cases", change("evidence", []string{echo}), 422, "evidence.unknown", "evidence"},
		"an enum":                {moderator, "POST", "/api/v1/search", `{"by":"` + echo + `","text":"x"}`, 422, "one_of", "by"},
		"a missing member":       {moderator, "POST", "/api/v1/search", `{"by":"phone"}`, 422, "required", "text"},
		"too large a number":     {moderator, "GET", "/api/v1/queue?limit=999", "", 422, "too_high", "limit"},
		"no number":              {moderator, "GET", "/api/v1/queue?limit=" + echo, "", 422, "malformed", "limit"},
		"a missing parameter":    {moderator, "GET", "/api/v1/cases", "", 422, "required", "state"},
		"an unknown center":      {moderator, "GET", "/api/v1/queue?center=" + echo[:12], "", 422, "case.unknown_center", "center"},
		"a stale cursor":         {moderator, "GET", "/api/v1/queue?after=" + echo, "", 422, "store.cursor", ""},
		"an unknown route":       {citizen, "GET", "/api/v1/" + echo, "", 404, "not_found", ""},
		"an unknown page":        {citizen, "GET", "/" + echo, "", 404, "not_found", ""},
		"a method not allowed":   {citizen, "DELETE", "/api/v1/cases", "", 405, "method", ""},
		"an unknown case":        {citizen, "GET", "/api/v1/cases/" + echo, "", 404, "case.missing", ""},
		"nobody's session":       {client.New(w.URL), "GET", "/api/v1/me", "", 401, "signed_out", ""},
		"another's page":         {citizen, "GET", "/api/v1/audit", "", 403, "forbidden", ""},
		"the body is too large":  {citizen, "POST", "/api/v1/cases", `{"what":"` + strings.Repeat(echo, 20000) + `"}`, 413, "too_large", ""},
		"a code that is no code": {client.New(w.URL), "POST", "/api/v1/sessions/wechat", `{"code":"` + echo + `"}`, 422, "wechat.code", "code"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, lang := range i18n.Languages() {
				reply, err := tc.who.Send(t.Context(), tc.method, tc.path, strings.NewReader(tc.body), "Content-Type", "application/json",
					"Idempotency-Key", "errors-"+lang, "Accept-Language", lang)
				if err != nil {
					t.Fatal(err)
				}
				expectProblem(t, reply, lang, tc.status, tc.code, tc.field)
			}
		})
	}
	reply := w.raw(citizen, "POST", "/api/v1/cases", jsonOf(filing()), "Content-Type", "text/plain", "Idempotency-Key", "errors-0001")
	expectProblem(t, reply, i18n.Default, http.StatusUnsupportedMediaType, "unsupported", "")
	reply = w.raw(citizen, "POST", "/api/v1/cases", jsonOf(filing()), "Content-Type", "application/json")
	expectProblem(t, reply, i18n.Default, http.StatusUnprocessableEntity, "required", "Idempotency-Key")
	if allow := w.raw(citizen, "DELETE", "/api/v1/cases", "").Header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "POST") {
		t.Errorf("the methods allowed are %q", allow)
	}
}

func expectProblem(t *testing.T, reply *client.Reply, lang string, status int, code, field string) {
	t.Helper()
	var p httpapi.Problem
	if err := json.Unmarshal(reply.Body, &p); err != nil {
		t.Fatalf("%d %s: %v", reply.Status, reply.Body, err)
	}
	if ct := reply.Header.Get("Content-Type"); ct != "application/problem+json" {
		t.Errorf("%s: the media type is %s", lang, ct)
	}
	if reply.Status != status || p.Status != status || p.Code != code || p.Field != field {
		t.Errorf("%s: got %d %s, not %d %s at %q", lang, reply.Status, reply.Body, status, code, field)
	}
	if words := i18n.Text(lang, "fault."+code, nil); p.Detail == "" || strings.ContainsAny(p.Detail, "{}") ||
		!strings.HasPrefix(p.Detail, strings.SplitN(words, "{", 2)[0]) {
		t.Errorf("%s: it says %q, not %q", lang, p.Detail, words)
	}
	if strings.Contains(string(reply.Body), echo) || strings.Contains(string(reply.Body), "长长") {
		t.Errorf("%s: the input comes back: %s", lang, reply.Body)
	}
	for _, h := range []string{"X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"} {
		if reply.Header.Get(h) == "" {
			t.Errorf("%s: no %s", lang, h)
		}
	}
}

// TestAllFaultsOfAFilingComeAtOnce: a form shows them all, each with its words.
func TestAllFaultsOfAFilingComeAtOnce(t *testing.T) {
	w := start(t, nil)
	f := filing()
	f.What, f.Person.Phone, f.Others[0].Name, f.Consent = "短", "123", "", ""
	p := w.refused(w.Citizen("多错"), http.MethodPost, "/api/v1/cases", f, http.StatusUnprocessableEntity, "too_short", "Idempotency-Key", "errors-0002")
	var fields []string
	for _, e := range p.Errors {
		fields = append(fields, e.Field+" "+e.Code)
	}
	if got := strings.Join(fields, ", "); got != "what too_short, consent case.consent, applicant.phone number.phone, others.0.name required" {
		t.Errorf("the faults are %s", got)
	}
}

// TestWhichLanguageWins: the choice on this screen, then the account's, then the
// browser's, then Chinese.
func TestWhichLanguageWins(t *testing.T) {
	w := start(t, nil)
	c := w.Citizen("语言")
	said := func(headers ...string) string {
		var p httpapi.Problem
		if err := json.Unmarshal(w.raw(c, http.MethodGet, "/api/v1/cases/none", "", headers...).Body, &p); err != nil {
			t.Fatal(err)
		}
		for _, lang := range i18n.Languages() {
			if p.Detail == i18n.Text(lang, "fault.case.missing", nil) {
				return lang
			}
		}
		return p.Detail
	}
	expect := func(when, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: answered in %s, not %s", when, got, want)
		}
	}
	expect("nothing said", said(), "zh-CN")
	expect("the browser's", said("Accept-Language", "en-GB,en;q=0.9"), "en")
	expect("a language that is not there", said("Accept-Language", "th"), "zh-CN")
	expect("nonsense", said("Accept-Language", ";;;q=x"), "zh-CN")
	w.must(c, http.MethodPatch, "/api/v1/me", object{"locale": "en", "elder": true}, nil)
	expect("the account's", said("Accept-Language", "zh-CN"), "en")
	expect("this screen's", said("Accept-Language", "en", "X-Language", "zh-CN"), "zh-CN")
	w.must(c, http.MethodPatch, "/api/v1/me", object{"locale": "", "elder": false}, nil)
	expect("the account's no more", said("Accept-Language", "zh-CN"), "zh-CN")
	p := w.refused(c, http.MethodPatch, "/api/v1/me", object{"locale": "tlh", "elder": false}, http.StatusUnprocessableEntity, "one_of")
	if p.Field != "locale" {
		t.Errorf("the fault names %q", p.Field)
	}
}
