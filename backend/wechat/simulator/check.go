package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"yanhe/backend/id"
)

// The labels of verdicts: nothing found, advertisement, crime.
const (
	labelNone  = 100
	labelAd    = 10001
	labelCrime = 20006
)

type textRequest struct {
	Content string `json:"content"`
	Version int    `json:"version"`
	Scene   int    `json:"scene"`
	OpenID  string `json:"openid"`
}

// checkText is msgSecCheck. Version 2 answers with a result; without a version
// it is the old interface, which answers 87014 to risky content.
func (s *Server) checkText(_ *http.Request, in textRequest) any {
	if !s.spend("/wxa/msg_sec_check", "") {
		return fail(44991, "reach max api minute limit")
	}
	if in.Content == "" || utf8.RuneCountInString(in.Content) > 2500 {
		return fail(45002, "content size out of limit")
	}
	verdict, label := s.judge(in.Content)
	if in.Version != 2 {
		if verdict == "risky" {
			return fail(87014, "risky content")
		}
		return fail(0, "ok")
	}
	if in.Scene < 1 || in.Scene > 4 {
		return fail(40129, "invalid scene")
	}
	if no := s.checkPerson(in.OpenID); no != nil {
		return no
	}
	return map[string]any{
		"errcode": 0, "errmsg": "ok", "trace_id": traceID(),
		"result": map[string]any{"suggest": verdict, "label": label},
		"detail": []any{map[string]any{"strategy": "content_model", "errcode": 0, "suggest": verdict, "label": label, "prob": 90}},
	}
}

// judge finds the words that the options name.
func (s *Server) judge(text string) (verdict string, label int) {
	has := func(words []string) bool {
		for _, word := range words {
			if strings.Contains(text, word) {
				return true
			}
		}
		return false
	}
	switch {
	case has(s.options.RiskyWords):
		return "risky", labelCrime
	case has(s.options.ReviewWords):
		return "review", labelAd
	default:
		return "pass", labelNone
	}
}

type mediaRequest struct {
	MediaURL  string `json:"media_url"`
	MediaType int    `json:"media_type"`
	Version   int    `json:"version"`
	Scene     int    `json:"scene"`
	OpenID    string `json:"openid"`
}

// mediaCheck is a check whose verdict waits for delivery.
type mediaCheck struct {
	traceID, openID string
	verdict         string
	label, tries    int
}

// Media returns the addresses of the media that were taken for a check, oldest first.
func (s *Server) Media() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.media)
}

// checkMedia is mediaCheckAsync 2.0. It looks at no picture: a URL whose path
// holds "risky" or "review" gets that verdict.
func (s *Server) checkMedia(_ *http.Request, in mediaRequest) any {
	target, err := url.Parse(in.MediaURL)
	switch {
	case !s.spend("/wxa/media_check_async", ""):
		return fail(44991, "reach max api minute limit")
	case in.Version != 2:
		return fail(40097, "invalid args")
	case err != nil || target.Host == "":
		return fail(40066, "invalid url")
	case in.MediaType != 1 && in.MediaType != 2:
		return fail(40004, "invalid media type")
	case in.Scene < 1 || in.Scene > 4:
		return fail(40129, "invalid scene")
	}
	if no := s.checkPerson(in.OpenID); no != nil {
		return no
	}
	check := mediaCheck{traceID: traceID(), openID: in.OpenID, verdict: "pass", label: labelNone}
	switch {
	case strings.Contains(target.Path, "risky"):
		check.verdict, check.label = "risky", labelCrime
	case strings.Contains(target.Path, "review"):
		check.verdict, check.label = "review", labelAd
	}
	s.checks, s.media = append(s.checks, check), append(s.media, in.MediaURL)
	select {
	case s.wake <- struct{}{}:
	default: // a wake-up is under way already
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "trace_id": check.traceID}
}

func traceID() string {
	t := id.Token()
	return t[:8] + "-" + t[8:16] + "-" + t[16:24]
}
