package simulator

import (
	"net/http"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/id"
)

const (
	tokenLife = 7200 * time.Second
	// tokenGrace is how long an old token goes on working beside a new one.
	tokenGrace = 5 * time.Minute
	// Forced refreshes: 20 a day, and no new token within 30 seconds.
	forcedPerDay = 20
	forcedPause  = 30 * time.Second
)

// tokens are the access tokens that were given out. Those of token and those of
// stable_token do not touch each other.
type tokens struct {
	until         map[string]time.Time // end of validity
	plain, stable string               // the current ones
	forcedAt      time.Time
	forcedDay     string
	forcedToday   int
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
}

// issue makes a token and ends the old one after the grace.
func (t *tokens) issue(now time.Time, old string, grace time.Duration) string {
	if t.until == nil {
		t.until = map[string]time.Time{}
	}
	if until, ok := t.until[old]; ok && until.After(now.Add(grace)) {
		t.until[old] = now.Add(grace)
	}
	token := "sim_" + id.Token() + id.Token()
	t.until[token] = now.Add(tokenLife)
	return token
}

// plainToken is getAccessToken: every call makes a new token.
func (s *Server) plainToken(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("grant_type") != "client_credential" {
		answer(w, fail(40002, "invalid grant_type"))
		return
	}
	if no := checkApp(q.Get("appid"), q.Get("secret")); no != nil {
		answer(w, no)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens.plain = s.tokens.issue(s.clock.Now(), s.tokens.plain, tokenGrace)
	answer(w, tokenAnswer{AccessToken: s.tokens.plain, ExpiresIn: int64(tokenLife / time.Second)})
}

type stableTokenRequest struct {
	GrantType    string `json:"grant_type"`
	AppID        string `json:"appid"`
	Secret       string `json:"secret"`
	ForceRefresh bool   `json:"force_refresh"`
}

// stableToken is getStableAccessToken: the same token until 5 minutes before its
// end, unless a new one is forced, which ends the old one at once.
func (s *Server) stableToken(_ *http.Request, in stableTokenRequest) any {
	if in.GrantType != "client_credential" {
		return fail(40002, "invalid grant_type")
	}
	if no := checkApp(in.AppID, in.Secret); no != nil {
		return no
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now, t := s.clock.Now(), &s.tokens
	if in.ForceRefresh {
		if no := t.force(now); no != nil {
			return no
		}
	}
	if t.until[t.stable].Sub(now) <= tokenGrace {
		t.stable = t.issue(now, t.stable, tokenGrace)
	}
	return tokenAnswer{AccessToken: t.stable, ExpiresIn: int64(t.until[t.stable].Sub(now) / time.Second)}
}

// force replaces the stable token, within the limits for that.
func (t *tokens) force(now time.Time) *refusal {
	if day := clock.Day(now); day != t.forcedDay {
		t.forcedDay, t.forcedToday = day, 0
	}
	if t.forcedToday++; t.forcedToday > forcedPerDay {
		return fail(45009, "reach max api daily quota limit")
	}
	if now.Sub(t.forcedAt) < forcedPause {
		return nil // too soon: the current token stays
	}
	t.forcedAt = now
	t.stable = t.issue(now, t.stable, 0)
	return nil
}

// ExpireTokens makes the platform forget every token it gave out, as a change
// of the AppSecret does.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = tokens{}
}

// checkToken checks the access token of a request. The caller holds the lock.
func (s *Server) checkToken(token string) *refusal {
	until, known := s.tokens.until[token]
	switch {
	case token == "":
		return fail(41001, "access_token missing")
	case !known:
		return fail(40001, "invalid credential, access_token is invalid or not latest")
	case !s.clock.Now().Before(until):
		return fail(42001, "access_token expired")
	}
	return nil
}
