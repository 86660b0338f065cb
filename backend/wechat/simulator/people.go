package simulator

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"time"

	"yanhe/backend/id"
	"yanhe/backend/wechat"
)

// codeLife is how long a minted code lives. A code that nobody minted has no
// known beginning and works until it is used.
const codeLife = 5 * time.Minute

// recently is how long after opening the mini-program content is checked.
const recently = 2 * time.Hour

// codeForm is a code of a named person; names are letters and digits of any script.
var codeForm = regexp.MustCompile(`^(demo|phone)-([\p{L}\p{N}_]{1,24})-([0-9A-Za-z]{1,64})$`)

// codes remembers which codes were minted when, and which were used.
type codes struct {
	minted map[string]time.Time
	used   map[string]bool
}

// MintCode makes a sign-in code of a person, as wx.login does.
func (s *Server) MintCode(name string) string { return s.mint("demo", name) }

// MintPhoneCode makes a phone number code of a person, as the getPhoneNumber
// button does.
func (s *Server) MintPhoneCode(name string) string { return s.mint("phone", name) }

func (s *Server) mint(kind, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	code := kind + "-" + name + "-" + id.Token()
	s.codes.minted[code] = s.clock.Now()
	return code
}

// spendCode uses a code up and returns whose it is. The caller holds the lock.
func (s *Server) spendCode(kind, code string) (name string, no *refusal) {
	parts := codeForm.FindStringSubmatch(code)
	if parts == nil || parts[1] != kind {
		return "", fail(40029, "invalid code")
	}
	if s.codes.used[code] {
		return "", fail(40163, "code been used")
	}
	if at, ok := s.codes.minted[code]; ok && s.clock.Now().Sub(at) > codeLife {
		return "", fail(40029, "invalid code")
	}
	s.codes.used[code] = true
	delete(s.codes.minted, code)
	return parts[2], nil
}

// OpenID returns the openid of a person: 28 characters, as on the platform. It
// carries its own check sum, so that a stranger's openid is told from a real one
// even after a restart.
func OpenID(name string) string {
	body := digest("openid", name)[:14]
	return "o" + base64.RawURLEncoding.EncodeToString(append(body, digest("check", string(body))[:6]...))
}

// UnionID returns the unionid of a person.
func UnionID(name string) string {
	return "o" + base64.RawURLEncoding.EncodeToString(digest("unionid", name)[:20])
}

// Phone returns the phone number of a person, among 10,000 numbers that are
// made up: 199 0000 0000 to 199 0000 9999.
func Phone(name string) string {
	n := binary.BigEndian.Uint32(digest("phone", name)) % 10_000
	return fmt.Sprintf("1990000%04d", n)
}

func digest(kind, name string) []byte {
	sum := sha256.Sum256([]byte(kind + "\x00" + wechat.SimulatorAppID + "\x00" + name))
	return sum[:]
}

// isOpenID tells whether an openid belongs to a person of the simulator.
func isOpenID(openID string) bool {
	if len(openID) != 28 || openID[0] != 'o' {
		return false
	}
	raw, err := base64.RawURLEncoding.DecodeString(openID[1:])
	return err == nil && len(raw) == 20 && string(digest("check", string(raw[:14]))[:6]) == string(raw[14:])
}

// checkPerson wants a person who opened the mini-program within two hours. The
// caller holds the lock.
func (s *Server) checkPerson(openID string) *refusal {
	if !isOpenID(openID) {
		return fail(40003, "invalid openid")
	}
	if at, ok := s.opened[openID]; !ok || s.clock.Now().Sub(at) > recently {
		return fail(61010, "code is expired")
	}
	return nil
}
