// Package sealed encrypts files on their way into another store: evidence is
// personal data. Every file has a random key of its own, which the box seals
// together with size and media type, bound to the key the file is stored under.
//
// A stored file is "YS1\n", the length of the sealed head in two bytes, the head,
// and then the content in chunks of 64 KiB, each with its tag. A chunk's nonce is
// its number; the key is used for this one file only, so none repeats. The head
// says how long the file is: a cut or lengthened one is noticed, and so are
// chunks in another order. A file stays readable as long as the key that sealed
// its head is on the keyring.
package sealed

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"yanhe/backend/blob"
	"yanhe/backend/fault"
	"yanhe/backend/seal"
)

const (
	magic = "YS1\n"
	chunk = 64 << 10 // bytes of content in a chunk
	// opaque is the media type the store behind gets to see.
	opaque = "application/octet-stream"
)

// Store encrypts what it hands to the store behind it.
type Store struct {
	behind blob.Store
	box    *seal.Box
}

// New wraps a store.
func New(behind blob.Store, box *seal.Box) *Store { return &Store{behind: behind, box: box} }

// head is what the box seals for each file.
type head struct {
	Cipher string `json:"cipher"`
	Key    []byte `json:"key"`
	Size   int64  `json:"size"` // bytes of the content
	Mime   string `json:"mime"`
}

func contextOf(key string) string { return "blob|" + key }

// chunks is how many chunks a content of so many bytes has.
func chunks(size int64) int64 { return (size + chunk - 1) / chunk }

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, mime string) error {
	if err := blob.CheckPut(key, size, mime); err != nil {
		return err
	}
	c := s.box.Cipher()
	h := head{Cipher: c.Name(), Key: make([]byte, c.KeySize()), Size: size, Mime: mime}
	if _, err := rand.Read(h.Key); err != nil {
		return fault.Wrap(err, "internal")
	}
	aead, err := c.AEAD(h.Key)
	if err != nil {
		return fault.Wrap(err, "internal")
	}
	text, err := s.box.Seal(contextOf(key), h)
	if err != nil {
		return err
	}
	start := magic + string(binary.BigEndian.AppendUint16(nil, uint16(len(text)))) + text
	content := &chunked{source: blob.Exactly(r, size), size: chunk, turn: func(dst, nonce, p []byte) ([]byte, error) {
		return aead.Seal(dst, nonce, p, nil), nil
	}}
	total := int64(len(start)) + size + chunks(size)*int64(aead.Overhead())
	return s.behind.Put(ctx, key, io.MultiReader(strings.NewReader(start), content), total, opaque)
}

// Open implements blob.Store. The reader checks each chunk before it gives it
// out, and fails at the first that is not as it was put.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	file, _, err := s.behind.Open(ctx, key)
	if err != nil {
		return nil, blob.Info{}, err
	}
	h, aead, err := s.head(file, key)
	if err != nil {
		return nil, blob.Info{}, errors.Join(err, file.Close())
	}
	stored := blob.Exactly(file, h.Size+chunks(h.Size)*int64(aead.Overhead()))
	content := &chunked{source: stored, size: chunk + aead.Overhead(), turn: func(dst, nonce, p []byte) ([]byte, error) {
		return aead.Open(dst, nonce, p, nil)
	}}
	return opened{Reader: damage{content}, Closer: file}, blob.Info{Key: key, Size: h.Size, Mime: h.Mime}, nil
}

func (s *Store) head(file io.Reader, key string) (h head, aead cipher.AEAD, err error) {
	start := make([]byte, len(magic)+2)
	if _, err := io.ReadFull(file, start); err != nil || string(start[:len(magic)]) != magic {
		return h, nil, fault.Internalf("blob: the file %s is not a sealed one", key)
	}
	text := make([]byte, binary.BigEndian.Uint16(start[len(magic):]))
	if _, err := io.ReadFull(file, text); err != nil {
		return h, nil, fault.Internalf("blob: the file %s is cut", key)
	}
	if err := s.box.Open(contextOf(key), string(text), &h); err != nil {
		return h, nil, err
	}
	c, err := seal.CipherNamed(h.Cipher)
	if err == nil {
		aead, err = c.AEAD(h.Key)
	}
	if err != nil {
		return h, nil, fault.Wrap(err, "internal")
	}
	return h, aead, nil
}

// Stat implements blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	file, info, err := s.Open(ctx, key)
	if err != nil {
		return blob.Info{}, err
	}
	if err := file.Close(); err != nil {
		return blob.Info{}, blob.ErrUnavailable.Because(err)
	}
	return info, nil
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, key string) error { return s.behind.Delete(ctx, key) }

type opened struct {
	io.Reader
	io.Closer
}

// damage makes an internal fault of whatever ends the reading too early.
type damage struct{ *chunked }

func (d damage) Read(p []byte) (int, error) {
	n, err := d.chunked.Read(p)
	if err != nil && err != io.EOF && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		err = fault.Wrap(err, "internal")
	}
	return n, err
}
