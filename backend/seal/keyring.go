package seal

import (
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Keyring holds the keys by their ids. The first is the current one, which seals;
// the others only open what they sealed before a rotation.
type Keyring struct{ keys []ringKey }

type ringKey struct {
	id     string
	cipher Cipher
	aead   cipher.AEAD
}

// ParseKeyring reads a keyring from a setting: "id:cipher:key" entries with
// commas between, the current key first, each key in base 64, for example
// "k2:sm4:<16 bytes>,k1:aes256:<32 bytes>". Errors never show a key.
func ParseKeyring(text string) (Keyring, error) {
	var ring Keyring
	for i, entry := range strings.Split(text, ",") {
		k, err := parseKey(strings.TrimSpace(entry))
		if err != nil {
			return Keyring{}, fmt.Errorf("keyring, entry %d: %w", i+1, err)
		}
		if _, twice := ring.find(k.id); twice {
			return Keyring{}, fmt.Errorf("keyring, entry %d: its id was used before", i+1)
		}
		ring.keys = append(ring.keys, k)
	}
	return ring, nil
}

func parseKey(entry string) (ringKey, error) {
	part := strings.Split(entry, ":")
	if len(part) != 3 {
		return ringKey{}, errors.New("it should read id:cipher:key")
	}
	if !isKeyID(part[0]) {
		return ringKey{}, errors.New("an id has 1 to 16 lower-case letters, digits, _ or -")
	}
	c, err := CipherNamed(part[1])
	if err != nil {
		return ringKey{}, err
	}
	key, err := ParseKey(part[2])
	if err != nil {
		return ringKey{}, err
	}
	aead, err := c.AEAD(key)
	return ringKey{id: part[0], cipher: c, aead: aead}, err
}

// ParseKey reads key bytes from base 64 (standard or URL alphabet, with or
// without padding). The error never shows the text.
func ParseKey(text string) ([]byte, error) {
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(strings.TrimSpace(text), "="))
	key, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("the key is not base 64")
	}
	return key, nil
}

func isKeyID(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-') {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 16
}

func (r Keyring) find(id string) (ringKey, bool) {
	for _, k := range r.keys {
		if k.id == id {
			return k, true
		}
	}
	return ringKey{}, false
}

// String names the keys and shows none of them, so that a logged setting is harmless.
func (r Keyring) String() string {
	names := make([]string, len(r.keys))
	for i, k := range r.keys {
		names[i] = k.id + ":" + k.cipher.Name()
	}
	return "keyring(" + strings.Join(names, ",") + ")"
}

// GoString is String, for %#v.
func (r Keyring) GoString() string { return r.String() }
