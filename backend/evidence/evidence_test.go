package evidence

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

var ctx = context.Background()

func TestAddThenOpen(t *testing.T) {
	b := newBench(t)
	u := b.add(t, "ann", "a picture")
	body, again, err := b.Open(ctx, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	raw, err := io.ReadAll(body)
	if err != nil || string(raw) != "a picture" {
		t.Errorf("read %q, %v", raw, err)
	}
	if again.Mime != "image/png" || again.Ext != "png" || again.Size != 9 || len(again.SHA256) != 64 || !again.At.Equal(b.now.Now()) {
		t.Errorf("%+v", again)
	}
	if _, _, err := b.Open(ctx, "nothing"); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}

func TestARefusedFileLeavesNothing(t *testing.T) {
	b := newBench(t)
	if _, err := b.Add(ctx, "ann", "x.png", strings.NewReader("script")); !errors.Is(err, errRefused) {
		t.Fatal(err)
	}
	if n, err := b.uploads.Count(ctx, docstore.Query{}, 0); n != 0 || err != nil || len(b.shelf.held) != 0 {
		t.Errorf("%d documents, %d contents, %v", n, len(b.shelf.held), err)
	}
}

func TestTake(t *testing.T) {
	b := newBench(t)
	mine, theirs := b.add(t, "ann", "mine"), b.add(t, "bob", "theirs")
	files, err := b.Take(ctx, "ann", []string{mine.ID, mine.ID}, "evidence")
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if f := files[0]; f.ID != mine.ID || f.By != "ann" || f.Hash != mine.SHA256 || f.Size != 4 || f.Mime != "image/png" || f.Verdict != "" {
		t.Errorf("%+v", f)
	}
	for name, ids := range map[string][]string{"another's": {mine.ID, theirs.ID}, "none": {"nothing"}, "empty": {""}} {
		_, err := b.Take(ctx, "ann", ids, "files")
		if f := fault.From(err); f.Code != "evidence.unknown" || f.Field != "files" || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.Take(ctx, "", []string{mine.ID}, "files"); codeOf(err) != "evidence.unknown" {
		t.Error("nobody took it:", err)
	}
	if _, err := b.Take(ctx, "ann", make([]string, dispute.MaxEvidence+1), "files"); codeOf(err) != "case.too_many_files" {
		t.Error(err)
	}
	if none, err := b.Take(ctx, "ann", nil, "files"); len(none) != 0 || err != nil {
		t.Error(none, err)
	}
}

func TestAttach(t *testing.T) {
	b := newBench(t)
	u := b.add(t, "ann", "x")
	for range 2 {
		if err := b.Attach(ctx, u.ID, "case-1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Attach(ctx, u.ID, "case-2"); codeOf(err) != "evidence.used" {
		t.Error("two cases:", err)
	}
	if _, err := b.Take(ctx, "ann", []string{u.ID}, "files"); codeOf(err) != "evidence.used" {
		t.Error("taken again:", err)
	}
	if err := b.Attach(ctx, "nothing", "case-1"); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}

// TestOpenUploadsAreBounded sends more than the limit at once.
func TestOpenUploadsAreBounded(t *testing.T) {
	b := newBench(t)
	const sent = MaxOpen + 14
	var wg sync.WaitGroup
	var mu sync.Mutex
	var added []string
	codes := map[string]int{}
	for range sent {
		wg.Go(func() {
			u, err := b.Add(ctx, "ann", "x.png", strings.NewReader("x"))
			mu.Lock()
			defer mu.Unlock()
			codes[codeOf(err)]++
			if err == nil {
				added = append(added, u.ID)
			}
		})
	}
	wg.Wait()
	if codes[""] != MaxOpen || codes["evidence.too_many"] != sent-MaxOpen {
		t.Fatalf("%v", codes)
	}
	b.add(t, "bob", "another account has its own")
	if err := b.Attach(ctx, added[0], "case-1"); err != nil {
		t.Fatal(err)
	}
	b.add(t, "ann", "there is room again")
	if _, err := b.Add(ctx, "ann", "x.png", strings.NewReader("x")); codeOf(err) != "evidence.too_many" {
		t.Error(err)
	}
}

func TestBytesOfADayAreBounded(t *testing.T) {
	b := newBench(t)
	for range 5 {
		b.add(t, "ann", "big:")
	}
	_, err := b.Add(ctx, "ann", "x.png", strings.NewReader("x"))
	f := fault.From(err)
	// It is 09:00 in Shanghai: 15 hours to midnight.
	if f.Code != "evidence.day_quota" || f.Kind != fault.Limited || f.RetryAfter != 15*3600+1 {
		t.Fatalf("%v, retry after %d", err, f.RetryAfter)
	}
	b.now.Advance(time.Duration(f.RetryAfter) * time.Second)
	b.add(t, "ann", "x")
}

func TestALostContentIsNotHandedOut(t *testing.T) {
	b := newBench(t)
	b.shelf.failPut = true
	if _, err := b.Add(ctx, "ann", "x.png", strings.NewReader("x")); !errors.Is(err, errAway) {
		t.Fatal(err)
	}
	b.shelf.failPut = false
	page, err := b.uploads.Find(ctx, docstore.Query{})
	if err != nil || len(page.Items) != 1 || !b.shelf.has(page.Items[0].Key) {
		t.Fatal("no document leads to what was stored", err)
	}
	lost := page.Items[0]
	if _, err := b.Take(ctx, "ann", []string{lost.ID}, "files"); codeOf(err) != "evidence.unknown" {
		t.Error(err)
	}
	if err := b.Attach(ctx, lost.ID, "case-1"); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if _, _, err := b.Open(ctx, lost.ID); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
	if a, err := b.allowances.Get(ctx, "ann"); err != nil || len(a.Open) != 0 {
		t.Error("the failed upload still holds a place", err)
	}
	b.now.Advance(keepUnused)
	if n, err := b.Sweep(ctx); n != 1 || err != nil || b.shelf.has(lost.Key) {
		t.Error(n, err)
	}
}
