package simulator

import (
	"encoding/base64"
	"net/http"

	"yanhe/backend/wechat"
)

// code2Session is 小程序登录. Signing in counts as opening the mini-program.
func (s *Server) code2Session(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if r.Method != http.MethodGet {
		answer(w, fail(43001, "require GET method"))
		return
	}
	if no := checkApp(q.Get("appid"), q.Get("secret")); no != nil {
		answer(w, no)
		return
	}
	if q.Get("grant_type") != "authorization_code" {
		answer(w, fail(40002, "invalid grant_type"))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer(w, s.session(q.Get("js_code")))
}

func (s *Server) session(code string) any {
	if code == "" {
		return fail(41008, "missing code")
	}
	name, no := s.spendCode("demo", code)
	if no != nil {
		return no
	}
	openID := OpenID(name)
	if !s.spend("/sns/jscode2session", openID) {
		return fail(45011, "api minute-quota reach limit, must slower, retry next minute")
	}
	s.opened[openID] = s.clock.Now()
	return map[string]string{
		"openid": openID, "unionid": UnionID(name),
		"session_key": base64.StdEncoding.EncodeToString(digest("session", code)[:16]),
	}
}

type phoneRequest struct {
	Code string `json:"code"`
}

// phoneNumber is getPhoneNumber.
func (s *Server) phoneNumber(_ *http.Request, in phoneRequest) any {
	name, no := s.spendCode("phone", in.Code)
	if no != nil {
		return no
	}
	return map[string]any{
		"errcode": 0, "errmsg": "ok",
		"phone_info": map[string]any{
			"phoneNumber": Phone(name), "purePhoneNumber": Phone(name), "countryCode": "86",
			"watermark": map[string]any{"timestamp": s.clock.Now().Unix(), "appid": wechat.SimulatorAppID},
		},
	}
}
