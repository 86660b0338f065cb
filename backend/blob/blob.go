// Package blob is the port to where evidence files are kept: a folder by default
// (blob/local), S3-compatible storage in production (blob/s3), either of them
// behind encryption (blob/sealed). All pass one suite (blob/contract).
package blob

import (
	"context"
	"fmt"
	"io"
	"strings"

	"yanhe/backend/fault"
)

// Info is what a store knows of a file.
type Info struct {
	Key  string
	Size int64 // bytes
	Mime string
}

// Store keeps files by key. A file is there whole or not at all, and one whose
// Put returned without error survives a crash. It is safe for concurrent use.
type Store interface {
	// Put keeps size bytes of r, at least one, and replaces what the key held. A
	// reader that has more or fewer is refused and nothing changes.
	Put(ctx context.Context, key string, r io.Reader, size int64, mime string) error
	// Open reads a file; the caller closes it. The fault is blob.missing.
	Open(ctx context.Context, key string) (io.ReadCloser, Info, error)
	// Stat tells of a file without reading it. The fault is blob.missing.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes a file; that there is none is no fault.
	Delete(ctx context.Context, key string) error
}

// What a store answers: no such file, or the storage is away (or full).
var (
	ErrMissing     = fault.New(fault.NotFound, "blob.missing")
	ErrUnavailable = fault.New(fault.Unavailable, "blob.unavailable")
)

// ValidKey tells whether a key has the form of an id: 8 to 100 lower-case
// letters, digits, - and _, beginning with a letter or digit. So a key can't
// leave a folder, and differs from others on file systems that fold case.
func ValidKey(key string) bool {
	for i := range len(key) {
		c := key[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !plain && (i == 0 || c != '-' && c != '_') {
			return false
		}
	}
	return len(key) >= 8 && len(key) <= 100
}

// CheckPut is what every store asks before it keeps a file. A violation is a
// mistake in the program, not of a person.
func CheckPut(key string, size int64, mime string) error {
	switch {
	case !ValidKey(key):
		return fault.Internalf("blob: %q is no key", key)
	case size < 1:
		return fault.Internalf("blob: %s: a file has one byte or more, not %d", key, size)
	case !validMime(mime):
		return fault.Internalf("blob: %s: %q is no media type", key, mime)
	}
	return nil
}

func validMime(mime string) bool {
	kind, sub, ok := strings.Cut(mime, "/")
	return ok && validWord(kind) && validWord(sub) && len(mime) <= 100
}

func validWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '+' || c == '-') {
			return false
		}
	}
	return s != ""
}

// Exact reads a source that must have exactly so many bytes. The last of them is
// given out only when the source has ended, so whoever needs all bytes notices.
type Exact struct {
	source io.Reader
	left   int64
	// Err is what was wrong with the source, nil so far. It tells a failing
	// source from a failing store.
	Err error
}

// Exactly makes an Exact of size bytes.
func Exactly(r io.Reader, size int64) *Exact { return &Exact{source: r, left: size} }

// Read gives out what the source has, or says that it has too few or too many bytes.
func (e *Exact) Read(p []byte) (int, error) {
	switch {
	case e.Err != nil:
		return 0, e.Err
	case e.left == 0:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	n, err := e.source.Read(p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	switch {
	case err != nil && err != io.EOF:
		e.Err = err
	case err == io.EOF && e.left > 0:
		e.Err = fmt.Errorf("blob: %d bytes are missing: %w", e.left, io.ErrUnexpectedEOF)
	case err == nil && e.left == 0:
		e.Err = e.ended()
	}
	if e.Err != nil {
		return 0, e.Err
	}
	return n, nil
}

// ended reads on to the end of the source.
func (e *Exact) ended() error {
	n, err := io.ReadFull(e.source, make([]byte, 1))
	if n > 0 {
		return fault.Internalf("blob: the file has more bytes than were announced")
	}
	if err != io.EOF {
		return err
	}
	return nil
}
