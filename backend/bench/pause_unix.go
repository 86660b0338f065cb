//go:build unix

package bench

import "syscall"

// pause stops the server's process while something else is measured: its
// background work would otherwise take part. resume lets it go on.
func (s *server) pause() error { return s.cmd.Process.Signal(syscall.SIGSTOP) }

func (s *server) resume() { _ = s.cmd.Process.Signal(syscall.SIGCONT) }
