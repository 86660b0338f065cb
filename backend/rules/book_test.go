package rules_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
	"yanhe/backend/rules"
	"yanhe/backend/testkit"
)

func TestVersions(t *testing.T) {
	store := testkit.Store(t, rules.Schemas()...)
	clk := clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	here, there := rules.New(store, clk), rules.New(store, clk)
	built, zero := here.Routing()
	if zero != 0 || len(built) == 0 {
		t.Fatalf("%d rules, version %d", len(built), zero)
	}
	mine := rules.Routing{{ID: "last", Level: rules.City, Why: map[string]string{"zh-CN": "试行"}}}
	if _, err := here.SaveRouting(t.Context(), rules.Change{Note: " "}, mine); fault.From(err).Field != "note" {
		t.Errorf("without a reason: %v", err)
	}
	n, err := here.SaveRouting(t.Context(), rules.Change{Base: 0, By: "a", Note: "试行"}, mine)
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if _, err := there.SaveRouting(t.Context(), rules.Change{Base: 0, By: "b", Note: "也改"}, built); fault.From(err).Code != "rules.changed" {
		t.Errorf("another's change is overwritten: %v", err)
	}
	if err := there.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now, n := there.Routing(); n != 1 || len(now) != 1 || now[0].ID != "last" {
		t.Errorf("the other instance has %v, version %d", now, n)
	}
	if _, n := there.Limits(); n != 0 {
		t.Errorf("limits of version %d", n)
	}
	limits, _ := here.Limits()
	shorter := slices.Clone(limits)
	shorter[0].Workdays = 1
	if n, err := here.SaveLimits(t.Context(), rules.Change{By: "a", Note: "提速"}, shorter); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	if now, _ := here.Limits(); now[0].Workdays != 1 {
		t.Errorf("%+v", now[0])
	}
	page, err := here.Versions(t.Context(), rules.OfRouting, "", 10)
	if err != nil || len(page.Items) != 1 || page.Items[0].By != "a" || page.Items[0].Note != "试行" || !page.Items[0].At.Equal(clk.Now()) {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestOnlyOneOfManyEditorsWins.
func TestOnlyOneOfManyEditorsWins(t *testing.T) {
	store := testkit.Store(t, rules.Schemas()...)
	clk := clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	all, _ := rules.Defaults{}.Routing()
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		b := rules.New(store, clk)
		wg.Go(func() {
			switch _, err := b.SaveRouting(t.Context(), rules.Change{By: "a", Note: "x"}, all); {
			case err == nil:
				won.Add(1)
			case fault.From(err).Code != "rules.changed":
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d editors won", won.Load())
	}
}
