package wechat

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
)

// The faults a caller tells apart with errors.Is.
var (
	// ErrRefused: the person does not take this subscribe message. It is final;
	// a retry never helps.
	ErrRefused = fault.New(fault.Forbidden, "wechat.refused")
	// ErrNotRecent: the person has not opened the mini-program within two hours,
	// so WeChat checks nothing of theirs; a person has to look.
	ErrNotRecent = fault.New(fault.Forbidden, "wechat.not_recent")
	// ErrNotConfigured: this installation runs without WeChat.
	ErrNotConfigured = fault.New(fault.Unavailable, "wechat.not_configured")
	// ErrUnreachable: no answer that makes sense came back.
	ErrUnreachable = fault.New(fault.Unavailable, "wechat.unreachable")
	// ErrBusy: WeChat asks to try again later.
	ErrBusy = fault.New(fault.Unavailable, "wechat.busy")
	// ErrLimited: a quota is used up; RetryAfter says for how long.
	ErrLimited = fault.New(fault.Limited, "wechat.limited")
	// ErrCode: a sign-in or phone number code is wrong, used or older than 5 minutes.
	ErrCode = fault.Bad("code", "wechat.code")
	// ErrCallback: a callback that does not come from WeChat or is not for us.
	ErrCallback = fault.New(fault.Forbidden, "wechat.callback")

	errRisky    = fault.New(fault.Invalid, "wechat.risky")
	errScene    = fault.Bad("scene", "wechat.scene")
	errOpenID   = fault.New(fault.Invalid, "wechat.openid")
	errBlocked  = fault.New(fault.Forbidden, "wechat.blocked")
	errRejected = fault.New(fault.Internal, "wechat.rejected")
)

// faults says what each error code of WeChat means to a caller. Sources: 全局错误码
// and the error code tables of code2Session, getPhoneNumber, sendMessage,
// getUnlimitedQRCode, msgSecCheck and mediaCheckAsync. A code that is not listed
// means that we called wrongly (settings, template, page): errRejected.
var faults = map[int64]*fault.Error{
	-1:    ErrBusy,      // system error
	40001: ErrBusy,      // token rejected, and the next one too
	40014: ErrBusy,      // same
	42001: ErrBusy,      // same
	40003: errOpenID,    // invalid openid
	40029: ErrCode,      // invalid code
	40163: ErrCode,      // code been used
	40226: errBlocked,   // code blocked: high-risk user
	40129: errScene,     // invalid scene
	40169: errScene,     // invalid length for scene
	43101: ErrRefused,   // user refuse to accept the msg
	43108: ErrLimited,   // concurrent messages to one person
	44991: ErrLimited,   // reach max api minute limit
	45009: ErrLimited,   // reach max api daily quota limit
	45011: ErrLimited,   // api minute-quota reach limit
	61010: ErrNotRecent, // code is expired: not opened within two hours
	87014: errRisky,     // risky content
}

// failure is what the log gets to see of a failed call.
type failure struct {
	api  string
	code int64 // 0 when WeChat did not answer
	text string
	why  error // the caller's own context error, or nil
}

func (f *failure) Error() string {
	if f.code == 0 {
		return fmt.Sprintf("wechat %s: %s", f.api, f.text)
	}
	return fmt.Sprintf("wechat %s: errcode %d: %s", f.api, f.code, f.text)
}

func (f *failure) Unwrap() error { return f.why }

// fault turns what silenceper returned for a call with an access token (or "")
// into a fault that is safe to log.
func (c *Client) fault(api, token string, err error) error {
	if err == nil {
		return nil
	}
	var done *fault.Error
	if errors.As(err, &done) {
		return err
	}
	code, text, answered := errcode(err)
	if !answered {
		return ErrUnreachable.Because(unanswered(api, err, c.secret, token))
	}
	known, ok := faults[code]
	if !ok {
		known = errRejected
	}
	if known == ErrLimited {
		known = known.After(c.wait(api, code))
	}
	return known.Because(&failure{api: api, code: code, text: scrub(text, c.secret, token)})
}

// unanswered describes a call that got no answer, or none of WeChat's form.
func unanswered(api string, err error, secrets ...string) *failure {
	f := &failure{api: api}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			f.why = known
		}
	}
	f.text = scrub(err.Error(), secrets...)
	return f
}

// urls and parameters are what a text may quote of a request.
var (
	urls       = regexp.MustCompile(`(?i)\b[a-z]+://[^\s"']+`)
	parameters = regexp.MustCompile(`(?i)(access_token|secret|js_code|appid|openid)=[^&\s"']*`)
)

// scrub takes requests and secrets out of a text.
func scrub(text string, secrets ...string) string {
	text = parameters.ReplaceAllString(urls.ReplaceAllString(text, "(URL)"), "$1=…")
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return text
}

// wait returns the seconds until a used-up quota opens again. 45009 is a day's
// quota (it opens at midnight in Shanghai), except for getwxacodeunlimit, where
// it is a minute's.
func (c *Client) wait(api string, code int64) int {
	switch {
	case code == 43108:
		return 1
	case code == 45009 && api != apiUnlimitedCode:
		now := c.clock.Now()
		y, m, d := now.In(clock.Shanghai).Date()
		midnight := time.Date(y, m, d+1, 0, 0, 0, 0, clock.Shanghai)
		return int(midnight.Sub(now)/time.Second) + 1
	default:
		return 60
	}
}
