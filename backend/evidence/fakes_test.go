package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/docstore/sqlite"
	"yanhe/backend/fault"
)

var (
	errRefused = fault.New(fault.Unsupported, "media.unsupported")
	errAway    = errors.New("the storage is away")
)

// plain accepts everything but the word "script"; "big:" stands for a file of 100 MB.
type plain struct{}

func (plain) Accept(_ context.Context, _ string, r io.Reader) (File, error) {
	raw, err := io.ReadAll(r)
	if err != nil || string(raw) == "script" {
		return File{}, errors.Join(errRefused, err)
	}
	sum := sha256.Sum256(raw)
	f := File{Mime: "image/png", Ext: "png", Size: int64(len(raw)), SHA256: hex.EncodeToString(sum[:]),
		Content: io.NopCloser(bytes.NewReader(raw))}
	if bytes.HasPrefix(raw, []byte("big:")) {
		f.Size = 100 << 20
	}
	return f, nil
}

// shelf is a blob store in memory whose next calls can be made to fail.
type shelf struct {
	mu   sync.Mutex
	held map[string][]byte
	// failPut stores and then fails, like a connection lost after the last byte.
	failPut, failDelete bool
}

func (s *shelf) Put(_ context.Context, key string, r io.Reader, _ int64, _ string) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[key] = raw
	if s.failPut {
		return errAway
	}
	return nil
}

func (s *shelf) Open(_ context.Context, key string) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, ok := s.held[key]
	if !ok {
		return nil, ErrMissing
	}
	return io.NopCloser(bytes.NewReader(raw)), nil
}

func (s *shelf) Delete(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failDelete {
		return errAway
	}
	delete(s.held, key)
	return nil
}

func (s *shelf) has(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.held[key]
	return ok
}

type bench struct {
	*Service
	shelf *shelf
	now   *clock.Fixed
}

func newBench(t testing.TB) bench { return benchOn(engine(t)) }

func benchOn(e docstore.Engine) bench {
	b := bench{shelf: &shelf{held: map[string][]byte{}}, now: clock.At(time.Date(2026, 3, 4, 1, 0, 0, 0, time.UTC))}
	b.Service = New(e, b.now, plain{}, b.shelf)
	return b
}

func (b bench) add(t testing.TB, account, content string) Upload {
	t.Helper()
	u, err := b.Add(context.Background(), account, "photo.png", bytes.NewBufferString(content))
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}

// engine opens an embedded store of its own.
func engine(t testing.TB) docstore.Engine {
	t.Helper()
	e, err := sqlite.Open(context.Background(), sqlite.Options{Path: filepath.Join(t.TempDir(), "yanhe.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := e.Prepare(context.Background(), Schemas()); err != nil {
		t.Fatal(err)
	}
	return e
}
