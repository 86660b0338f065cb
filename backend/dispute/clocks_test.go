package dispute

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/clock"
)

// shanghai is a time on a day of 2026, the year whose 春节 is 15 to 23 February,
// with 14 and 28 February worked for it (国办发明电〔2025〕7号).
func shanghai(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, clock.Shanghai)
}

func filedAt(t *testing.T, at time.Time) *Case {
	t.Helper()
	c := newCase()
	must(t, c.Take(Command{Event: File, At: at, By: "a1"}))
	return c
}

// due returns when a limit runs out; the clock may be paused.
func due(t *testing.T, c *Case, l Limit) time.Time {
	t.Helper()
	for _, k := range c.Clocks {
		if k.Limit == l && k.Stopped.IsZero() {
			return k.Due
		}
	}
	t.Fatalf("no clock for %s", l)
	return time.Time{}
}

// TestDeadlinesAcrossSpringFestival: days off do not count, days worked instead do.
func TestDeadlinesAcrossSpringFestival(t *testing.T) {
	for name, tc := range map[string]struct{ filed, due time.Time }{
		"the Saturday before is worked":     {shanghai(2, 12, 10), shanghai(2, 15, 0)}, // Fri 13, Sat 14
		"filed on the last day of work":     {shanghai(2, 14, 17), shanghai(2, 26, 0)}, // Tue 24, Wed 25
		"filed in the holidays":             {shanghai(2, 18, 9), shanghai(2, 26, 0)},
		"filed at midnight after the feast": {shanghai(2, 24, 0), shanghai(2, 27, 0)}, // Wed 25, Thu 26
		"the Saturday after is worked":      {shanghai(2, 26, 23), shanghai(3, 1, 0)}, // Fri 27, Sat 28
	} {
		t.Run(name, func(t *testing.T) {
			if got := due(t, filedAt(t, tc.filed), LimitModerate); !got.Equal(tc.due) {
				t.Errorf("due %v, want %v", got.In(clock.Shanghai), tc.due)
			}
		})
	}
}

func TestOtherLimitsAcrossSpringFestival(t *testing.T) {
	c := filedAt(t, shanghai(2, 9, 9))
	must(t, c.Take(Command{Event: AskSupplement, At: shanghai(2, 10, 9), By: "s1", Note: "x"}))
	// Ten working days: 11 to 14, 24 to 28 February (nine), 2 March.
	if got := due(t, c, LimitSupply); !got.Equal(shanghai(3, 3, 0)) {
		t.Errorf("the supplement is due %v", got.In(clock.Shanghai))
	}
	must(t, c.Take(Command{Event: Supply, At: shanghai(2, 11, 9), By: "a1", Note: "x"}))
	must(t, c.Take(Command{Event: Accept, At: shanghai(2, 13, 9), By: "s1", Center: "341800000000", Number: "n"}))
	if got := due(t, c, LimitAssign); !got.Equal(shanghai(2, 26, 0)) { // 14, 24, 25
		t.Errorf("a mediator is due %v", got.In(clock.Shanghai))
	}
	if got := due(t, c, LimitMediate); !got.Equal(shanghai(3, 17, 0)) { // the 30th day is Sunday 15 March
		t.Errorf("the mediation is due %v", got.In(clock.Shanghai))
	}
}

// TestNothingIsLateWhilePaused and nobody loses time that was left.
func TestNothingIsLateWhilePaused(t *testing.T) {
	c := filedAt(t, shanghai(2, 12, 10)) // due at the end of 14 February
	must(t, c.Take(Command{Event: AskSupplement, At: shanghai(2, 13, 10), By: "s1", Note: "x"}))
	if k, ok := c.Due(); !ok || k.Limit != LimitSupply {
		t.Fatalf("while paused, %+v runs", k)
	}
	for _, k := range c.Clocks {
		if k.Limit == LimitModerate && k.Light(shanghai(12, 31, 0)) != Dark {
			t.Error("a paused clock shows a light")
		}
	}
	must(t, c.Take(Command{Event: Supply, At: shanghai(2, 24, 10), By: "a1", Note: "x"}))
	// Eleven days of pause: what was left on the 13th, 38 hours, is left on the 24th.
	if got := due(t, c, LimitModerate).Sub(shanghai(2, 24, 10)); got != 38*time.Hour {
		t.Errorf("%v are left", got)
	}
	if k, _ := c.Due(); k.Light(shanghai(2, 24, 10)) == Red {
		t.Error("the answer comes back late")
	}
}

// TestNoTimeRunsOutInTheHolidays: six hours of pause would move the end from the
// last evening before the feast into its first morning.
func TestNoTimeRunsOutInTheHolidays(t *testing.T) {
	c := filedAt(t, shanghai(2, 12, 10))
	must(t, c.Take(Command{Event: AskSupplement, At: shanghai(2, 13, 10), By: "s1", Note: "x"}))
	must(t, c.Take(Command{Event: Supply, At: shanghai(2, 13, 16), By: "a1", Note: "x"}))
	if got := due(t, c, LimitModerate); !got.Equal(shanghai(2, 25, 0)) {
		t.Errorf("due %v", got.In(clock.Shanghai))
	}
}

// TestTimeLeftSurvivesPauses draws pauses through the year: what was left of the
// limit when it was paused is left at least when it goes on, no end falls on a
// day off, and no clock is lost.
func TestTimeLeftSurvivesPauses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := shanghai(1, 1, 0).Add(time.Duration(rapid.IntRange(0, 300*24).Draw(t, "filed")) * time.Hour)
		c := newCase()
		take := func(cmd Command) {
			cmd.At, cmd.Note = at, "x"
			if err := c.Take(cmd); err != nil {
				t.Fatal(err)
			}
		}
		moderate := func() Clock {
			for _, k := range c.Clocks {
				if k.Limit == LimitModerate {
					return k
				}
			}
			t.Fatal("the clock is lost")
			return Clock{}
		}
		take(Command{Event: File, By: "a1"})
		if !clock.National.Works(moderate().Due.Add(-time.Second)) {
			t.Fatalf("due on a day off: %v", moderate().Due)
		}
		for range rapid.IntRange(1, 3).Draw(t, "pauses") {
			at = at.Add(time.Duration(rapid.IntRange(0, 24).Draw(t, "before")) * time.Hour)
			left := moderate().Due.Sub(at)
			take(Command{Event: AskSupplement, By: "s1"})
			if moderate().Running() {
				t.Fatal("the clock runs on")
			}
			at = at.Add(time.Duration(rapid.IntRange(0, 20*24).Draw(t, "pause")) * time.Hour)
			take(Command{Event: Supply, By: "a1"})
			if !clock.National.Works(moderate().Due.Add(-time.Second)) {
				t.Fatalf("due on a day off: %v", moderate().Due)
			}
			if k := moderate(); !k.Running() || k.Due.Sub(at) < left {
				t.Fatalf("%v were left, now %v", left, k.Due.Sub(at))
			}
		}
		take(Command{Event: Withdraw, By: "a1"})
		if k, ok := c.Due(); ok {
			t.Fatalf("%+v runs on after the end", k)
		}
	})
}

// TestAnAppealStartsAnew: the first look's clock stays on record.
func TestAnAppealStartsAnew(t *testing.T) {
	c := filedAt(t, shanghai(3, 2, 9))
	must(t, c.Take(Command{Event: Decline, At: shanghai(3, 3, 9), By: "s1", Reason: "barred", Note: "x"}))
	if _, ok := c.Due(); ok {
		t.Error("a clock runs for a declined filing")
	}
	must(t, c.Take(Command{Event: Appeal, At: shanghai(3, 9, 9), By: "a1", Note: "x"}))
	if got := due(t, c, LimitModerate); !got.Equal(shanghai(3, 12, 0)) || len(c.Clocks) != 2 {
		t.Errorf("due %v, %d clocks", got.In(clock.Shanghai), len(c.Clocks))
	}
}
