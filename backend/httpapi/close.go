package httpapi

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// connections remembers the open connections of a listener. A browser opens some
// ahead of need; fasthttp, told to stop, would wait for a first request on them.
type connections struct {
	net.Listener
	mu   sync.Mutex
	open map[net.Conn]struct{}
	// lingering counts connections that are answered and still being read from.
	lingering atomic.Int64
}

func watch(l net.Listener) *connections {
	return &connections{Listener: l, open: map[net.Conn]struct{}{}}
}

// Accept hands out a connection that takes itself off the list when closed.
func (c *connections) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	w := &watched{Conn: conn, list: c}
	c.mu.Lock()
	c.open[w] = struct{}{}
	c.mu.Unlock()
	return w, nil
}

type watched struct {
	net.Conn
	list    *connections
	lingers atomic.Bool
}

// Bounds of a lingering close.
const (
	lingerTime  = 2 * time.Second
	lingerBytes = 8 << 20
	maxLinger   = 200 // connections at once; others are closed right away
)

// linger makes the connection's close wait for what its caller still sends: closed
// at once, the system would reset it, and the caller would see that instead of the
// answer (RFC 9112, section 9.6).
func linger(conn net.Conn) {
	if w, ok := conn.(*watched); ok {
		w.lingers.Store(true)
	}
}

// Close closes the connection.
func (w *watched) Close() error {
	half, ok := w.Conn.(interface{ CloseWrite() error })
	if !ok || !w.lingers.Swap(false) {
		return w.end()
	}
	if w.list.lingering.Add(1) > maxLinger {
		w.list.lingering.Add(-1)
		return w.end()
	}
	go func() {
		defer w.list.lingering.Add(-1)
		defer w.end()
		if half.CloseWrite() == nil && w.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
			_, _ = io.CopyN(io.Discard, w.Conn, lingerBytes) // what comes is refused already
		}
	}()
	return nil
}

func (w *watched) end() error {
	w.list.mu.Lock()
	delete(w.list.open, w)
	w.list.mu.Unlock()
	return w.Conn.Close()
}

func (c *connections) closeAll() {
	c.mu.Lock()
	all := make([]net.Conn, 0, len(c.open))
	for conn := range c.open {
		all = append(all, conn)
	}
	c.mu.Unlock()
	for _, conn := range all {
		_ = conn.Close()
	}
}

// settle is how often a stop looks whether all requests are answered.
const settle = 20 * time.Millisecond

// Close takes no more connections, lets running requests finish for at most the
// given time, and then closes what is still open.
func (s *Server) Close(wait time.Duration) error {
	ended := make(chan error, 1)
	go func() { ended <- s.App.ShutdownWithTimeout(wait) }()
	tick := time.NewTicker(settle)
	defer tick.Stop()
	for quiet := 0; ; {
		select {
		case err := <-ended:
			if errors.Is(err, context.DeadlineExceeded) && s.busy.Load() == 0 {
				return nil
			}
			return err
		case <-tick.C:
		}
		if s.busy.Load() > 0 {
			quiet = 0
			continue
		}
		// Twice in a row: an answer that has just been made is being sent.
		if quiet++; quiet >= 2 && s.open.Load() != nil {
			s.open.Load().closeAll()
		}
	}
}
