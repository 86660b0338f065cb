package live_test

import (
	"context"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/live"
	"yanhe/backend/testkit"
)

type nothing struct{}

func (nothing) GetAll(context.Context, []string) ([]*dispute.Case, error) { return nil, nil }
func (nothing) Path(center string) []string                               { return []string{center} }

func hub(t *testing.T) (*live.Hub, *clock.Fixed) {
	t.Helper()
	clk := clock.At(time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC))
	return live.New(testkit.Store(t, live.Schemas()...), clk, nothing{}, nothing{}), clk
}

func names(people []live.Person) string {
	all := ""
	for _, p := range people {
		all += p.Name
	}
	return all
}

func TestWhoSaysNothingIsForgotten(t *testing.T) {
	h, clk := hub(t)
	enter := func(name string) string {
		t.Helper()
		people, err := h.Enter(t.Context(), "case", "center", name, name)
		if err != nil {
			t.Fatal(err)
		}
		return names(people)
	}
	if got := enter("甲"); got != "甲" {
		t.Error(got)
	}
	clk.Advance(live.Every)
	if got := enter("乙"); got != "甲乙" {
		t.Error(got)
	}
	clk.Advance(2 * live.Every)
	if got := enter("乙"); got != "乙" {
		t.Errorf("who has gone without a word is still there: %s", got)
	}
	if err := h.Leave(t.Context(), "case", "center", "乙"); err != nil {
		t.Fatal(err)
	}
	if got := enter("丙"); got != "丙" {
		t.Error(got)
	}
	clk.Advance(2 * time.Hour)
	if err := h.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestASlowReaderIsCutOff(t *testing.T) {
	h, _ := hub(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.FollowPresence(ctx) }()
	r := h.Listen("center")
	defer r.Close()
	for cut := false; !cut; { // nobody reads
		if _, err := h.Enter(ctx, "case", "center", "a", "a"); err != nil {
			t.Fatal(err)
		}
		cut = h.Readers() == 0
	}
	for range r.Events { // ends: it is closed
	}
	stop()
	<-ended
	h.Close()
	if _, open := <-h.Listen("center").Events; open {
		t.Error("a hub that is closed takes readers")
	}
}
