package wechat

import (
	"context"
	"time"

	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/credential"
	"github.com/silenceper/wechat/v2/util"
)

const apiToken = "stable_token"

// A token is renewed this long before its end: from then on stable_token gives
// a new one, and both are valid (getStableAccessToken, 其他说明).
const tokenMargin = 5 * time.Minute

// leastTokenTime is kept even when the margin leaves nothing.
const leastTokenTime = time.Minute

// token returns an access token other than the rejected one ("" rejects none).
// Of all instances that share the cache, one fetches and the others wait.
func (c *Client) token(ctx context.Context, rejected string) (string, error) {
	key := "yanhe:wechat:token:" + c.appID
	if token, err := c.tokens.Get(ctx, key); err == nil && token != "" && token != rejected {
		return token, nil
	}
	unlock, err := c.tokens.Lock(ctx, key)
	if err != nil {
		return "", c.fault(apiToken, rejected, err)
	}
	defer unlock()
	if token, err := c.tokens.Get(ctx, key); err == nil && token != "" && token != rejected {
		return token, nil
	}
	answer, err := c.fetch(ctx, rejected)
	if err != nil {
		return "", c.fault(apiToken, rejected, err)
	}
	ttl := max(time.Duration(answer.ExpiresIn)*time.Second-tokenMargin, leastTokenTime)
	if err := c.tokens.Set(ctx, key, answer.AccessToken, ttl); err != nil {
		return "", c.fault(apiToken, rejected, err)
	}
	return answer.AccessToken, nil
}

// fetch asks for the current token, and for a forced new one only when the
// current one is the very token that was rejected: WeChat allows 20 forced
// refreshes a day.
func (c *Client) fetch(ctx context.Context, rejected string) (credential.ResAccessToken, error) {
	answer, err := c.requestToken(ctx, false)
	if err == nil && answer.AccessToken == rejected {
		answer, err = c.requestToken(ctx, true)
	}
	return answer, err
}

func (c *Client) requestToken(ctx context.Context, force bool) (answer credential.ResAccessToken, err error) {
	// The constructor wants a cache, which the direct call does not touch.
	handle := credential.NewStableAccessToken(c.appID, c.secret, "", cache.NewMemory()).(*credential.StableAccessToken)
	err = c.attempt(ctx, "", func(ctx context.Context) error {
		answer, err = handle.GetAccessTokenDirectly(ctx, force)
		if answer.ErrCode != 0 {
			return tokenRefusal(answer)
		}
		if err == nil && answer.AccessToken == "" {
			return ErrUnreachable
		}
		return err
	})
	return answer, err
}

// tokenRefusal keeps a refused AppSecret (40001 here) apart from a rejected
// token (40001 elsewhere): the first is a mistake in our settings.
func tokenRefusal(answer credential.ResAccessToken) error {
	if answer.ErrCode == 40001 {
		return errRejected.Because(&failure{api: apiToken, code: answer.ErrCode, text: "AppSecret refused"})
	}
	return util.NewCommonError(apiToken, answer.ErrCode, answer.ErrMsg)
}
