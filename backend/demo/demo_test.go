package demo

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/testkit/program"
)

func TestTheWholeJourney(t *testing.T) {
	p := program.Run(t, nil)
	var printed strings.Builder
	o := Options{Base: p.URL, Out: t.TempDir(), Print: &printed, SignIns: p.Seeded.SignIns, Run: "journey", Now: p.Clock.Now,
		Wind: func(ctx context.Context, by time.Duration) error { p.Clock.Advance(by); return p.CatchUp(ctx) }}
	if err := Run(t.Context(), o); err != nil {
		t.Fatalf("%v\n%s", err, printed.String())
	}
	for _, line := range []string{"filed 36", "dispute types 18", "counties and districts 8", "fights over one time 3, each with exactly one winner"} {
		if !strings.Contains(strings.Join(strings.Fields(printed.String()), " "), line) {
			t.Errorf("the table at the end does not say %q", line)
		}
	}
	if strings.Contains(printed.String(), "1990000") {
		t.Error("the printout shows a phone number")
	}
	for pattern, want := range map[string]int{"*.html": 37, "*.png": 36, "*.svg": 36, "letters/*.html": 2} {
		found, err := filepath.Glob(filepath.Join(o.Out, pattern))
		if err != nil || len(found) != want {
			t.Errorf("%d files %s, want %d (%v)", len(found), pattern, want, err)
		}
	}
	againLeavesAlone(t, o)
}

// againLeavesAlone runs the demo once more under the same name.
func againLeavesAlone(t *testing.T, o Options) {
	t.Helper()
	var printed strings.Builder
	o.Print, o.Out = &printed, t.TempDir()
	if err := Run(t.Context(), o); err != nil {
		t.Fatalf("again: %v", err)
	}
	if !strings.Contains(strings.Join(strings.Fields(printed.String()), " "), "filed 0 left from an earlier run of this name 36") {
		t.Errorf("a run of the same name files anew:\n%s", printed.String())
	}
	if _, err := os.Stat(filepath.Join(o.Out, "index.html")); err != nil {
		t.Error(err)
	}
}

// TestAnUnmetExpectationEndsTheDemo gives a filing an end that it does not have,
// and one that is refused where nothing refuses.
func TestAnUnmetExpectationEndsTheDemo(t *testing.T) {
	p := program.Run(t, nil)
	base := everyFiling(t)[slices.IndexFunc(everyFiling(t), func(f *Filing) bool { return f.Key == "roof-panels" })]
	for name, spoil := range map[string]func(*Filing){
		"roof-panels at its end": func(f *Filing) { f.Key, f.Ends = "roof-panels", "queued" },
		"must be refused":        func(f *Filing) { f.Key, f.Plan = "other-key", []Step{{Do: "accept", Refused: "case.own_decision"}} },
	} {
		f := *base
		spoil(&f)
		r := &run{o: Options{Base: p.URL, Print: t.Output(), Run: "spoilt"}, people: newPeople(p.URL, p.Seeded.SignIns)}
		if err := call(t.Context(), r.people.open, "GET", "/api/v1/reference", nil, &r.reference); err != nil {
			t.Fatal(err)
		}
		_, err := r.drive(t.Context(), []*Lane{{Filings: []*Filing{&f}}})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want an error about %q, but got %v", name, err)
		}
		r.people.open.HTTP.CloseIdleConnections()
	}
}
