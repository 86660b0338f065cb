//go:build !unix

package bench

// pause does nothing where processes cannot be stopped: the server's background
// work then weighs on the other side of a round, too.
func (s *server) pause() error { return nil }

func (s *server) resume() {}
