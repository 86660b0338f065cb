// Package seal keeps personal data unreadable at rest (个人信息保护法 art. 51): it
// encrypts values with a pluggable cipher (SM4-GCM by default), makes keyed
// blind indexes so that they can still be looked up, and masks them for screens.
package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"github.com/emmansun/gmsm/sm3"

	"yanhe/backend/fault"
)

// version begins every sealed text.
const version = "v1"

// MinBlindKey is the least length of the blind-index key in bytes; 32 are better.
const MinBlindKey = 16

// Box seals and opens values. It is safe for concurrent use.
//
// Nonces are random (96 bits), so a key should seal fewer than 2^32 values
// (NIST SP 800-38D, 8.3) before the next one takes over.
type Box struct {
	ring Keyring
	macs *sync.Pool // of hash.Hash, keyed for blind indexes
}

// New makes a box. The blind key must stay the same when sealing keys rotate, or
// nothing sealed before is found again.
func New(ring Keyring, blindKey []byte) (*Box, error) {
	if len(ring.keys) == 0 {
		return nil, errors.New("seal: the keyring is empty")
	}
	if len(blindKey) < MinBlindKey {
		return nil, errors.New("seal: the blind-index key needs 16 bytes or more")
	}
	key := bytes.Clone(blindKey)
	return &Box{ring: ring, macs: &sync.Pool{New: func() any { return hmac.New(sm3.New, key) }}}, nil
}

// String shows no secret.
func (b *Box) String() string { return "box(" + b.ring.String() + ")" }

// GoString is String, for %#v.
func (b *Box) GoString() string { return b.String() }

// Cipher is that of the current key.
func (b *Box) Cipher() Cipher { return b.ring.keys[0].cipher }

// Seal encrypts the JSON of a value as "v1.<key id>.<base64url of nonce and
// ciphertext>". The context (for example "case|<id>|party|p1") must be given
// again to open it, so a sealed text is worth nothing in another document.
func (b *Box) Seal(context string, value any) (string, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return "", fault.Internalf("seal: a %T cannot be written as JSON", value)
	}
	return b.seal(context, plain)
}

func (b *Box) seal(context string, plain []byte) (string, error) {
	k := b.ring.keys[0]
	size := k.aead.NonceSize()
	raw := make([]byte, size, size+len(plain)+k.aead.Overhead())
	if _, err := rand.Read(raw); err != nil {
		return "", fault.Wrap(err, "internal")
	}
	raw = k.aead.Seal(raw, raw, plain, bound(k.id, context))
	return version + "." + k.id + "." + encoding.EncodeToString(raw), nil
}

// Open decrypts what Seal made in the same context. A wrong key, a changed text
// and a foreign context all give the same internal fault, which tells nothing of
// the content.
func (b *Box) Open(context, sealed string, into any) error {
	plain, err := b.open(context, sealed)
	if err != nil {
		return err
	}
	if json.Unmarshal(plain, into) != nil {
		return fault.Internalf("seal: what was sealed is no %T", into)
	}
	return nil
}

func (b *Box) open(context, sealed string) ([]byte, error) {
	k, text, err := b.split(sealed)
	if err != nil {
		return nil, fault.Wrap(err, "internal")
	}
	raw, err := encoding.DecodeString(text)
	// The decoder skips line breaks even when strict, so they are refused here.
	if size := k.aead.NonceSize(); err == nil && len(raw) >= size && !strings.ContainsAny(text, "\r\n") {
		if plain, err := k.aead.Open(nil, raw[:size], raw[size:], bound(k.id, context)); err == nil {
			return plain, nil
		}
	}
	return nil, fault.Internalf("seal: not what key %s sealed in this context", k.id)
}

func (b *Box) split(sealed string) (ringKey, string, error) {
	v, rest, _ := strings.Cut(sealed, ".")
	keyID, text, ok := strings.Cut(rest, ".")
	if !ok || v != version {
		return ringKey{}, "", errors.New("seal: not a sealed text")
	}
	k, known := b.ring.find(keyID)
	if !known {
		return ringKey{}, "", errors.New("seal: the key is not on the ring")
	}
	return k, text, nil
}

// Current tells whether a text was sealed with the current key; when no stored
// text is left that was not, the older keys can be dropped.
func (b *Box) Current(sealed string) bool {
	return strings.HasPrefix(sealed, version+"."+b.ring.keys[0].id+".")
}

// Reseal moves a sealed text to the current key.
func (b *Box) Reseal(context, sealed string) (string, error) {
	plain, err := b.open(context, sealed)
	if err != nil {
		return "", err
	}
	return b.seal(context, plain)
}

var encoding = base64.RawURLEncoding.Strict()

// bound is what a ciphertext is tied to. Neither the version nor a key id holds
// a bar, so the parts can't be shifted against each other.
func bound(keyID, context string) []byte { return []byte(version + "|" + keyID + "|" + context) }
