package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"yanhe/backend/fault"
)

// cost is how hard a hash is to compute.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// owasp is the OWASP Password Storage Cheat Sheet's argon2id setting with the
// least memory: 19 MiB, 2 passes, 1 thread.
var owasp = cost{memory: 19 * 1024, passes: 2, threads: 1}

// published is for the demonstration's passwords, which stand in the source: a
// dear hash would protect nothing and slow every start.
var published = cost{memory: 1024, passes: 1, threads: 1}

// passwords hashes and verifies, a few at a time: each takes 19 MiB, and a flood
// of sign-ins must not take the machine's memory.
type passwords struct {
	cost  cost
	slots chan struct{}
	decoy string
}

func newPasswords(c cost) *passwords {
	p := &passwords{cost: c, slots: make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))}
	p.decoy = encode(c, make([]byte, saltLength), make([]byte, keyLength))
	return p
}

const (
	saltLength = 16
	keyLength  = 32
)

// hash returns the PHC string of a password.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	return p.hashAt(ctx, password, p.cost)
}

func (p *passwords) hashAt(ctx context.Context, password string, c cost) (string, error) {
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", fault.Wrap(err, "internal")
	}
	key, err := p.derive(ctx, password, salt, c, keyLength)
	if err != nil {
		return "", err
	}
	return encode(c, salt, key), nil
}

// verify tells whether a password belongs to a PHC string. "" stands for an
// account that does not exist: it takes the same work and is never right.
func (p *passwords) verify(ctx context.Context, phc, password string) (bool, error) {
	stored := phc
	if stored == "" {
		stored = p.decoy
	}
	c, salt, want, err := decode(stored)
	if err != nil {
		return false, err
	}
	got, err := p.derive(ctx, password, salt, c, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && phc != "", nil
}

func (p *passwords) derive(ctx context.Context, password string, salt []byte, c cost, length uint32) ([]byte, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.threads, length), nil
}

func encode(c cost, salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		c.memory, c.passes, c.threads, b.EncodeToString(salt), b.EncodeToString(key))
}

func decode(phc string) (c cost, salt, key []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fault.Internalf("identity: not an argon2id hash")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads); err != nil {
		return c, nil, nil, fault.Wrap(err, "internal")
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	sound := c.passes > 0 && c.threads > 0 && c.memory <= 1<<20 && c.passes <= 16
	if err1 != nil || err2 != nil || len(key) < 16 || !sound {
		return c, nil, nil, fault.Internalf("identity: a broken argon2id hash")
	}
	return c, salt, key, nil
}

// The rule for new passwords (等保 2.0 practice). The upper bound keeps hashing cheap.
const (
	minPassword = 10  // characters
	maxPassword = 128 // bytes
	minClasses  = 3   // of lower case, upper case, digits, all else
)

// strong reports what is wrong with a new password of a login, or nil.
func strong(login, password string) *fault.Error {
	var classes [4]int
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			classes[0] = 1
		case unicode.IsUpper(r):
			classes[1] = 1
		case unicode.IsDigit(r):
			classes[2] = 1
		default:
			classes[3] = 1
		}
	}
	if utf8.RuneCountInString(password) < minPassword || len(password) > maxPassword ||
		classes[0]+classes[1]+classes[2]+classes[3] < minClasses ||
		strings.Contains(strings.ToLower(password), foldLogin(login)) {
		return ErrPasswordWeak
	}
	return nil
}
