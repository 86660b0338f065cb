// Package id makes identifiers: sortable ones for new documents, derived ones
// where a natural key must be unique, and unguessable ones for tokens.
package id

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"
)

// alphabet is Crockford's base 32 in lower case: no i, l, o, u, so an id can be
// read out on the phone. Its letters are in ASCII order, so text order is byte order.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

var encoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// TokenLength is the number of characters of a token: 128 bits in base 32. It
// fits the 32 characters of a mini-program code's scene (wxacode.getUnlimited).
const TokenLength = 26

// New returns a 26-character id that sorts by time: 48 bits of milliseconds,
// then 80 random bits.
func New(at time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMilli())<<16)
	if _, err := rand.Read(b[6:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	return encoding.EncodeToString(b[:])
}

// Derive returns the id of a natural key: the same parts always give the same
// id, and different parts never do in practice (128 bits of SHA-256). Parts are
// length-prefixed, so ("ab","c") and ("a","bc") differ.
func Derive(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return encoding.EncodeToString(h.Sum(nil)[:16])
}

// Token returns 128 random bits in base 32.
func Token() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err)
	}
	return encoding.EncodeToString(b[:])
}

// typed folds what looks alike. It is made once: each scan of a code asks it.
var typed = strings.NewReplacer("o", "0", "i", "1", "l", "1", " ", "", "-", "")

// ParseToken folds what a person may have typed (capitals, O for 0, I or L for
// 1, spaces and dashes) into a token and says whether it has a token's form.
func ParseToken(s string) (string, bool) {
	if isToken(s) { // as it stands in a code
		return s, true
	}
	s = typed.Replace(strings.ToLower(strings.TrimSpace(s)))
	if !isToken(s) {
		return "", false
	}
	return s, true
}

func isToken(s string) bool {
	if len(s) != TokenLength {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(alphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}

// Hash returns the id under which a secret (a session token) is stored, so that
// the store never holds the secret itself.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return encoding.EncodeToString(sum[:])
}
