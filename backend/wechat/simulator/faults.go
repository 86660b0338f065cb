package simulator

import (
	"encoding/json"
	"net/http"
	"time"

	"yanhe/backend/id"
)

// Fail makes the next calls of a path answer with an error code.
func (s *Server) Fail(path string, errcode, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[path] = failing{errcode: errcode, times: times}
}

// Down cuts every connection without an answer, or ends that.
func (s *Server) Down(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// Calls returns how often a path was called, failed calls included.
func (s *Server) Calls(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[path]
}

// takeFailure uses up one ordered failure. The caller holds the lock.
func (s *Server) takeFailure(path string) (errcode int, fails bool) {
	f := s.failures[path]
	if f.times <= 0 {
		return 0, false
	}
	f.times--
	s.failures[path] = f
	return f.errcode, true
}

// refusal is an answer that says no, in the platform's form.
type refusal struct {
	ErrCode int    `json:"errcode"`
	ErrMsg  string `json:"errmsg"`
}

// fail makes a refusal; the platform ends its texts with a request id.
func fail(errcode int, text string) *refusal {
	rid := id.Token()
	return &refusal{ErrCode: errcode, ErrMsg: text + " rid: " + rid[:8] + "-" + rid[8:16] + "-" + rid[16:24]}
}

// answer writes JSON; the platform always answers 200.
func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json; encoding=utf-8")
	_ = json.NewEncoder(w).Encode(body) // the caller has gone when this fails
}

// quota counts calls in whole minutes, by path or by path and person.
type quota map[string]struct {
	minute int64
	calls  int
}

// The platform's quotas a minute; code2Session's is for each person.
var perMinute = map[string]int{
	"/sns/jscode2session":    100,
	"/wxa/getwxacodeunlimit": 5000,
	"/wxa/msg_sec_check":     4000,
	"/wxa/media_check_async": 2000,
}

// spend counts one call of a path (for one person, "" for all) and tells whether
// the quota allows it. The caller holds the lock.
func (s *Server) spend(path, person string) bool {
	limit, ok := s.options.PerMinute[path]
	if !ok {
		limit = perMinute[path]
	}
	minute := s.clock.Now().Unix() / int64(time.Minute/time.Second)
	count := s.quota[path+" "+person]
	if count.minute != minute {
		count.minute, count.calls = minute, 0
	}
	count.calls++
	s.quota[path+" "+person] = count
	return count.calls <= limit
}
