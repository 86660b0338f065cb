//go:build unix

package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"yanhe/backend/docstore"
)

// childFile names the file that the killed process writes to; it is set only there.
const childFile = "YANHE_SQLITE_TEST_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		insertForever(path, os.Getenv(childFile+"_ROUND"))
		return
	}
	os.Exit(m.Run())
}

// insertForever inserts and updates with 16 goroutines and prints each acknowledged
// write as "id version", until it is killed.
func insertForever(path, round string) {
	ctx := context.Background()
	e, err := Open(ctx, Options{Path: path})
	if err == nil {
		err = e.Prepare(ctx, []docstore.Schema{entries.Schema()})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	docs := entries.On(e)
	var mu sync.Mutex
	acknowledged := func(doc *entry) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Printf("%s %d\n", doc.ID, doc.Version) // unbuffered: one write each
	}
	for w := range 16 {
		go func() {
			for n := 0; ; n++ {
				doc := &entry{Meta: docstore.Meta{ID: fmt.Sprintf("%s-%d-%d", round, w, n)}, Writer: int64(w), Text: strings.Repeat("调解", 300)}
				err := docs.Insert(ctx, doc)
				if err == nil {
					acknowledged(doc)
					doc.Text += "。"
					err = docs.Replace(ctx, doc)
				}
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				acknowledged(doc)
			}
		}()
	}
	select {}
}

// TestKill ends a writing process with SIGKILL, many times, and looks for every
// write that it was told of.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kill.db")
	versions := map[string]int64{}
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	for round := range rounds {
		killOnce(t, path, round, 20+round*37, versions)
	}
	checkAll(t, path, versions)
	t.Logf("%d kills, %d documents, none lost", rounds, len(versions))
}

// killOnce starts the child, kills it after so many acknowledgements, and notes
// all that it had printed by then.
func killOnce(t *testing.T, path string, round, after int, versions map[string]int64) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childFile+"="+path, fmt.Sprintf("%s_ROUND=%d", childFile, round))
	var complaints strings.Builder
	child.Stderr = &complaints
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	seen := 0
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil { // the end; half a line is no acknowledgement
			break
		}
		id, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		if versions[id], err = strconv.ParseInt(version, 10, 64); err != nil {
			t.Fatalf("the child printed %q", line)
		}
		if seen++; seen == after {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	child.Wait() // it was killed; how is checked next
	if s, ok := child.ProcessState.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGKILL || seen < after {
		t.Fatalf("round %d: the child ended by itself after %d writes: %v %s", round, seen, child.ProcessState, complaints.String())
	}
	integrity(t, path)
}

func checkAll(t *testing.T, path string, versions map[string]int64) {
	t.Helper()
	e := openAt(t, Options{Path: path})
	if err := e.Prepare(t.Context(), []docstore.Schema{entries.Schema()}); err != nil {
		t.Fatal(err)
	}
	docs := entries.On(e)
	for id, version := range versions {
		doc, err := docs.Get(t.Context(), id)
		if err != nil || doc.Version < version {
			t.Errorf("%s was acknowledged at version %d: found %+v, %v", id, version, doc, err)
		}
	}
	var byIndex int64
	for w := range int64(16) {
		n, err := docs.Count(t.Context(), docstore.Query{Where: []docstore.Cond{docstore.Eq("writer", w)}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		byIndex += n
	}
	all, err := docs.Count(t.Context(), docstore.Query{}, 0)
	if err != nil || all != byIndex || all < int64(len(versions)) {
		t.Errorf("%d documents, %d by index, %d acknowledged, %v", all, byIndex, len(versions), err)
	}
}
