package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/silenceper/wechat/v2/util"

	"yanhe/backend/id"
	"yanhe/backend/wechat"
)

const (
	// maxTries is how often the platform tries to deliver an event.
	maxTries   = 3
	retryPause = 5 * time.Second
	// account is the mini-program's original id (原始 ID).
	account = "gh_simulator0000"
)

// SetCallback sets where verdicts go, for a program that knows its own address
// only after it listens.
func (s *Server) SetCallback(callbackURL string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.CallbackURL = callbackURL
}

// Deliver posts every verdict that waits, signed and encrypted as in safe mode
// (安全模式), and returns how many were taken. What is not taken waits for another
// call, three times in all.
func (s *Server) Deliver(ctx context.Context) (taken int, err error) {
	s.mu.Lock()
	target, waiting := s.options.CallbackURL, s.checks
	if target != "" {
		s.checks = nil
	}
	s.mu.Unlock()
	if target == "" {
		return 0, errors.New("wechat simulator: no callback address")
	}
	for _, check := range waiting {
		if failed := s.post(ctx, target, check); failed != nil {
			err = failed
			s.keep(check)
			continue
		}
		taken++
	}
	return taken, err
}

// keep puts a verdict that was not taken back, unless it was tried enough.
func (s *Server) keep(check mediaCheck) {
	if check.tries++; check.tries >= maxTries {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checks = append(s.checks, check)
}

// deliverUntil delivers what comes in until done is closed.
func (s *Server) deliverUntil(done <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-done; cancel() }()
	var retry <-chan time.Time
	for {
		select {
		case <-done:
			return
		case <-s.wake:
		case <-retry:
		}
		retry = nil
		if s.hasCallback() {
			if _, err := s.Deliver(ctx); err != nil {
				retry = time.After(retryPause)
			}
		}
	}
}

func (s *Server) hasCallback() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.options.CallbackURL != ""
}

// post sends one event and wants "success" or an empty answer.
func (s *Server) post(ctx context.Context, target string, check mediaCheck) error {
	body, query, err := s.seal(check)
	if err != nil {
		return err
	}
	address, err := url.Parse(target)
	if err != nil {
		return err
	}
	address.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if s.options.CallbackXML {
		req.Header.Set("Content-Type", "text/xml")
	}
	res, err := s.options.HTTPClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, 1024))
	if err != nil || res.StatusCode != http.StatusOK || len(said) > 0 && string(said) != "success" {
		return fmt.Errorf("wechat simulator: callback answered %d", res.StatusCode)
	}
	return nil
}

// seal encrypts an event and signs it.
func (s *Server) seal(check mediaCheck) (body []byte, query url.Values, err error) {
	random := []byte(id.Token())[:16]
	sealed, err := util.EncryptMsg(random, s.event(check), wechat.SimulatorAppID, wechat.SimulatorCallbackAESKey)
	if err != nil {
		return nil, nil, err
	}
	encrypted, token := string(sealed), wechat.SimulatorCallbackToken
	timestamp, nonce := strconv.FormatInt(s.clock.Now().Unix(), 10), id.Token()[:10]
	query = url.Values{
		"timestamp": {timestamp}, "nonce": {nonce}, "openid": {check.openID}, "encrypt_type": {"aes"},
		"signature":     {util.Signature(token, timestamp, nonce)},
		"msg_signature": {util.Signature(token, timestamp, nonce, encrypted)},
	}
	if s.options.CallbackXML {
		body = fmt.Appendf(nil, "<xml><ToUserName><![CDATA[%s]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>", account, encrypted)
		return body, query, nil
	}
	body, err = json.Marshal(map[string]string{"ToUserName": account, "Encrypt": encrypted})
	return body, query, err
}

// event is the wxa_media_check event of mediaCheckAsync 2.0.
func (s *Server) event(check mediaCheck) []byte {
	at := s.clock.Now().Unix()
	if s.options.CallbackXML {
		return fmt.Appendf(nil, `<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>`+
			`<CreateTime>%d</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[wxa_media_check]]></Event>`+
			`<appid><![CDATA[%s]]></appid><trace_id><![CDATA[%s]]></trace_id><version>2</version>`+
			`<detail><strategy><![CDATA[content_model]]></strategy><errcode>0</errcode><suggest><![CDATA[%[6]s]]></suggest><label>%[7]d</label><prob>90</prob></detail>`+
			`<errcode>0</errcode><errmsg><![CDATA[ok]]></errmsg><result><suggest><![CDATA[%[6]s]]></suggest><label>%[7]d</label></result></xml>`,
			account, check.openID, at, wechat.SimulatorAppID, check.traceID, check.verdict, check.label)
	}
	return fmt.Appendf(nil, `{"ToUserName":%q,"FromUserName":%q,"CreateTime":%d,"MsgType":"event","Event":"wxa_media_check",`+
		`"appid":%q,"trace_id":%q,"version":2,`+
		`"detail":[{"strategy":"content_model","errcode":0,"suggest":%[6]q,"label":%[7]d,"prob":90}],`+
		`"errcode":0,"errmsg":"ok","result":{"suggest":%[6]q,"label":%[7]d}}`,
		account, check.openID, at, wechat.SimulatorAppID, check.traceID, check.verdict, check.label)
}
