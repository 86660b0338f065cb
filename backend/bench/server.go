package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a process of the program under load.
type server struct {
	cmd   *exec.Cmd
	addr  string
	base  string
	ended chan error
	log   *bytes.Buffer
	// stopped is set once stop has been called.
	stopped bool
}

// startLimit bounds a first start, which makes the centers and hashes the
// demonstration's passwords.
const startLimit = 2 * time.Minute

// serve starts the server on a folder and a store and waits until it is ready;
// took is how long that was.
func (o *Options) serve(ctx context.Context, dir string, store storage) (s *server, took time.Duration, err error) {
	return o.onFreePort(func(addr string) (*server, time.Duration, error) {
		return o.launch(ctx, addr, "/readyz", []string{"YANHE_MODE=development", "YANHE_ADDR=" + addr, "YANHE_DATA_DIR=" + dir,
			"YANHE_STORE=" + store.setting, "YANHE_MONGO_DATABASE=" + store.database, "YANHE_DEMO=0", "YANHE_LOG_LEVEL=error", "YANHE_RATE_LIMIT_FACTOR=1000000"}, "serve")
	})
}

// onFreePort starts something on a port that was free a moment ago, and again on
// another one when somebody else has taken it since.
func (o *Options) onFreePort(start func(addr string) (*server, time.Duration, error)) (*server, time.Duration, error) {
	for try := 1; ; try++ {
		addr, err := freeAddress()
		if err != nil {
			return nil, 0, err
		}
		s, took, err := start(addr)
		if err == nil || try == 5 || !strings.Contains(err.Error(), "address already in use") {
			return s, took, err
		}
	}
}

// bare starts a handler that only returns so many bytes.
func (o *Options) bare(ctx context.Context, size int) (*server, error) {
	s, _, err := o.onFreePort(func(addr string) (*server, time.Duration, error) {
		return o.launch(ctx, addr, "/", nil, "bench", "--bare", strconv.Itoa(size), "--addr", addr)
	})
	return s, err
}

func (o *Options) launch(ctx context.Context, addr, ready string, settings []string, args ...string) (*server, time.Duration, error) {
	s := &server{cmd: o.Self(ctx, args...), addr: addr, base: "http://" + addr, ended: make(chan error, 1), log: &bytes.Buffer{}}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "YANHE_") { // the caller's own settings are not for this server
			s.cmd.Env = append(s.cmd.Env, v)
		}
	}
	s.cmd.Env = append(s.cmd.Env, settings...)
	s.cmd.Stderr = s.log
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, 0, err
	}
	go func() { s.ended <- s.cmd.Wait() }()
	for {
		if answers(ctx, s.base+ready) {
			return s, time.Since(begin), nil
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			return nil, 0, fmt.Errorf("the server ended: %w: %s", err, s.log)
		case <-ctx.Done():
			return nil, 0, errors.Join(ctx.Err(), s.stop())
		case <-time.After(5 * time.Millisecond):
		}
		if time.Since(begin) > startLimit {
			return nil, 0, errors.Join(errors.New("the server did not get ready"), s.stop())
		}
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func answers(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// stop ends the server and waits for it; one that does not drain is killed.
func (s *server) stop() error {
	s.resume()
	if s.stopped {
		return nil
	}
	s.stopped = true
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.ended: // its exit code says nothing about what was measured
		return nil
	case <-time.After(30 * time.Second):
		err := s.cmd.Process.Kill()
		<-s.ended
		return err
	}
}

// explain adds what the server has logged to an error.
func (s *server) explain(err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(err, s.stop(), errors.New(s.log.String())) // the log is complete once it has ended
}

// memory reads the resident set and its peak in MB from /proc.
func (s *server) memory() (now, peak float64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		var kB float64
		switch name, value, _ := strings.Cut(line, ":"); name {
		case "VmRSS", "VmHWM":
			if _, err := fmt.Sscanf(strings.TrimSpace(value), "%f kB", &kB); err != nil {
				return 0, 0, err
			}
			if name == "VmRSS" {
				now = kB / 1024
			} else {
				peak = kB / 1024
			}
		}
	}
	return now, peak, nil
}
