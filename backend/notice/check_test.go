package notice

import (
	"errors"
	"slices"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

func TestOnlyWhatIsNoPassIsOnTheTimeline(t *testing.T) {
	for _, verdict := range []string{dispute.Pass, dispute.Review, dispute.Risky} {
		t.Run(verdict, func(t *testing.T) {
			w := newWorld(t)
			w.phone.text = func(string) (string, error) { return verdict, nil }
			w.phone.file = w.phone.text
			c := w.file(citizen, "00001", "photo")
			w.settle()
			want := []string{verdict, verdict + " photo"}
			if verdict == dispute.Pass {
				want = nil
			}
			if got := w.verdicts(c.ID); !slices.Equal(got, want) {
				t.Errorf("the timeline tells %v", got)
			}
			if got := w.get(c.ID).Evidence[0].Verdict; got != verdict {
				t.Errorf("the file is marked %q", got)
			}
			for _, e := range w.get(c.ID).Timeline {
				if e.Event == dispute.CheckContent && !e.Inner {
					t.Error("the parties see the verdict")
				}
			}
		})
	}
}

// TestWhatIsChecked: the whole story, and a supplement's note without the story.
func TestWhatIsChecked(t *testing.T) {
	w := newWorld(t)
	c := w.file(citizen, "00001")
	w.settle()
	_, err := w.cases.Take(t.Context(), moderator, c.ID, dispute.Command{Event: dispute.AskSupplement, Note: "请补充照片"})
	if err == nil {
		_, err = w.cases.Supply(t.Context(), citizen, c.ID, dispute.Command{Note: "这是照片"}, []string{"photo"})
	}
	if err != nil {
		t.Fatal(err)
	}
	w.settle()
	if want := []string{"邻居家的水管漏水，泡坏了我家的墙。\n\n", "这是照片", "photo"}; !slices.Equal(w.phone.asked, want) {
		t.Errorf("checked were %q", w.phone.asked)
	}
}

// TestStaffEnteredFilingsAreReviewed: the platform checks for its own users only.
func TestStaffEnteredFilingsAreReviewed(t *testing.T) {
	w := newWorld(t)
	c := w.file(intake, "00001", "scan")
	w.settle()
	if got := w.verdicts(c.ID); !slices.Equal(got, []string{"review", "review scan"}) || len(w.phone.asked) > 0 {
		t.Errorf("verdicts %v, asked %v", got, w.phone.asked)
	}
}

func TestAPlatformThatIsAwayMeansReview(t *testing.T) {
	w := newWorld(t)
	w.phone.text = func(string) (string, error) { return "", errDown }
	c := w.file(citizen, "00001")
	w.settle()
	if got := w.verdicts(c.ID); !slices.Equal(got, []string{"review"}) || len(w.phone.asked) != len(backOff)+1 {
		t.Errorf("verdicts %v after %d tries", got, len(w.phone.asked))
	}
}

// later makes the platform answer by callback.
func (w *world) later() {
	w.phone.file = func(file string) (string, error) {
		c, err := w.cases.Owing(w.t.Context(), 1)
		if err != nil || len(c) != 1 {
			return "", errors.Join(err, errors.New("the case owes nothing"))
		}
		for _, o := range c[0].Outbox {
			if o.Errand == dispute.CheckFile && o.File == file {
				return "", w.worker.Expect(w.t.Context(), "trace-"+file, c[0].ID, o.ID)
			}
		}
		return "", errors.New("the check is not owed")
	}
}

func TestAVerdictByCallback(t *testing.T) {
	w := newWorld(t)
	w.later()
	c := w.file(citizen, "00001", "photo")
	w.drain()
	o, ok := w.owed(c.ID, dispute.CheckFile)
	if !ok || o.Problem != waiting || o.Due.Sub(w.clock.Now()) != answerTime {
		t.Fatalf("while the answer is awaited: %+v", o)
	}
	for range 3 { // WeChat repeats itself
		if err := w.worker.Verdict(t.Context(), "trace-photo", dispute.Risky); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.verdicts(c.ID); !slices.Equal(got, []string{"risky photo"}) {
		t.Errorf("verdicts %v", got)
	}
	if _, ok := w.owed(c.ID, dispute.CheckFile); ok {
		t.Error("the check is still owed")
	}
	w.settle()
	if n := len(w.phone.asked); n != 2 { // the story and the photo
		t.Errorf("%d checks were asked for", n)
	}
}

// TestAVerdictFasterThanItsNote: the callback comes to another instance before
// this one has noted what it asked.
func TestAVerdictFasterThanItsNote(t *testing.T) {
	w := newWorld(t)
	w.later()
	c := w.file(citizen, "00001", "photo")
	if err := w.worker.Verdict(t.Context(), "trace-photo", dispute.Risky); err != nil {
		t.Fatal(err)
	}
	w.drain()
	if got := w.verdicts(c.ID); !slices.Equal(got, []string{"risky photo"}) {
		t.Errorf("verdicts %v", got)
	}
	w.settle()
	if n := len(w.phone.asked); n != 2 {
		t.Errorf("%d checks were asked for", n)
	}
}

// TestNoVerdictMeansReview: it is asked for once more, then a person must look,
// and a verdict that comes after that changes nothing.
func TestNoVerdictMeansReview(t *testing.T) {
	w := newWorld(t)
	w.later()
	c := w.file(citizen, "00001", "photo")
	for n := range asks {
		w.drain()
		if got := len(w.phone.asked); got != n+2 {
			t.Fatalf("%d checks were asked for", got)
		}
		w.clock.Advance(answerTime - time.Millisecond)
		w.drain()
		if got := w.verdicts(c.ID); len(got) > 0 || len(w.phone.asked) != n+2 {
			t.Fatalf("before the time was over: %v", got)
		}
		w.clock.Advance(time.Millisecond)
	}
	w.drain()
	if got := w.verdicts(c.ID); !slices.Equal(got, []string{"review photo"}) {
		t.Fatalf("verdicts %v", got)
	}
	if err := w.worker.Verdict(t.Context(), "trace-photo", dispute.Risky); err != nil {
		t.Fatal(err)
	}
	if got := w.verdicts(c.ID); len(got) != 1 || w.get(c.ID).Evidence[0].Verdict != dispute.Review {
		t.Errorf("verdicts %v", got)
	}
}

func TestSweepForgetsOldTraces(t *testing.T) {
	w := newWorld(t)
	for _, trace := range []string{"a", "b", "c"} {
		if err := w.worker.Expect(t.Context(), trace, "case", "owed"); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(keepTraces / 2)
	}
	// a is 10.5 days old, b exactly 7, c 3.5.
	if err := w.worker.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for trace, want := range map[string]error{"a": docstore.ErrMissing, "b": nil, "c": nil} {
		if _, err := w.worker.traces.Get(t.Context(), trace); !errors.Is(err, want) {
			t.Errorf("%s: %v", trace, err)
		}
	}
}

func TestVerdictOnALostCase(t *testing.T) {
	w := newWorld(t)
	if err := w.worker.Expect(t.Context(), "trace", "no-case", "owed"); err != nil {
		t.Fatal(err)
	}
	if err := w.worker.Verdict(t.Context(), "trace", dispute.Pass); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}
