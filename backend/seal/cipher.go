package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"

	"github.com/emmansun/gmsm/sm4"
)

// Cipher is a kind of authenticated encryption that keys can be used with. A
// further one (a hardware module, say) is added by putting it into ciphers.
type Cipher interface {
	// Name is the word for it in settings and in file headers.
	Name() string
	// KeySize is the length of a key in bytes.
	KeySize() int
	// AEAD prepares a key. The result is safe for concurrent use, and has nonces
	// of 12 bytes and tags of 16.
	AEAD(key []byte) (cipher.AEAD, error)
}

// SM4 is SM4-GCM (GB/T 32907, RFC 8998), what a 密评 looks for; AES256 is
// AES-256-GCM (NIST SP 800-38D).
var (
	SM4    Cipher = &gcm{name: "sm4", size: sm4.BlockSize, block: sm4.NewCipher}
	AES256 Cipher = &gcm{name: "aes256", size: 32, block: aes.NewCipher}
)

var ciphers = []Cipher{SM4, AES256}

// CipherNamed finds a cipher by its name.
func CipherNamed(name string) (Cipher, error) {
	for _, c := range ciphers {
		if c.Name() == name {
			return c, nil
		}
	}
	return nil, fmt.Errorf("seal: no such cipher; there are sm4 and aes256")
}

// gcm is a block cipher in Galois/Counter Mode.
type gcm struct {
	name  string
	size  int
	block func([]byte) (cipher.Block, error)
}

func (g *gcm) Name() string { return g.name }
func (g *gcm) KeySize() int { return g.size }

func (g *gcm) AEAD(key []byte) (cipher.AEAD, error) {
	if len(key) != g.size {
		return nil, fmt.Errorf("seal: a key of %s has %d bytes, not %d", g.name, g.size, len(key))
	}
	block, err := g.block(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
