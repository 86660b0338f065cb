//go:build unix

package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/client"
	"yanhe/backend/clock"
)

// builtIn is the folder of the built program, "" while no test has asked for it.
var builtIn string

// installed builds the program as it is installed, once for all tests.
var installed = sync.OnceValues(func() (path string, err error) {
	if builtIn, err = os.MkdirTemp("", "yanhe-e2e-"); err != nil {
		return "", err
	}
	path = filepath.Join(builtIn, "yanhe")
	if out, err := exec.Command("go", "build", "-o", path, "yanhe/backend/cmd/yanhe").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return path, nil
})

// TestMain removes what installed has built.
func TestMain(m *testing.M) {
	code := m.Run()
	if builtIn != "" {
		_ = os.RemoveAll(builtIn)
	}
	os.Exit(code)
}

// process is the program running by itself.
type process struct {
	*exec.Cmd
	url   string
	said  *logged
	ended chan struct{}
}

// command prepares the program with settings and nothing of the caller's.
func command(t *testing.T, settings map[string]string, args ...string) *process {
	t.Helper()
	path, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(path, args...), said: &logged{}, ended: make(chan struct{})}
	p.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "YANHE_") })
	for name, v := range settings {
		p.Env = append(p.Env, name+"="+v)
	}
	p.Stdout, p.Stderr = p.said, p.said
	return p
}

// launch starts the program on a data folder and waits until it is ready. Another
// program may take the port that was free a moment ago; then it is tried again.
func launch(t *testing.T, dir string) *process {
	t.Helper()
	var p *process
	for range 5 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := l.Addr().String()
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		p = command(t, map[string]string{"YANHE_DATA_DIR": dir, "YANHE_ADDR": address, "YANHE_DEMO": "0",
			"YANHE_RATE_LIMIT_FACTOR": "10000"}, "serve")
		p.url = "http://" + address
		if p.run(t); p.ready(t) {
			return p
		}
	}
	t.Fatalf("the program does not start: %s", p.said)
	return nil
}

func (p *process) run(t *testing.T) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.Wait() // how it ended is in ProcessState
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.Process.Kill() // it has usually ended
		<-p.ended
	})
}

// ready waits until the program answers; false says that it has ended instead.
func (p *process) ready(t *testing.T) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	anybody := client.New(p.url)
	for {
		if r, err := anybody.Send(ctx, http.MethodGet, "/readyz", nil); err == nil && r.Status == http.StatusOK {
			return true
		}
		select {
		case <-p.ended:
			return false
		case <-ctx.Done():
			t.Fatalf("the program is not ready: %s", p.said)
		case <-tick.C:
		}
	}
}

// opened is the program on a data folder inside the test, not serving, at a time
// after all leases of those who were killed have run out.
func opened(t *testing.T, dir string) *app.App {
	t.Helper()
	config, err := app.ReadConfig(func(name string) string {
		return map[string]string{"YANHE_DATA_DIR": dir, "YANHE_DEMO": "0", "YANHE_LOG_LEVEL": "warn"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), config, app.WithClock(clock.At(time.Now().Add(time.Hour))))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a
}
