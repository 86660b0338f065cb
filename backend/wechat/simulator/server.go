// Package simulator answers the server interfaces of the WeChat platform that
// this program uses, offline: the same paths, parameters, answers, error codes,
// token life and quotas. It is for development, demonstrations and tests.
//
// It cannot be made without the Permit of wechat.Target, which is granted only
// when no AppID is set and the mode is one of development. It keeps everything
// in memory, writes no log, and listens on the loopback interface only.
//
// The people of the simulator have names. "demo-<name>-<nonce>" is a sign-in
// code of the person <name> and "phone-<name>-<nonce>" a phone number code; each
// nonce works once. So a browser preview can make codes without asking anybody.
// A person's openid, unionid and phone number follow from the name, and are the
// same after a restart.
package simulator

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/wechat"
)

// Options says what the simulated platform is set up with.
type Options struct {
	Clock clock.Clock // the system's when nil
	// CallbackURL gets the verdicts of media checks; "" keeps them for Deliver.
	// SetCallback sets it later.
	CallbackURL string
	// CallbackXML makes callbacks XML instead of JSON (数据格式).
	CallbackXML bool
	// Templates are the subscribe templates by id with all their keywords. When
	// nil, every template id and every well-formed keyword is taken.
	Templates map[string][]string
	// RiskyWords and ReviewWords are what text checks find; see defaults.
	RiskyWords, ReviewWords []string
	// PerMinute overrides quotas by path, for example "/wxa/msg_sec_check".
	PerMinute map[string]int
	// HTTPClient posts callbacks; one with a time-out of 5 seconds when nil.
	HTTPClient *http.Client
}

// Server is a simulated platform with one mini-program,
// wechat.SimulatorAppID. It is safe for concurrent use.
type Server struct {
	options Options
	clock   clock.Clock
	mux     *http.ServeMux
	wake    chan struct{} // a media check waits for delivery

	mu       sync.Mutex
	down     bool
	failures map[string]failing
	calls    map[string]int
	quota    quota
	tokens   tokens
	codes    codes
	opened   map[string]time.Time // when a person last opened the mini-program, by openid
	refusing map[string]bool      // openids that refuse subscribe messages
	sent     []Message
	checks   []mediaCheck
	media    []string // addresses of what was to be checked
}

type failing struct{ errcode, times int }

// New makes a simulator for the holder of a permit.
func New(permit wechat.Permit, o Options) (*Server, error) {
	if !permit.Granted() {
		return nil, errors.New("wechat simulator: not with an AppID, and not outside development")
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.RiskyWords == nil {
		o.RiskyWords = []string{"特3456书yuuo莞6543李zxcz蒜7782法fgnv级", "赌博网站", "出售枪支"}
	}
	if o.ReviewWords == nil {
		o.ReviewWords = []string{"完2347全dfji试3726测asad感3847知qwez到", "加微信领红包"}
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 5 * time.Second}
	}
	s := &Server{
		options: o, clock: o.Clock, wake: make(chan struct{}, 1),
		failures: map[string]failing{}, calls: map[string]int{},
		quota: quota{}, codes: codes{minted: map[string]time.Time{}, used: map[string]bool{}},
		opened: map[string]time.Time{}, refusing: map[string]bool{},
	}
	s.mux = s.routes()
	return s, nil
}

// Handler serves the platform's interfaces.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	s.mu.Lock()
	down := s.down
	s.calls[path]++
	errcode, fails := s.takeFailure(path)
	s.mu.Unlock()
	switch {
	case down:
		panic(http.ErrAbortHandler) // closes the connection without an answer
	case fails:
		answer(w, fail(errcode, "simulated failure"))
	default:
		s.mux.ServeHTTP(w, r)
	}
}

// Start listens on a free port of the loopback interface, delivers callbacks as
// checks come in, and returns the base URL and what ends both.
func (s *Server) Start() (baseURL string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) }) // ends with ErrServerClosed
	running.Go(func() { s.deliverUntil(done) })
	var once sync.Once
	stop = func() {
		once.Do(func() {
			close(done)
			_ = server.Close()
			running.Wait()
		})
	}
	return "http://" + listener.Addr().String(), stop, nil
}
