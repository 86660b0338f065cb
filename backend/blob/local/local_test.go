package local

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yanhe/backend/blob"
	"yanhe/backend/blob/contract"
	"yanhe/backend/fault"
)

func open(t *testing.T, root string) *Store {
	t.Helper()
	s, err := New(root)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) blob.Store { return open(t, t.TempDir()) })
}

// files lists what lies in a folder and all below it.
func files(t *testing.T, root string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOnlyTheOwnerReads(t *testing.T) {
	root := filepath.Join(t.TempDir(), "below", "files")
	s := open(t, root)
	if err := s.Put(t.Context(), "evidence-1", strings.NewReader("x"), 1, "image/png"); err != nil {
		t.Fatal(err)
	}
	list := files(t, root)
	if len(list) != 1 {
		t.Fatal(list)
	}
	for path, want := range map[string]fs.FileMode{list[0]: 0o600, filepath.Dir(list[0]): 0o700, root: 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%v has %v, %v", path, info.Mode().Perm(), err)
		}
	}
}

func TestFailuresLeaveNothing(t *testing.T) {
	root := t.TempDir()
	s := open(t, root)
	if err := s.Put(t.Context(), "evidence-1", strings.NewReader("xyz"), 4, "image/png"); err == nil {
		t.Fatal("took three bytes for four")
	}
	if left := files(t, root); len(left) > 0 {
		t.Error(left)
	}
}

func TestStorageAway(t *testing.T) {
	root := filepath.Join(t.TempDir(), "files")
	s := open(t, root)
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	err := s.Put(t.Context(), "evidence-1", strings.NewReader("x"), 1, "image/png")
	if !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

func TestForeignFile(t *testing.T) {
	s := open(t, t.TempDir())
	for _, content := range []string{"", "GIF89a", "yb1 image/png", strings.Repeat("yb1 ", 1000)} {
		if err := os.WriteFile(s.path("evidence-1"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Stat(t.Context(), "evidence-1"); !fault.Is(err, fault.Internal) {
			t.Errorf("%.20q: %v", content, err)
		}
	}
}

func TestClearsOldLeftovers(t *testing.T) {
	root := t.TempDir()
	s := open(t, root)
	old, young := filepath.Join(s.fresh(), "old.1"), filepath.Join(s.fresh(), "young.1")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(old, before, before); err != nil {
		t.Fatal(err)
	}
	open(t, root)
	if left := files(t, root); len(left) != 1 || left[0] != young {
		t.Error(left)
	}
}

const folderForChild = "YANHE_TEST_BLOB_FOLDER"

// childFile is what the child puts under the key of a number.
func childFile(n int) (key string, content []byte) {
	return fmt.Sprintf("evidence-%05d", n), contract.Random(50_000+n, uint64(n))
}

// TestChildWrites is the other process of TestKill9: it writes files and says
// each number once Put has returned.
func TestChildWrites(t *testing.T) {
	root := os.Getenv(folderForChild)
	if root == "" {
		t.Skip("runs inside TestKill9")
	}
	s := open(t, root)
	for n := 0; ; n++ {
		key, content := childFile(n)
		if err := s.Put(context.Background(), key, bytes.NewReader(content), int64(len(content)), "image/png"); err != nil {
			t.Fatal(err)
		}
		fmt.Println("kept", n)
	}
}

// TestKill9 kills a writing process many times: what it said it kept is there,
// and what it was writing is there whole or not at all.
func TestKill9(t *testing.T) {
	root := t.TempDir()
	for round := range 6 {
		kept := killAfter(t, root, 3+2*round)
		s := open(t, root)
		for n := range kept + 2 {
			key, content := childFile(n)
			r, info, err := s.Open(t.Context(), key)
			if err != nil {
				if n < kept {
					t.Fatalf("round %d: %s was kept and is gone: %v", round, key, err)
				}
				continue
			}
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, content) || info.Size != int64(len(content)) {
				t.Fatalf("round %d: %s is not whole: %v", round, key, err)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// killAfter starts the child, kills it when it has said so many numbers, and
// returns how many it said.
func killAfter(t *testing.T, root string, count int) int {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestChildWrites$")
	child.Env = append(os.Environ(), folderForChild+"="+root)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	kept := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "kept ") {
			t.Fatal(lines.Text())
		}
		if kept++; kept == count {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	return kept
}
