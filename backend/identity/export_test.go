package identity

// Cheapen makes hashing cheap, for tests that are about something else.
func (s *Service) Cheapen() *Service {
	s.passwords = newPasswords(cost{memory: 64, passes: 1, threads: 1})
	return s
}

// MaxStrangers is how many unknown logins are counted at once.
const MaxStrangers = maxStrangers

// Strangers is how many unknown logins are being counted.
func (s *Service) Strangers() int { return len(s.strangers.seen) }

// Strong is the rule for new passwords.
func Strong(login, password string) bool { return strong(login, password) == nil }
