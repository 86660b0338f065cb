package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/clock"
	"yanhe/backend/wechat"
)

type lab struct {
	*Server
	t     *testing.T
	clock *clock.Fixed
	token string
}

// newLab makes a simulator with a token that works.
func newLab(t *testing.T, o Options) *lab {
	t.Helper()
	l := &lab{t: t, clock: clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))}
	o.Clock = l.clock
	_, permit := wechat.Target("test", "")
	s, err := New(permit, o)
	if err != nil {
		t.Fatal(err)
	}
	l.Server = s
	l.token = l.stable(false)
	return l
}

// ask sends a request and returns the error code and the answer's fields.
func (l *lab) ask(method, target, body string) (int, map[string]any) {
	l.t.Helper()
	w := httptest.NewRecorder()
	l.Handler().ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
	if w.Code != http.StatusOK {
		l.t.Fatalf("%s answers %d", target, w.Code)
	}
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		return 0, map[string]any{"type": w.Header().Get("Content-Type"), "body": w.Body.Bytes()}
	}
	code, _ := out["errcode"].(float64)
	return int(code), out
}

func (l *lab) post(path, body string) int {
	l.t.Helper()
	code, _ := l.ask(http.MethodPost, path+"?access_token="+l.token, body)
	return code
}

func (l *lab) stable(force bool) string {
	l.t.Helper()
	_, out := l.ask(http.MethodPost, "/cgi-bin/stable_token", fmt.Sprintf(
		`{"grant_type":"client_credential","appid":%q,"secret":%q,"force_refresh":%v}`, wechat.SimulatorAppID, wechat.SimulatorSecret, force))
	token, _ := out["access_token"].(string)
	return token
}

func (l *lab) plain() string {
	l.t.Helper()
	_, out := l.ask(http.MethodGet, "/cgi-bin/token?grant_type=client_credential&appid="+wechat.SimulatorAppID+"&secret="+wechat.SimulatorSecret, "")
	if out["expires_in"] != float64(7200) {
		l.t.Errorf("answer %v", out)
	}
	return out["access_token"].(string)
}

// works returns the error code that a token gets.
func (l *lab) works(token string) int {
	l.t.Helper()
	code, _ := l.ask(http.MethodPost, "/wxa/getwxacodeunlimit?access_token="+token, `{"scene":"x"}`)
	return code
}

func (l *lab) want(got, want int, what string) {
	l.t.Helper()
	if got != want {
		l.t.Errorf("%s: errcode %d, want %d", what, got, want)
	}
}

func TestPlainTokens(t *testing.T) {
	l := newLab(t, Options{})
	first := l.plain()
	l.want(l.works(first), 0, "new token")
	second := l.plain()
	l.clock.Advance(5*time.Minute - time.Second)
	l.want(l.works(first), 0, "old token within 5 minutes")
	l.clock.Advance(time.Second)
	l.want(l.works(first), 42001, "old token after 5 minutes")
	l.want(l.works(second), 0, "second token")
	l.want(l.works(l.token), 0, "the stable token is another matter")
	l.clock.Advance(2 * time.Hour)
	l.want(l.works(second), 42001, "token after two hours")
	l.want(l.works("made-up"), 40001, "unknown token")
	l.want(l.works(""), 41001, "no token")
}

func TestStableTokens(t *testing.T) {
	l := newLab(t, Options{})
	l.clock.Advance(7200*time.Second - 5*time.Minute - time.Second)
	if l.stable(false) != l.token {
		t.Error("renewed more than 5 minutes before the end")
	}
	l.clock.Advance(time.Second)
	second := l.stable(false)
	if second == l.token {
		t.Error("not renewed 5 minutes before the end")
	}
	l.want(l.works(l.token), 0, "both work for 5 minutes")
	l.clock.Advance(5 * time.Minute)
	l.want(l.works(l.token), 42001, "the old one's end")
	third := l.stable(true)
	if third == second {
		t.Error("not forced")
	}
	l.want(l.works(second), 42001, "a forced refresh ends the old one")
	if l.stable(true) != third {
		t.Error("forced twice within 30 seconds")
	}
	for range 18 {
		l.clock.Advance(30 * time.Second)
		if l.stable(true) == "" {
			t.Error("forced refresh refused")
		}
	}
	if l.stable(true) != "" {
		t.Error("21 forced refreshes on one day")
	}
	if l.stable(false) == "" {
		t.Error("a plain request is refused too")
	}
}

func TestCredentials(t *testing.T) {
	l := newLab(t, Options{})
	good := url.Values{
		"appid": {wechat.SimulatorAppID}, "secret": {wechat.SimulatorSecret}, "js_code": {"demo-li-1"}, "grant_type": {"authorization_code"},
	}
	for _, c := range []struct {
		name, value string
		want        int
	}{
		{"appid", "", 41002}, {"appid", "wxother", 40013}, {"secret", "", 41004}, {"secret", "other", 40125},
		{"js_code", "", 41008}, {"js_code", "demo-li", 40029}, {"grant_type", "x", 40002}, {"js_code", "demo-li-2", 0},
	} {
		q := url.Values{}
		for k, v := range good {
			q.Set(k, v[0])
		}
		q.Set(c.name, c.value)
		code, _ := l.ask(http.MethodGet, "/sns/jscode2session?"+q.Encode(), "")
		l.want(code, c.want, "jscode2session, "+c.name+" "+c.value)
		if c.name != "js_code" && c.name != "grant_type" {
			q.Set("grant_type", "client_credential")
			code, _ = l.ask(http.MethodGet, "/cgi-bin/token?"+q.Encode(), "")
			l.want(code, c.want, "token, "+c.name+" "+c.value)
		}
	}
	code, _ := l.ask(http.MethodGet, "/cgi-bin/token?grant_type=x", "")
	l.want(code, 40002, "token, grant type")
	code, _ = l.ask(http.MethodPost, "/cgi-bin/stable_token", `{"grant_type":"x"}`)
	l.want(code, 40002, "stable token, grant type")
	code, _ = l.ask(http.MethodPost, "/sns/jscode2session", "")
	l.want(code, 43001, "jscode2session by POST")
}

func TestForms(t *testing.T) {
	l := newLab(t, Options{})
	for _, path := range []string{"/cgi-bin/message/subscribe/send", "/wxa/business/getuserphonenumber", "/wxa/getwxacodeunlimit", "/wxa/msg_sec_check", "/wxa/media_check_async"} {
		code, _ := l.ask(http.MethodGet, path+"?access_token="+l.token, "")
		l.want(code, 43002, path+" by GET")
		l.want(l.post(path, ""), 44002, path+" without a body")
		l.want(l.post(path, "x"), 47001, path+" without JSON")
		l.Fail(path, -1, 2)
		l.want(l.post(path, "{}"), -1, path+" first failure")
		l.want(l.post(path, "{}"), -1, path+" second failure")
		if code := l.post(path, "{}"); code == -1 || code == 0 {
			t.Errorf("%s: errcode %d after the failures", path, code)
		}
		if l.Calls(path) != 6 {
			t.Errorf("%s: %d calls", path, l.Calls(path))
		}
	}
}

func TestCodes(t *testing.T) {
	l := newLab(t, Options{})
	session := func(code string) int {
		got, _ := l.ask(http.MethodGet, "/sns/jscode2session?grant_type=authorization_code&appid="+wechat.SimulatorAppID+
			"&secret="+wechat.SimulatorSecret+"&js_code="+url.QueryEscape(code), "")
		return got
	}
	l.want(session("demo-王芳-a1"), 0, "a browser's code")
	l.want(session("demo-王芳-a1"), 40163, "used code")
	l.want(session("demo-王芳-a2"), 0, "another nonce")
	l.want(session("phone-王芳-a3"), 40029, "phone code for a sign-in")
	fresh, stale := l.MintCode("li"), l.MintCode("li")
	l.clock.Advance(5 * time.Minute)
	l.want(session(fresh), 0, "code after 5 minutes")
	l.clock.Advance(time.Second)
	l.want(session(stale), 40029, "code after more than 5 minutes")
	for range 98 {
		l.want(session(l.MintCode("li")), 0, "sign-in")
	}
	l.clock.Advance(time.Minute)
	for i := range 101 {
		want := 0
		if i == 100 {
			want = 45011
		}
		l.want(session(l.MintCode("li")), want, fmt.Sprintf("sign-in %d of a minute", i+1))
	}
	phone := l.MintPhoneCode("li")
	l.want(l.post("/wxa/business/getuserphonenumber", `{"code":"`+phone+`"}`), 0, "phone code")
	l.want(l.post("/wxa/business/getuserphonenumber", `{"code":"`+phone+`"}`), 40163, "used phone code")
	l.want(l.post("/wxa/business/getuserphonenumber", `{"code":"`+l.MintCode("li")+`"}`), 40029, "sign-in code for a phone")
}

func TestChecks(t *testing.T) {
	l := newLab(t, Options{PerMinute: map[string]int{"/wxa/msg_sec_check": 20, "/wxa/media_check_async": 9}})
	here, away := OpenID("li"), OpenID("away")
	_, _ = l.ask(http.MethodGet, "/sns/jscode2session?grant_type=authorization_code&appid="+wechat.SimulatorAppID+
		"&secret="+wechat.SimulatorSecret+"&js_code=demo-li-1", "")
	text := func(content, openID string, version, scene int) int {
		body, err := json.Marshal(map[string]any{"content": content, "openid": openID, "version": version, "scene": scene})
		if err != nil {
			t.Fatal(err)
		}
		return l.post("/wxa/msg_sec_check", string(body))
	}
	l.want(text("x", here, 2, 3), 0, "text")
	l.want(text(strings.Repeat("田", 2500), here, 2, 3), 0, "text of 2,500")
	l.want(text(strings.Repeat("田", 2501), here, 2, 3), 45002, "text of 2,501")
	l.want(text("", here, 2, 3), 45002, "no text")
	l.want(text("x", here, 2, 5), 40129, "scene")
	l.want(text("x", away, 2, 3), 61010, "stranger")
	l.want(text("x", "o123", 2, 3), 40003, "no openid")
	l.want(text("x", away, 0, 0), 0, "version 1")
	l.want(text("上赌博网站", away, 0, 0), 87014, "version 1, risky")
	l.want(text("上赌博网站", here, 2, 3), 0, "version 2, risky")

	media := func(change string) int {
		in := map[string]any{"media_url": "https://x.test/a.png", "media_type": 2, "version": 2, "scene": 3, "openid": here}
		switch change {
		case "media_url":
			in[change] = "a.png"
		case "openid":
			in[change] = away
		case "":
		default:
			in[change] = 7
		}
		body, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		return l.post("/wxa/media_check_async", string(body))
	}
	for change, want := range map[string]int{"": 0, "media_url": 40066, "media_type": 40004, "version": 40097, "scene": 40129, "openid": 61010} {
		l.want(media(change), want, "media, wrong "+change)
	}
	l.clock.Advance(2*time.Hour + time.Second)
	l.token = l.stable(false)
	l.want(text("x", here, 2, 3), 61010, "two hours later")
	l.want(media(""), 61010, "media two hours later")
	for range 19 {
		_ = text("x", away, 0, 0)
	}
	l.want(text("x", away, 0, 0), 44991, "text over the quota")
	for range 8 {
		_ = media("")
	}
	l.want(media(""), 44991, "media over the quota")
}

func TestPictures(t *testing.T) {
	l := newLab(t, Options{})
	for body, want := range map[string]string{`{"scene":"x"}`: "image/jpeg", `{"scene":"x","is_hyaline":true,"width":280}`: "image/png"} {
		_, out := l.ask(http.MethodPost, "/wxa/getwxacodeunlimit?access_token="+l.token, body)
		data, _ := out["body"].([]byte)
		if out["type"] != want || http.DetectContentType(data) != want {
			t.Errorf("%s: %v", body, out["type"])
		}
	}
	for body, want := range map[string]int{
		`{"scene":""}`: 40169, `{"scene":"` + strings.Repeat("x", 33) + `"}`: 40169, `{"scene":"50%"}`: 40129, `{"scene":"中"}`: 40129,
		`{"scene":"a&b"}`: 40129, `{"scene":"x","page":"/p"}`: 41030, `{"scene":"x","page":"p?a=1"}`: 41030, `{"scene":"x","width":279}`: 40097,
	} {
		l.want(l.post("/wxa/getwxacodeunlimit", body), want, body)
	}
}

func TestKeywords(t *testing.T) {
	l := newLab(t, Options{})
	for data, want := range map[string]int{
		`{"thing1":{"value":"x"}}`:                                       0,
		`{"thing1":{"value":"` + strings.Repeat("田", 20) + `"}}`:         0,
		`{"thing1":{"value":"` + strings.Repeat("田", 21) + `"}}`:         47003,
		`{"phrase1":{"value":"六个字太长了"}}`:                                 47003,
		`{"thing1":{"value":"a\nb"}}`:                                    47003,
		`{"thing":{"value":"x"}}`:                                        47003,
		`{"other1":{"value":"x"}}`:                                       47003,
		`{"thing1":{"value":""}}`:                                        47003,
		`{"time1":{"value":"2026年3月2日 09:00"},"amount2":{"value":"1元"}}`: 0,
	} {
		l.want(l.post("/cgi-bin/message/subscribe/send", `{"touser":"`+OpenID("li")+`","template_id":"T","data":`+data+`}`), want, data)
	}
	l.want(l.post("/cgi-bin/message/subscribe/send", `{"touser":"`+OpenID("li")+`","template_id":"T","lang":"fr","data":{}}`), 47003, "language")
	l.want(l.post("/cgi-bin/message/subscribe/send", `{"touser":"`+OpenID("li")+`","data":{}}`), 40037, "no template")
}

// TestPeople: names give stable, distinct, recognisable ids; nothing else does.
func TestPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if len(OpenID(a)) != 28 || len(UnionID(a)) != 28 || len(Phone(a)) != 11 || !isOpenID(OpenID(a)) || isOpenID(UnionID(a)) {
			t.Fatalf("%s %s %s", OpenID(a), UnionID(a), Phone(a))
		}
		if (OpenID(a) == OpenID(b)) != (a == b) || (UnionID(a) == UnionID(b)) != (a == b) {
			t.Fatal("two people, one id")
		}
		forged := []byte(OpenID(a))
		at := rapid.IntRange(1, 20).Draw(t, "at")
		forged[at] = 'A' + (forged[at]+1)%26
		if string(forged) != OpenID(a) && isOpenID(string(forged)) {
			t.Fatalf("%s passes", forged)
		}
	})
}

func TestStopEndsEverything(t *testing.T) {
	l := newLab(t, Options{})
	base, stop, err := l.Start()
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Post(base+"/cgi-bin/stable_token", "application/json", bytes.NewReader([]byte("{}")))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	stop()
	stop()
	if _, err := http.Get(base); err == nil {
		t.Error("still answers")
	}
}
