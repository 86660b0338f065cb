package wechat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/silenceper/wechat/v2/util"

	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

const (
	secret = "0123456789abcdef-app-secret"
	appID  = "wxrealappid0000001"
	token  = "the-access-token"
	code   = "the-sign-in-code"
)

// platform answers token requests and treats all others as it is told.
type platform struct {
	asked  []string
	treat  func(*http.Request) (*http.Response, error)
	refuse bool // token requests too
}

func (p *platform) RoundTrip(r *http.Request) (*http.Response, error) {
	p.asked = append(p.asked, r.URL.String())
	if r.URL.Path == stableToken && !p.refuse {
		return reply(200, `{"access_token":"`+token+`","expires_in":7200}`), nil
	}
	return p.treat(r)
}

func reply(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// TestErrorsHoldNoSecrets makes every call fail in every way that quotes the
// request and looks for secrets in the errors, all the way down.
func TestErrorsHoldNoSecrets(t *testing.T) {
	openID := simulator.OpenID("li")
	treatments := map[string]func(r *http.Request) (*http.Response, error){
		"status": func(*http.Request) (*http.Response, error) { return reply(502, "bad gateway"), nil },
		"page":   func(*http.Request) (*http.Response, error) { return reply(200, "<html>"), nil },
		"empty":  func(*http.Request) (*http.Response, error) { return reply(200, "{}"), nil },
		"quote":  func(r *http.Request) (*http.Response, error) { return nil, fmt.Errorf("cannot reach %s", r.URL) },
		"proxy": func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("denied " + secret + " and " + r.URL.Query().Get("access_token"))
		},
		"code": func(r *http.Request) (*http.Response, error) {
			return reply(200, fmt.Sprintf(`{"errcode":48001,"errmsg":%q}`, "no "+r.URL.String()+" "+secret+" "+r.URL.Query().Get("access_token"))), nil
		},
		"redirect": func(*http.Request) (*http.Response, error) {
			res := reply(302, "")
			res.Header.Set("Location", "https://api.weixin.qq.com/elsewhere?secret=x&access_token=x")
			return res, nil
		},
	}
	for way, treat := range treatments {
		for _, refuse := range []bool{false, true} {
			p := &platform{treat: treat, refuse: refuse}
			c, err := wechat.New(wechat.Config{Mode: "production", AppID: appID, AppSecret: secret, HTTPClient: &http.Client{Transport: p}})
			if err != nil {
				t.Fatal(err)
			}
			for call, err := range callAll(c, openID) {
				if err == nil {
					// An empty object says errcode 0; of a text it says nothing, so
					// that the verdict is review.
					if way != "empty" || call != "send" && call != "text" {
						t.Errorf("%s %s: no error", way, call)
					}
					continue
				}
				for e := err; e != nil; e = errors.Unwrap(e) {
					for _, hidden := range []string{secret, token, code, openID, "https://"} {
						if strings.Contains(e.Error(), hidden) {
							t.Errorf("%s %s: %q in %v", way, call, hidden, e)
						}
					}
				}
			}
			for _, asked := range p.asked {
				if !strings.HasPrefix(asked, "https://api.weixin.qq.com/") || strings.Contains(asked, "elsewhere") {
					t.Errorf("%s: asked %s", way, asked)
				}
			}
		}
	}
}

func callAll(c *wechat.Client, openID string) map[string]error {
	ctx := context.Background()
	_, _, session := c.Code2Session(ctx, code)
	_, phone := c.PhoneNumber(ctx, code)
	_, draw := c.UnlimitedCode(ctx, "x", "")
	_, text := c.CheckText(ctx, openID, "x")
	_, media := c.CheckMedia(ctx, openID, "https://x.test/a", wechat.MediaImage)
	send := c.SendSubscribe(ctx, openID, "T", "", "", nil)
	return map[string]error{"session": session, "phone": phone, "draw": draw, "text": text, "media": media, "send": send}
}

// TestRequestsCarrySecrets: what errors must not hold does go out.
func TestRequestsCarrySecrets(t *testing.T) {
	p := &platform{treat: func(*http.Request) (*http.Response, error) { return reply(200, "{}"), nil }}
	c, err := wechat.New(wechat.Config{Mode: "production", AppID: appID, AppSecret: secret, HTTPClient: &http.Client{Transport: p}})
	if err != nil {
		t.Fatal(err)
	}
	callAll(c, simulator.OpenID("li"))
	for _, want := range []string{
		"https://api.weixin.qq.com/sns/jscode2session?appid=" + appID + "&grant_type=authorization_code&js_code=" + code + "&secret=" + secret,
		"https://api.weixin.qq.com/cgi-bin/message/subscribe/send?access_token=" + token,
		"https://api.weixin.qq.com/wxa/getwxacodeunlimit?access_token=" + token,
	} {
		found := false
		for _, asked := range p.asked {
			found = found || asked == want
		}
		if !found {
			t.Errorf("%s was not asked, but %v", want, p.asked)
		}
	}
}

// TestClientsDoNotMeet: two clients in one process have two targets.
func TestClientsDoNotMeet(t *testing.T) {
	a, b := newWorld(t, simulator.Options{}), newWorld(t, simulator.Options{})
	var calls atomic.Int32
	real, err := wechat.New(wechat.Config{Mode: "production", AppID: appID, AppSecret: secret,
		HTTPClient: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			calls.Add(1)
			return reply(200, `{"openid":"real"}`), nil
		})}})
	if err != nil {
		t.Fatal(err)
	}
	race(t, []*wechat.Client{a.client, b.client, a.client, b.client})
	openID, _, err := real.Code2Session(context.Background(), code)
	if openID != "real" || err != nil || calls.Load() != 1 {
		t.Errorf("%q, %v, %d calls", openID, err, calls.Load())
	}
	for _, w := range []*world{a, b} {
		if n := w.sim.Calls("/cgi-bin/message/subscribe/send"); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
		if n := w.sim.Calls("/sns/jscode2session"); n != 0 {
			t.Errorf("the real client's request came to the simulator")
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestStrayRequest: silenceper reaches no network without a Client.
func TestStrayRequest(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	for _, url := range []string{"https://api.weixin.qq.com/", w.url} {
		if _, err := util.HTTPGet(url); err == nil || !strings.Contains(err.Error(), "outside a Client") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
