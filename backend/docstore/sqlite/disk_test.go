//go:build unix

package sqlite

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"yanhe/backend/docstore"
)

// TestDiskError lets the kernel refuse writes beyond a file size: an I/O error in
// the middle of commits, as a failing disk gives. What was acknowledged before
// stays, and the engine goes on when the disk does.
func TestDiskError(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	path := filepath.Join(t.TempDir(), "yanhe.db")
	_, docs := openEntries(t, Options{Path: path})
	log, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	lift := limitFileSize(t, uint64(log.Size())+300<<10)

	var mu sync.Mutex
	var kept, refused []string
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for k := range 50 {
				doc := numbered(w*1000 + k)
				doc.Text = strings.Repeat("x", 3000)
				err := docs.Insert(t.Context(), doc)
				mu.Lock()
				if err == nil {
					kept = append(kept, doc.ID)
				} else {
					refused = append(refused, doc.ID)
				}
				mu.Unlock()
				if err != nil && !errors.Is(err, docstore.ErrUnavailable) {
					t.Errorf("insert: %v", err)
				}
			}
		})
	}
	wg.Wait()
	lift()
	if len(kept) == 0 || len(refused) == 0 {
		t.Fatalf("%d kept, %d refused: the test limits nothing", len(kept), len(refused))
	}
	for _, id := range kept {
		if _, err := docs.Get(t.Context(), id); err != nil {
			t.Errorf("%s was acknowledged: %v", id, err)
		}
	}
	for _, id := range refused {
		doc := &entry{Meta: docstore.Meta{ID: id}}
		if err := docs.Insert(t.Context(), doc); err != nil {
			t.Fatalf("after the error: %v", err)
		}
	}
	integrity(t, path)
}

// limitFileSize sets the soft limit of this process; lift restores it.
func limitFileSize(t *testing.T, bytes uint64) (lift func()) {
	t.Helper()
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	now := was
	now.Cur = bytes
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &now); err != nil {
		t.Fatal(err)
	}
	lift = sync.OnceFunc(func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(lift)
	return lift
}
