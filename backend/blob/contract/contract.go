// Package contract is the suite that every blob.Store passes.
package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"yanhe/backend/blob"
)

const (
	key  = "01jd8q6x-evidence_1"
	mime = "image/jpeg"
)

// Run checks a store. Each part gets an empty one from open.
func Run(t *testing.T, open func(*testing.T) blob.Store) {
	for name, part := range map[string]func(*testing.T, blob.Store){
		"keeps": keeps, "replaces": replaces, "deletes": deletes, "missing": missing, "refuses": refuses,
		"exact": exact, "failing source": failingSource, "cancelled": cancelled, "concurrent": concurrent,
	} {
		t.Run(name, func(t *testing.T) { part(t, open(t)) })
	}
}

// Random gives bytes that are the same for the same seed.
func Random(size int, seed uint64) []byte {
	p := make([]byte, size)
	source := rand.NewPCG(seed, seed)
	for i := range p {
		p[i] = byte(source.Uint64())
	}
	return p
}

func put(t *testing.T, s blob.Store, key string, content []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, bytes.NewReader(content), int64(len(content)), mime); err != nil {
		t.Fatal(err)
	}
}

// holds reads a file in full and compares.
func holds(t *testing.T, s blob.Store, key string, content []byte) {
	t.Helper()
	want := blob.Info{Key: key, Size: int64(len(content)), Mime: mime}
	if info, err := s.Stat(t.Context(), key); err != nil || info != want {
		t.Errorf("Stat(%s) = %+v, %v, not %+v", key, info, err, want)
	}
	r, info, err := s.Open(t.Context(), key)
	if err != nil {
		t.Errorf("Open(%s): %v", key, err)
		return
	}
	if info != want {
		t.Errorf("Open(%s) tells %+v, not %+v", key, info, want)
	}
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%s holds %d bytes that are not the %d put there, %v", key, len(got), len(content), err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// gone asks for a file that must not be there.
func gone(t *testing.T, s blob.Store, key string) {
	t.Helper()
	if _, err := s.Stat(t.Context(), key); !errors.Is(err, blob.ErrMissing) {
		t.Errorf("Stat(%q): %v", key, err)
	}
	r, _, err := s.Open(t.Context(), key)
	if !errors.Is(err, blob.ErrMissing) {
		t.Errorf("Open(%q): %v", key, err)
	}
	if err == nil {
		_ = r.Close() // the test has failed already
	}
}

func keeps(t *testing.T, s blob.Store) {
	for i, size := range []int{1, 2, 4095, 65535, 65536, 65537, 3*65536 - 16, 1 << 20, 6_000_001} {
		k, content := fmt.Sprintf("file-of-%d", size), Random(size, uint64(i))
		put(t, s, k, content)
		holds(t, s, k, content)
	}
	content := Random(5_000, 9)
	if err := s.Put(t.Context(), key, iotest.OneByteReader(bytes.NewReader(content)), 5_000, mime); err != nil {
		t.Fatal(err)
	}
	holds(t, s, key, content)
}

func replaces(t *testing.T, s blob.Store) {
	put(t, s, key, Random(70_000, 1))
	put(t, s, key, Random(30, 2))
	holds(t, s, key, Random(30, 2))
}

func deletes(t *testing.T, s blob.Store) {
	put(t, s, key, []byte("one"))
	put(t, s, key+"2", []byte("two"))
	for range 2 { // the second time there is nothing left
		if err := s.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		gone(t, s, key)
	}
	holds(t, s, key+"2", []byte("two"))
}

var badKeys = []string{"", "short", "../../../etc/passwd", "..........", "/etc/passwd-file", "with/slash/within",
	"with\\backslash", "UPPERCASE1", "nul\x00nul\x00nul", "-dash-first", "dot.dot.dot", "汉字汉字汉字汉字", strings.Repeat("a", 101)}

func missing(t *testing.T, s blob.Store) {
	for _, k := range append(badKeys, key) {
		gone(t, s, k)
		if err := s.Delete(t.Context(), k); err != nil {
			t.Errorf("Delete(%q): %v", k, err)
		}
	}
}

func refuses(t *testing.T, s blob.Store) {
	try := func(k string, size int64, m string) {
		if err := s.Put(t.Context(), k, strings.NewReader("x"), size, m); err == nil {
			t.Errorf("took the key %q, %d bytes of %q", k, size, m)
		}
	}
	for _, k := range badKeys {
		try(k, 1, mime)
	}
	for _, m := range []string{"", "image", "image/", "/jpeg", "a/b\nc", "A/B", "a/b/c", "text/plain; charset=utf-8", "a/" + strings.Repeat("b", 100)} {
		try(key, 1, m)
	}
	try(key, 0, mime)
	try(key, -1, mime)
	gone(t, s, key)
}

// exact: a reader with too few or too many bytes changes nothing.
func exact(t *testing.T, s blob.Store) {
	put(t, s, key, []byte("before"))
	for _, size := range []int64{1, 99_999, 100_001, 200_000} {
		for _, k := range []string{key, "another-key"} {
			if err := s.Put(t.Context(), k, bytes.NewReader(Random(100_000, 1)), size, mime); err == nil {
				t.Errorf("took 100000 bytes for %d", size)
			}
		}
	}
	holds(t, s, key, []byte("before"))
	gone(t, s, "another-key")
}

func failingSource(t *testing.T, s blob.Store) {
	broken := errors.New("the line is cut")
	r := io.MultiReader(bytes.NewReader(Random(80_000, 1)), iotest.ErrReader(broken))
	if err := s.Put(t.Context(), key, r, 100_000, mime); !errors.Is(err, broken) {
		t.Errorf("the fault of the source is lost: %v", err)
	}
	gone(t, s, key)
}

func cancelled(t *testing.T, s blob.Store) {
	put(t, s, key, []byte("kept"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "another-key", strings.NewReader("x"), 1, mime); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
	if _, _, err := s.Open(ctx, key); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v", err)
	}
	if _, err := s.Stat(ctx, key); !errors.Is(err, context.Canceled) {
		t.Errorf("Stat: %v", err)
	}
	if err := s.Delete(ctx, key); !errors.Is(err, context.Canceled) {
		t.Errorf("Delete: %v", err)
	}
	gone(t, s, "another-key")
	holds(t, s, key, []byte("kept"))
}

// concurrent: whoever reads while others replace sees one whole file.
func concurrent(t *testing.T, s blob.Store) {
	const size = 70_000
	put(t, s, key, bytes.Repeat([]byte{'0'}, size))
	var all sync.WaitGroup
	for writer := range 4 {
		all.Go(func() {
			for range 5 {
				content := bytes.Repeat([]byte{'1' + byte(writer)}, size)
				if err := s.Put(t.Context(), key, bytes.NewReader(content), size, mime); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range 5 {
				r, _, err := s.Open(t.Context(), key)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(r)
				if err != nil || len(got) != size || bytes.Count(got, got[:1]) != size {
					t.Errorf("read %d mixed bytes, %v", len(got), err)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
