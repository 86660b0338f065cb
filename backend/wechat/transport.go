package wechat

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/silenceper/wechat/v2/miniprogram/config"
	mini "github.com/silenceper/wechat/v2/miniprogram/context"
	"github.com/silenceper/wechat/v2/util"
)

// platformHost is the only host of the platform that a Client talks to.
const platformHost = "api.weixin.qq.com"

// placeholder stands for every secret in what silenceper handles.
const placeholder = "hidden"

// maxAnswer bounds an answer; the largest are images of some 100 KB.
const maxAnswer = 4 << 20

// init takes silenceper's only global, see the package comment. It runs before
// any request can, so nothing races for it.
func init() {
	util.DefaultHTTPClient = &http.Client{
		Transport: router{},
		// WeChat does not redirect. Whoever does shall not get our secrets.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// route is what a request's context says about it.
type route struct {
	client *Client
	token  string // access token, "" for interfaces without one
}

type routeKey struct{}

// via returns a context whose requests go where the client aims.
func (c *Client) via(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, routeKey{}, route{client: c, token: token})
}

var errStray = errors.New("wechat: request outside a Client")

// router sends each request on its client's way.
type router struct{}

// RoundTrip fills in the secrets and hands the request to the client's own
// transport.
func (router) RoundTrip(req *http.Request) (*http.Response, error) {
	r, ok := req.Context().Value(routeKey{}).(route)
	if !ok || req.URL.Host != platformHost {
		return nil, errStray
	}
	out := req.Clone(req.Context())
	r.fill(out.URL)
	if base := r.client.simulator; base != nil {
		out.URL.Scheme, out.URL.Host, out.Host = base.Scheme, base.Host, base.Host
	}
	res, err := r.client.transport.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, maxAnswer), res.Body}
	return res, nil
}

// fill puts the secrets in the place of the placeholders.
func (r route) fill(u *url.URL) {
	q := u.Query()
	if q.Has("access_token") {
		q.Set("access_token", r.token)
	}
	if q.Has("secret") {
		q.Set("appid", r.client.appID)
		q.Set("secret", r.client.secret)
	}
	u.RawQuery = q.Encode()
}

// hiddenToken gives silenceper a placeholder to put into its URLs.
type hiddenToken struct{}

func (hiddenToken) GetAccessToken() (string, error)                       { return placeholder, nil }
func (hiddenToken) GetAccessTokenContext(context.Context) (string, error) { return placeholder, nil }

// library is the context silenceper's interface types are made with.
var library = &mini.Context{
	Config:                   &config.Config{AppID: placeholder, AppSecret: placeholder},
	AccessTokenContextHandle: hiddenToken{},
}
