package simulator

import (
	"encoding/json"
	"io"
	"net/http"

	"yanhe/backend/wechat"
)

// routes are the interfaces that are answered.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("/cgi-bin/token", s.plainToken)
	mux.HandleFunc("/sns/jscode2session", s.code2Session)
	handleJSON(mux, "/cgi-bin/stable_token", s.stableToken)
	handleJSON(mux, "/wxa/business/getuserphonenumber", authorized(s, s.phoneNumber))
	handleJSON(mux, "/cgi-bin/message/subscribe/send", authorized(s, s.sendMessage))
	handleJSON(mux, "/wxa/getwxacodeunlimit", authorized(s, s.unlimitedCode))
	handleJSON(mux, "/wxa/msg_sec_check", authorized(s, s.checkText))
	handleJSON(mux, "/wxa/media_check_async", authorized(s, s.checkMedia))
	return mux
}

// handler answers one decoded request with a body, a picture, or a later that
// makes either.
type handler[In any] func(r *http.Request, in In) any

// picture is an answer that is not JSON.
type picture struct {
	kind string
	data []byte
}

// later is work that needs no lock, to be done after the handler.
type later func() any

// handleJSON serves an interface that takes JSON by POST.
func handleJSON[In any](mux *http.ServeMux, path string, h handler[In]) {
	mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		var in In
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		switch {
		case r.Method != http.MethodPost:
			answer(w, fail(43002, "require POST method"))
			return
		case err != nil || len(body) == 0:
			answer(w, fail(44002, "empty post data"))
			return
		case json.Unmarshal(body, &in) != nil:
			answer(w, fail(47001, "data format error"))
			return
		}
		out := h(r, in)
		if work, ok := out.(later); ok {
			out = work()
		}
		if p, ok := out.(picture); ok {
			w.Header().Set("Content-Type", p.kind)
			_, _ = w.Write(p.data) // the caller has gone when this fails
			return
		}
		answer(w, out)
	})
}

// authorized asks for a valid access token first. The handler runs with the
// lock held.
func authorized[In any](s *Server, h handler[In]) handler[In] {
	return func(r *http.Request, in In) any {
		s.mu.Lock()
		defer s.mu.Unlock()
		if no := s.checkToken(r.URL.Query().Get("access_token")); no != nil {
			return no
		}
		return h(r, in)
	}
}

// checkApp checks AppID and AppSecret.
func checkApp(appID, secret string) *refusal {
	switch {
	case appID == "":
		return fail(41002, "appid missing")
	case appID != wechat.SimulatorAppID:
		return fail(40013, "invalid appid")
	case secret == "":
		return fail(41004, "appsecret missing")
	case secret != wechat.SimulatorSecret:
		return fail(40125, "invalid appsecret")
	}
	return nil
}
