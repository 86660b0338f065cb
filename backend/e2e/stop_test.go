//go:build unix

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yanhe/backend/client"

	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// TestToldToStopItFinishesWhatItTookIn: SIGTERM while sixteen clients file ends the
// program with success, soon, and with every acknowledged filing kept.
func TestToldToStopItFinishesWhatItTookIn(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, dir)
	crowd := newCrowd(t)
	crowd.signIn(p.url)
	enough := crowd.await(100)
	var all sync.WaitGroup
	for filer := range 16 {
		all.Go(func() { crowd.fileOn(context.Background(), filer) })
	}
	<-enough
	begin := time.Now()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatalf("it did not stop within %v: %s", patience, p.said)
	}
	all.Wait()
	if code := p.ProcessState.ExitCode(); code != 0 {
		t.Errorf("it ended with %d: %s", code, p.said)
	}
	if !strings.Contains(p.said.String(), "msg=stopped") {
		t.Errorf("it does not say that it stopped: %s", p.said)
	}
	t.Logf("%d filings were acknowledged; the stop took %v", len(crowd.filed), time.Since(begin).Round(time.Millisecond))
	crowd.checkFilings(opened(t, dir))
}

// TestAnIdleConnectionDoesNotHoldUpAStop: browsers and proxies keep some open.
func TestAnIdleConnectionDoesNotHoldUpAStop(t *testing.T) {
	p := launch(t, t.TempDir())
	idle := client.New(p.url)
	if r, err := idle.Send(t.Context(), http.MethodGet, "/healthz", nil); err != nil || r.Status != http.StatusOK {
		t.Fatal(err)
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience / 2):
		t.Fatal("it waits for a connection that nobody uses")
	}
	if code := p.ProcessState.ExitCode(); code != 0 {
		t.Errorf("it ended with %d: %s", code, p.said)
	}
}

// TestASecondStartKeepsAllData: cases, sessions, changed passwords, numbers.
func TestASecondStartKeepsAllData(t *testing.T) {
	settings := map[string]string{"YANHE_DATA_DIR": t.TempDir()}
	var first *matter
	var page string
	changed := object{"login": "langxi.moderator", "password": "Changed-Password-9"}
	t.Run("first", func(t *testing.T) {
		w := start(t, settings)
		first = w.file("留存").accepted()
		w.must(first.desk, http.MethodPost, "/api/v1/me/password", object{"old": "yanhe-demo-2107", "password": changed["password"]}, nil)
		eventually(t, "the case is at rest", func() bool { return len(caseOf(w, first.view.ID).Outbox) == 0 })
		page = jsonOf(first.read(first.citizen).Timeline)
	})
	t.Run("second", func(t *testing.T) {
		w := start(t, settings)
		if n := w.Seeded.Centers + w.Seeded.Rooms + w.Seeded.Accounts; n != 0 {
			t.Errorf("the second start stored %d things anew", n)
		}
		c := client.New(w.URL)
		c.Token = first.citizen.Token
		var v httpapi.CaseView
		w.must(c, http.MethodGet, first.path(""), nil, &v)
		if jsonOf(v.Timeline) != page || v.Track != first.view.Track || v.Story == nil || v.Story.What != private[4] {
			t.Errorf("the case is now %s", jsonOf(v))
		}
		w.secrets = append(w.secrets, v.Track, c.Token)
		w.refused(c, http.MethodPost, staffSession, object{"login": "langxi.moderator", "password": "yanhe-demo-2107"}, http.StatusUnauthorized, "identity.wrong_password")
		var session struct{ Token string }
		w.must(c, http.MethodPost, staffSession, changed, &session)
		desk := client.New(w.URL)
		desk.Token = session.Token
		w.must(c, http.MethodPost, "/api/v1/cases", filing(), &v, "Idempotency-Key", "second-start")
		w.must(desk, http.MethodPost, "/api/v1/cases/"+v.ID+"/acceptance", object{}, &v)
		w.secrets = append(w.secrets, v.Track)
		if v.Number != "（2026）宣郎人调字第2号" {
			t.Errorf("the next number is %s", v.Number)
		}
	})
}

// TestProductionRefusesToStartWithTheDemosSecrets, and names the settings, not
// what they hold.
func TestProductionRefusesToStartWithTheDemosSecrets(t *testing.T) {
	p := command(t, map[string]string{"YANHE_MODE": "production", "YANHE_DATA_DIR": t.TempDir(), "YANHE_ADDR": "127.0.0.1:0",
		"YANHE_PUBLIC_URL": "http://yanhe.example.cn", "YANHE_RATE_LIMIT_FACTOR": "5"}, "serve")
	p.run(t)
	select {
	case <-p.ended:
	case <-time.After(patience):
		t.Fatal("it starts")
	}
	if p.ProcessState.ExitCode() != 1 {
		t.Errorf("it ended with %d", p.ProcessState.ExitCode())
	}
	for _, name := range []string{"YANHE_SEAL_KEYS", "YANHE_BLIND_KEY", "YANHE_PUBLIC_URL", "YANHE_RATE_LIMIT_FACTOR"} {
		if !strings.Contains(p.said.String(), name) {
			t.Errorf("%s is not named: %s", name, p.said)
		}
	}
	if strings.Contains(p.said.String(), "demo:sm4") {
		t.Error("it prints a key")
	}
}

// TestProductionHasNothingOfTheDemo: no accounts, no simulator, no sign-ins printed.
func TestProductionHasNothingOfTheDemo(t *testing.T) {
	w := start(t, map[string]string{"YANHE_MODE": "production", "YANHE_PUBLIC_URL": "https://yanhe.example.cn", "YANHE_DATA_DIR": t.TempDir(), "YANHE_RATE_LIMIT_FACTOR": "1",
		"YANHE_SEAL_KEYS": "k1:sm4:MTIzNDU2Nzg5MDEyMzQ1Ng==", "YANHE_BLIND_KEY": "MTIzNDU2Nzg5MDEyMzQ1NjEyMzQ1Njc4OTAxMjM0NTY=",
		"YANHE_ADMIN_LOGIN": "first.admin", "YANHE_ADMIN_PASSWORD": "First-Admin-Password-1"})
	w.secrets = append(w.secrets, "First-Admin-Password-1", "MTIzNDU2Nzg5")
	anybody := client.New(w.URL)
	if w.Simulator() != nil || len(w.Seeded.SignIns) != 0 {
		t.Errorf("the demo is there: %v", w.Seeded.SignIns)
	}
	w.refused(anybody, http.MethodPost, "/api/v1/simulator/codes", object{"name": "x"}, http.StatusNotFound, "not_found")
	w.refused(anybody, http.MethodPost, staffSession, object{"login": "maintainer", "password": "yanhe-demo-2101"}, http.StatusUnauthorized, "identity.wrong_password")
	w.refused(anybody, http.MethodPost, wechatSession, object{"code": "demo-x-1"}, http.StatusServiceUnavailable, "wechat.not_configured")
	admin, err := anybody.Staff(t.Context(), "first.admin", "First-Admin-Password-1")
	if err != nil {
		t.Fatal(err)
	}
	w.refused(admin, http.MethodGet, "/api/v1/staff", nil, http.StatusForbidden, "identity.must_change")
}

// TestRubbishOnTheWireIsAnswered and does not end the program.
func TestRubbishOnTheWireIsAnswered(t *testing.T) {
	w := start(t, nil)
	anybody := client.New(w.URL)
	for _, path := range []string{"/t/%00", "/t/" + strings.Repeat("A", 3000), "/api/v1/track/%ff%fe", "/files/..%2f..%2fetc%2fpasswd?until=1&mark=x",
		"/admin/..%2f..%2fgo.mod", "/admin/%2e%2e/go.mod", "/api/v1/cases/%27%20or%201%3D1"} {
		if r := w.raw(anybody, http.MethodGet, path, ""); r.Status < 300 && !strings.HasPrefix(path, "/admin") || r.Status >= 500 || bytes.Contains(r.Body, []byte("module yanhe")) {
			t.Errorf("%s: %d", path, r.Status)
		}
	}
	for _, header := range []string{"Bearer ", "Bearer " + strings.Repeat("x", 3000), "Basic eDp5"} {
		if r := w.raw(anybody, http.MethodGet, "/api/v1/me", "", "Authorization", header); r.Status != http.StatusUnauthorized {
			t.Errorf("%.20s: %d", header, r.Status)
		}
	}
	deep := fmt.Sprintf(`{"what":%s1%s}`, strings.Repeat("[", 20000), strings.Repeat("]", 20000))
	reply := w.raw(w.Citizen("深"), http.MethodPost, "/api/v1/cases", deep, "Content-Type", "application/json", "Idempotency-Key", "deep-nesting")
	expectProblem(t, reply, "zh-CN", http.StatusUnprocessableEntity, "malformed", "")
	w.Staff(policy.Moderator, city)
}
