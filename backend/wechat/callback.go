package wechat

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/url"

	"github.com/silenceper/wechat/v2/miniprogram/security"
	"github.com/silenceper/wechat/v2/util"
)

// maxCallback bounds a callback's body; a media verdict has about 1 KB.
const maxCallback = 64 << 10

const mediaCheckEvent = "wxa_media_check"

// VerifyCallback answers WeChat's check of the callback address: query is that
// of the GET request, echo is what to answer with. The signature is the SHA-1 of
// token, timestamp and nonce in order (消息推送, 发起验证).
func (c *Client) VerifyCallback(query url.Values) (echo string, err error) {
	if c.callbackToken == "" {
		return "", ErrNotConfigured
	}
	if !c.signed(query, query.Get("signature")) {
		return "", ErrCallback
	}
	return query.Get("echostr"), nil
}

// DecryptCallback reads an event that WeChat posted in safe mode (安全模式), as JSON
// or XML: query and body are those of the request. It returns the trace id that
// CheckMedia gave and the verdict; an event of another kind has the trace id "",
// and is to be answered with "success" all the same.
//
// Only msg_signature is looked at, since signature does not cover the body; so a
// body that is not encrypted is refused.
func (c *Client) DecryptCallback(query url.Values, body []byte) (traceID, verdict string, err error) {
	plain, err := c.open(query, body)
	if err != nil {
		return "", "", err
	}
	return c.mediaVerdict(plain)
}

// open checks the signature of an encrypted body and decrypts it: AES-256-CBC,
// PKCS#7 to blocks of 32 bytes, and our AppID at the end.
func (c *Client) open(query url.Values, body []byte) (plain []byte, err error) {
	if c.callbackToken == "" {
		return nil, ErrNotConfigured
	}
	var envelope struct {
		Encrypt string `json:"Encrypt" xml:"Encrypt"`
	}
	if err := decodeCallback(body, &envelope); err != nil {
		return nil, err
	}
	if envelope.Encrypt == "" || !c.signed(query, query.Get("msg_signature"), envelope.Encrypt) {
		return nil, ErrCallback
	}
	_, plain, err = util.DecryptMsg(c.appID, envelope.Encrypt, c.callbackKey)
	if err != nil {
		return nil, ErrCallback.Because(errors.New("callback cannot be decrypted for this AppID"))
	}
	return plain, nil
}

// signed compares a signature with that of the query's timestamp and nonce, the
// token and more.
func (c *Client) signed(query url.Values, signature string, more ...string) bool {
	want := util.Signature(append(more, c.callbackToken, query.Get("timestamp"), query.Get("nonce"))...)
	return subtle.ConstantTimeCompare([]byte(want), []byte(signature)) == 1
}

// mediaVerdict reads the event of mediaCheckAsync 2.0. When WeChat could not do
// the check (errcode is not 0), there is no result: a person has to look.
func (c *Client) mediaVerdict(plain []byte) (traceID, verdict string, err error) {
	var event struct {
		Event   string `json:"Event" xml:"Event"`
		AppID   string `json:"appid" xml:"appid"`
		TraceID string `json:"trace_id" xml:"trace_id"`
		ErrCode int64  `json:"errcode" xml:"errcode"`
		Result  struct {
			Suggest security.CheckSuggest `json:"suggest" xml:"suggest"`
		} `json:"result" xml:"result"`
	}
	if err := decodeCallback(plain, &event); err != nil {
		return "", "", err
	}
	if event.Event != mediaCheckEvent {
		return "", "", nil
	}
	if event.TraceID == "" || event.AppID != c.appID {
		return "", "", ErrCallback
	}
	if event.ErrCode != 0 {
		return event.TraceID, VerdictReview, nil
	}
	return event.TraceID, verdictOf(event.Result.Suggest), nil
}

// decodeCallback reads JSON or XML, whichever the message push settings chose.
func decodeCallback(body []byte, into any) error {
	decode := json.Unmarshal
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		decode = xml.Unmarshal
	}
	if len(body) > maxCallback || decode(body, into) != nil {
		return ErrCallback.Because(errors.New("callback has no readable body"))
	}
	return nil
}
