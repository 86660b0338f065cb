package wechat

import (
	"context"
	"errors"

	"github.com/silenceper/wechat/v2/util"
)

// call runs one interface that needs an access token. When WeChat rejects the
// token, another is fetched once and the call repeated once.
func (c *Client) call(ctx context.Context, api string, do func(context.Context) error) error {
	if c.place == Nowhere {
		return ErrNotConfigured
	}
	token, err := c.token(ctx, "")
	if err != nil {
		return err
	}
	err = c.attempt(ctx, token, do)
	if !rejectsToken(err) {
		return c.fault(api, token, err)
	}
	if token, err = c.token(ctx, token); err != nil {
		return err
	}
	return c.fault(api, token, c.attempt(ctx, token, do))
}

// attempt does one request within the client's time-out.
func (c *Client) attempt(ctx context.Context, token string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return do(c.via(ctx, token))
}

// errcode returns WeChat's error code and text, and whether err holds one.
func errcode(err error) (code int64, text string, ok bool) {
	var answer *util.CommonError
	if !errors.As(err, &answer) {
		return 0, "", false
	}
	return answer.ErrCode, answer.ErrMsg, true
}

// rejectsToken tells whether an error means that the access token is not, or no
// longer, the valid one (全局错误码 40001, 40014, 42001).
func rejectsToken(err error) bool {
	code, _, ok := errcode(err)
	return ok && (code == 40001 || code == 40014 || code == 42001)
}
