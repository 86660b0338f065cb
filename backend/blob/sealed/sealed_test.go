package sealed

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"yanhe/backend/blob"
	"yanhe/backend/blob/contract"
	"yanhe/backend/blob/local"
	"yanhe/backend/fault"
	"yanhe/backend/seal"
)

func entry(id string, c seal.Cipher, fill byte) string {
	return id + ":" + c.Name() + ":" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, c.KeySize()))
}

func box(t testing.TB, keys string) *seal.Box {
	t.Helper()
	ring, err := seal.ParseKeyring(keys)
	if err != nil {
		t.Fatal(err)
	}
	b, err := seal.New(ring, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func behind(t testing.TB) blob.Store {
	t.Helper()
	s, err := local.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	for _, c := range []seal.Cipher{seal.SM4, seal.AES256} {
		t.Run(c.Name(), func(t *testing.T) {
			contract.Run(t, func(t *testing.T) blob.Store { return New(behind(t), box(t, entry("k1", c, 1))) })
		})
	}
}

const key = "evidence-1"

func put(t testing.TB, s blob.Store, content []byte, mime string) {
	t.Helper()
	if err := s.Put(t.Context(), key, bytes.NewReader(content), int64(len(content)), mime); err != nil {
		t.Fatal(err)
	}
}

// get reads a file in full.
func get(t testing.TB, s blob.Store, key string) ([]byte, error) {
	t.Helper()
	r, _, err := s.Open(t.Context(), key)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return content, err
}

func mustGet(t testing.TB, s blob.Store) []byte {
	t.Helper()
	content, err := get(t, s, key)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestNothingShowsBehind(t *testing.T) {
	store := behind(t)
	s := New(store, box(t, entry("k1", seal.SM4, 1)))
	content := bytes.Repeat([]byte("张三丰 13812345678 "), 10_000)
	put(t, s, content, "image/jpeg")
	stored := mustGet(t, store)
	for _, clear := range []string{"张三丰", "13812345678", "image/jpeg"} {
		if bytes.Contains(stored, []byte(clear)) {
			t.Errorf("%s shows", clear)
		}
	}
	if info, err := store.Stat(t.Context(), key); err != nil || info.Mime != opaque || info.Size != int64(len(stored)) {
		t.Error(info, err)
	}
	put(t, s, content, "image/jpeg")
	if again := mustGet(t, store); bytes.Equal(again[len(again)-100:], stored[len(stored)-100:]) {
		t.Error("the same file stored twice looks the same")
	}
}

// shelf is a store with one file, which needs no disk.
type shelf struct {
	blob.Store
	content []byte
}

func (s shelf) Open(context.Context, string) (io.ReadCloser, blob.Info, error) {
	return io.NopCloser(bytes.NewReader(s.content)), blob.Info{}, nil
}

// Any byte that changed, is missing or was added makes the reading fail.
func TestDamage(t *testing.T) {
	store := behind(t)
	s := New(store, box(t, entry("k1", seal.SM4, 1)))
	put(t, s, contract.Random(2*chunk+500, 1), "image/jpeg")
	stored := mustGet(t, store)
	refuse := func(what string, changed []byte) {
		t.Helper()
		if _, err := get(t, New(shelf{content: changed}, s.box), key); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := 0; i < len(stored); i += 1 + len(stored)/400*min(1, i/400) { // all of the head, then some
		stored[i] ^= 1
		refuse("a changed byte", stored)
		stored[i] ^= 1
	}
	sealedChunk := chunk + 16
	at := len(stored) - 2*sealedChunk - 516
	for _, n := range []int{1, 3, 5, 6, 50, at, at + 1, at + sealedChunk, at + 2*sealedChunk, len(stored) - 1} {
		refuse("cut", stored[:n])
	}
	refuse("lengthened", append(bytes.Clone(stored), 0))
	first, second := stored[at:at+sealedChunk], stored[at+sealedChunk:at+2*sealedChunk]
	refuse("swapped", bytes.Join([][]byte{stored[:at], second, first, stored[at+2*sealedChunk:]}, nil))
	refuse("a plain file", []byte("GIF89a"))
	if got := mustGet(t, New(shelf{content: stored}, s.box)); !bytes.Equal(got, contract.Random(2*chunk+500, 1)) {
		t.Error("the undamaged file is not read")
	}
}

// A file can't be passed off as another one.
func TestMovedFile(t *testing.T) {
	store := behind(t)
	s := New(store, box(t, entry("k1", seal.SM4, 1)))
	put(t, s, []byte("of another case"), "image/jpeg")
	stored := mustGet(t, store)
	if err := store.Put(t.Context(), "evidence-2", bytes.NewReader(stored), int64(len(stored)), opaque); err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, s, "evidence-2"); !fault.Is(err, fault.Internal) {
		t.Error(err)
	}
}

func TestRotation(t *testing.T) {
	store, old, now := behind(t), entry("k1", seal.SM4, 1), entry("k2", seal.AES256, 2)
	put(t, New(store, box(t, old)), []byte("kept"), "image/jpeg")
	if got := mustGet(t, New(store, box(t, now+","+old))); string(got) != "kept" {
		t.Errorf("%q", got)
	}
	if _, err := get(t, New(store, box(t, now)), key); err == nil {
		t.Error("read without its key")
	}
}

func BenchmarkRead(b *testing.B) {
	for _, c := range []seal.Cipher{seal.SM4, seal.AES256} {
		b.Run(c.Name(), func(b *testing.B) {
			s := New(behind(b), box(b, entry("k1", c, 1)))
			put(b, s, []byte(strings.Repeat("x", 4<<20)), "video/mp4")
			b.SetBytes(4 << 20)
			b.ReportAllocs()
			for b.Loop() {
				r, _, err := s.Open(b.Context(), key)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r); err != nil {
					b.Fatal(err)
				}
				if err := r.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
