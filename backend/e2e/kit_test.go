package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/client"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
	"yanhe/backend/testkit/program"
	"yanhe/backend/wechat/simulator"
)

// Centers that the tests use.
const (
	city    = "341800000000"
	langxi  = "341821000000" // moderates for its townships
	jianpin = "341821100000" // a township of langxi with a room and a mediator
	ningguo = "341881000000" // another county
)

// private is what a filing holds that only its parties and staff may read, and
// what no log may hold.
var private = []string{"欧阳秋雨", "13956307788", "11010519491231002X", "鳌峰中路三百号", "隔壁堆土高过了我家窗台",
	"把土运走并恢复原状", "村口老槐树东边", "司马长风", "13855631122"}

// filing is a neighbours' dispute with every private field in it.
func filing() dispute.Filing {
	return dispute.Filing{Kind: dispute.Dispute, Type: "02", Division: jianpin, Amount: 123456,
		What: private[4], Wishes: private[5], Place: private[6], Consent: dispute.PrivacyVersion,
		Person: dispute.Person{Name: private[0], Phone: private[1], Number: private[2], Address: private[3]},
		Others: []dispute.Person{{Name: private[7], Phone: private[8]}}}
}

// world is a whole program with what it logs, at every level.
type world struct {
	*program.Program
	t       *testing.T
	log     *logged
	secrets []string
}

// start runs a program. At the end of the test its log must not hold what is
// private, nor what the test adds to secrets.
func start(t *testing.T, settings map[string]string) *world {
	t.Helper()
	w := &world{t: t, log: &logged{}, secrets: append([]string{"yanhe-demo-"}, private...)}
	t.Cleanup(func() {
		said := w.log.String()
		w.absent("the log", said, w.secrets...)
		if !strings.Contains(said, "msg=request") {
			t.Error("nothing was logged, so nothing was checked")
		}
	})
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.Program = program.Run(t, settings, app.WithLog(log))
	return w
}

// logged keeps the log of a program.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write appends.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is all that was logged.
func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// absent checks that a text holds none of some words.
func (w *world) absent(where, text string, words ...string) {
	w.t.Helper()
	for _, word := range words {
		if word != "" && strings.Contains(text, word) {
			w.t.Errorf("%s holds %q", where, word)
		}
	}
}

// Citizen signs a made-up person in, whose openid and session must stay secret.
func (w *world) Citizen(name string) *client.Client {
	w.t.Helper()
	c := w.Program.Citizen(name)
	w.secrets = append(w.secrets, c.Token, simulator.OpenID(name))
	return c
}

// Staff signs in the first of the demo's staff with a role at a center.
func (w *world) Staff(role policy.Role, center string) *client.Client {
	w.t.Helper()
	c := w.Program.Staff(role, center)
	w.secrets = append(w.secrets, c.Token)
	return c
}

// account is the id of whoever holds a session.
func (w *world) account(c *client.Client) string {
	w.t.Helper()
	var me httpapi.AccountView
	w.must(c, http.MethodGet, "/api/v1/me", nil, &me)
	return me.ID
}

// must makes a call that has to succeed.
func (w *world) must(c *client.Client, method, path string, in, out any, headers ...string) {
	w.t.Helper()
	if err := c.Call(w.t.Context(), method, path, in, out, headers...); err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
}

// refused makes a call that has to fail with a status and a code.
func (w *world) refused(c *client.Client, method, path string, in any, status int, code string, headers ...string) *client.Problem {
	w.t.Helper()
	err := c.Call(w.t.Context(), method, path, in, nil, headers...)
	var p *client.Problem
	if !errors.As(err, &p) {
		w.t.Fatalf("%s %s: not refused, but %v", method, path, err)
	}
	if p.Status != status || p.Code != code {
		w.t.Errorf("%s %s: refused as %v, not as %d %s", method, path, err, status, code)
	}
	return p
}

// raw is the reply to a request as it came.
func (w *world) raw(c *client.Client, method, path, body string, headers ...string) *client.Reply {
	w.t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r, err := c.Send(w.t.Context(), method, path, in, headers...)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// text is the body of a reply that has to be a success.
func (w *world) text(c *client.Client, path string, headers ...string) string {
	w.t.Helper()
	r := w.raw(c, http.MethodGet, path, "", headers...)
	if r.Status != http.StatusOK {
		w.t.Fatalf("GET %s: %d %s", path, r.Status, r.Body)
	}
	return string(r.Body)
}

// patience is how long work in the background may take.
const patience = 20 * time.Second

// eventually waits for a condition.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: did not happen within %v", what, patience)
		case <-tick.C:
		}
	}
}

func jsonOf(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // tests pass plain values
	}
	return string(raw)
}
