package dispute

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func newCase() *Case {
	return &Case{Meta: docstore.Meta{ID: "c"}, Center: "341800000000", Applicant: "a1", Risk: Low, Kind: Dispute, Type: "02",
		Parties: []Party{{ID: "p1", Side: ApplicantSide, Account: "a1"}, {ID: "p2", Side: OtherSide, Account: "a2"}}}
}

func TestTableIsWellFormed(t *testing.T) {
	actions := policy.Actions()
	seen := map[Event]bool{}
	reached := map[State]bool{}
	for _, r := range Table {
		if seen[r.Event] {
			t.Errorf("%s stands twice", r.Event)
		}
		seen[r.Event] = true
		if r.To != "" {
			reached[r.To] = true
			if !slices.Contains(States, r.To) {
				t.Errorf("%s leads to the unknown state %s", r.Event, r.To)
			}
		}
		for _, s := range r.From {
			if !slices.Contains(States, s) {
				t.Errorf("%s starts from the unknown state %s", r.Event, s)
			}
		}
		if r.Action != "" && !slices.Contains(actions, r.Action) {
			t.Errorf("%s asks for the unknown action %s", r.Event, r.Action)
		}
		for _, l := range slices.Concat(r.Starts, r.Stops, r.Pauses, r.Resumes, r.Extends) {
			if !slices.Contains(Limits, l) {
				t.Errorf("%s names the unknown limit %s", r.Event, l)
			}
		}
	}
	for _, s := range States {
		if !reached[s] {
			t.Errorf("no event leads to %s", s)
		}
	}
}

func TestToldIsWhatTheTableTells(t *testing.T) {
	var want []string
	for _, r := range Table {
		if len(r.Tells) > 0 {
			want = append(want, string(r.Event))
		}
	}
	want = append(want, string(MessageSent), string(MessageHeld))
	if !slices.Equal(want, Told) {
		t.Errorf("the table tells of %v", want)
	}
}

// drawCommand makes a command that is mostly complete, so that walks go far,
// and sometimes lacks something.
func drawCommand(t *rapid.T, at time.Time, n int) Command {
	cmd := Command{
		ID: fmt.Sprintf("k%d", rapid.IntRange(0, n+1).Draw(t, "id")), Event: rapid.SampledFrom(Table).Draw(t, "rule").Event,
		At: at, By: rapid.SampledFrom([]string{"a1", "a2", "m1", "s1"}).Draw(t, "by"), Role: "x",
		Note: "note", Center: "341800000000", Number: "n", Mediator: "m1", Slot: &Appointment{ID: "ap"},
		Outcome: &Outcome{Terms: "terms", Onward: []string{"court"}}, Transfer: &Transfer{Body: "police", Receipt: "r"},
		Files: []Evidence{{ID: fmt.Sprintf("f%d", n)}}, Risk: rapid.SampledFrom(Risks).Draw(t, "risk"),
		Kind: rapid.SampledFrom([]Kind{Dispute, Petition}).Draw(t, "kind"), Type: "03", Department: rapid.SampledFrom([]string{"d1", "d2"}).Draw(t, "department"),
		Reply: "coming", Corrected: &Party{ID: "p2", Side: OtherSide},
		Record: &Record{Kind: "mediation", Start: at, End: at}, Signature: &Signature{Who: rapid.SampledFrom([]string{"p1", "mediator"}).Draw(t, "signs"), Method: "electronic"}, Party: rapid.SampledFrom([]string{"p1", "p2"}).Draw(t, "party"), Stand: "agreed", Stars: 4,
		FollowUp:     &FollowUp{ID: "f1", Kind: "visit", Due: at.Add(time.Hour), Result: "kept"},
		Confirmation: &Confirmation{Court: "x", Result: "confirmed"}, Checks: ConfirmChecks,
		Helper: &Helper{Kind: "expert", Consent: []string{"p1", "p2"}}, Merger: &Merger{Case: "other"}, Invitation: &Invitation{}, Overdue: rapid.SampledFrom(Limits).Draw(t, "overdue"),
	}
	if slices.Contains(personal, cmd.Overdue) {
		cmd.OverdueOf = rapid.SampledFrom([]string{"p1", "p2", "d1", "d2"}).Draw(t, "overdue of")
	}
	cmd.Reason = DeclineReasons[0]
	switch cmd.Event {
	case Terminate:
		cmd.Reason = TerminateReasons[0]
	case HandOver:
		cmd.Reason = HandOverReasons[0]
	}
	if rapid.IntRange(0, 9).Draw(t, "lacking") == 0 {
		cmd.Note, cmd.Center, cmd.Number, cmd.Mediator, cmd.Slot, cmd.Outcome, cmd.Transfer = "", "", "", "", nil, nil, nil
		cmd.Files, cmd.Risk, cmd.Kind, cmd.Stand, cmd.Stars, cmd.Reason = nil, "", "", "", 0, "?"
		cmd.Merger, cmd.Helper, cmd.Overdue, cmd.FollowUp, cmd.Confirmation = nil, nil, "", nil, nil
	}
	return cmd
}

// TestWalk takes random commands and proves that nothing outside the table
// happens, that a refused command changes nothing, and that the timeline only
// ever grows: no entry is lost or rewritten.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCase()
		if err := c.Take(Command{ID: "file", Event: File, At: start, By: "a1", Role: "applicant"}); err != nil {
			t.Fatal(err)
		}
		at := start
		for n := range rapid.IntRange(1, 60).Draw(t, "steps") {
			at = at.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour)
			cmd := drawCommand(t, at, n)
			before := clone(c)
			err := c.Take(cmd)
			if err != nil {
				if !reflect.DeepEqual(before, clone(c)) {
					t.Fatalf("%s was refused (%v) but changed the case", cmd.Event, err)
				}
				continue
			}
			rule, _ := RuleOf(cmd.Event)
			if !slices.Contains(rule.From, before.State) {
				t.Fatalf("%s happened in %s, outside the table", cmd.Event, before.State)
			}
			if want := rule.To; want != "" && c.State != want || want == "" && c.State != before.State {
				t.Fatalf("%s led from %s to %s", cmd.Event, before.State, c.State)
			}
			checkTimeline(t, before, c)
			if slices.Contains(open, c.State) && !c.Ended.IsZero() {
				t.Fatalf("%s left an open case (%s) with an end", cmd.Event, c.State)
			}
			checkClocks(t, c)
			if again := c.replay(); !slices.Equal(again, c.Clocks) {
				t.Fatalf("the timeline gives the clocks %+v, the case has %+v", again, c.Clocks)
			}
			checkOutbox(t, before, c)
		}
	})
}

func checkTimeline(t *rapid.T, before, after *Case) {
	old := len(before.Timeline)
	if len(after.Timeline) != old+1 || !reflect.DeepEqual(before.Timeline, after.Timeline[:old]) {
		t.Fatal("the timeline lost or rewrote an entry")
	}
	last := after.Timeline[old]
	if last.Seq != old+1 || last.From != before.State || last.To != after.State {
		t.Fatalf("entry %+v does not tell what happened", last)
	}
}

func checkClocks(t *rapid.T, c *Case) {
	running := map[Limit]int{}
	for _, k := range c.Clocks {
		if k.Stopped.IsZero() {
			running[k.Limit]++
		}
		if k.Due.Before(k.Started) {
			t.Fatalf("clock %+v is due before it starts", k)
		}
	}
	for l, n := range running {
		if n > 1 {
			t.Fatalf("%d clocks run for %s", n, l)
		}
	}
	for l := range running {
		if slices.Contains(open, c.State) == slices.Contains(afterLimits, l) {
			t.Fatalf("clocks %v run in %s", running, c.State)
		}
	}
}

func checkOutbox(t *rapid.T, before, after *Case) {
	if !reflect.DeepEqual(before.Outbox, after.Outbox[:len(before.Outbox)]) {
		t.Fatal("an owed item was lost")
	}
	ids := map[string]bool{}
	for _, o := range after.Outbox {
		if ids[o.ID] {
			t.Fatalf("owed item %s stands twice", o.ID)
		}
		ids[o.ID] = true
	}
}

func clone(c *Case) *Case {
	d := *c
	d.Timeline, d.Outbox, d.Clocks = slices.Clone(c.Timeline), slices.Clone(c.Outbox), slices.Clone(c.Clocks)
	d.Parties, d.Evidence, d.Ratings = slices.Clone(c.Parties), slices.Clone(c.Evidence), slices.Clone(c.Ratings)
	return &d
}

func TestRetryIsSeen(t *testing.T) {
	c := newCase()
	cmd := Command{ID: "once", Event: File, At: start, By: "a1"}
	if err := c.Take(cmd); err != nil {
		t.Fatal(err)
	}
	if err := c.Take(cmd); !errors.Is(err, errDone) || len(c.Timeline) != 1 {
		t.Fatalf("a retry gave %v and %d entries", err, len(c.Timeline))
	}
}

func TestNeeds(t *testing.T) {
	accepted := func() *Case {
		c := newCase()
		must(t, c.Take(Command{Event: File, At: start, By: "a1"}))
		must(t, c.Take(Command{Event: Accept, At: start, By: "s1", Center: "341800000000", Number: "n"}))
		must(t, c.Take(Command{Event: Assign, At: start, By: "s1", Mediator: "m1"}))
		must(t, c.Take(Command{Event: Start, At: start, By: "m1"}))
		return c
	}
	for name, tc := range map[string]struct {
		cmd   Command
		field string
	}{
		"failure names a way onward (人民调解法 art. 26)": {Command{Event: Fail, Outcome: &Outcome{Terms: "x"}}, "onward"},
		"a way onward is a known one":                {Command{Event: Fail, Outcome: &Outcome{Terms: "x", Onward: []string{"duel"}}}, "onward"},
		"settling needs terms":                       {Command{Event: Settle}, "terms"},
		"terminating needs a legal reason":           {Command{Event: Terminate, Note: "x", Reason: "tired"}, "reason"},
		"a stand is one of three":                    {Command{Event: TakeStand, Party: "p2", Stand: "perhaps"}, "stand"},
		"a stand is a party's":                       {Command{Event: TakeStand, Party: "p9", Stand: "agreed"}, "party"},
	} {
		t.Run(name, func(t *testing.T) {
			tc.cmd.At = start
			var f *fault.Error
			if err := accepted().Take(tc.cmd); !errors.As(err, &f) || f.Field != tc.field {
				t.Errorf("got %v, want a fault of %s", err, tc.field)
			}
		})
	}
}

func TestClocks(t *testing.T) {
	c := newCase()
	must(t, c.Take(Command{Event: File, At: start, By: "a1"}))
	due, _ := c.Due()
	must(t, c.Take(Command{Event: AskSupplement, At: start.Add(24 * time.Hour), By: "s1", Note: "x"}))
	if k, _ := c.Due(); k.Limit != LimitSupply {
		t.Fatalf("while a supplement is awaited, %s runs", k.Limit)
	}
	must(t, c.Take(Command{Event: Supply, At: start.Add(72 * time.Hour), By: "a1", Note: "x"}))
	k, _ := c.Due()
	if k.Limit != LimitModerate || !k.Due.Equal(due.Due.Add(48*time.Hour)) {
		t.Fatalf("a pause of two days moved the deadline from %v to %v", due.Due, k.Due)
	}
}

func TestLight(t *testing.T) {
	k := Clock{Started: start, Due: start.Add(100 * time.Hour)}
	for hours, want := range map[int]Light{0: Green, 69: Green, 70: Yellow, 99: Yellow, 100: Red, 500: Red} {
		if got := k.Light(start.Add(time.Duration(hours) * time.Hour)); got != want {
			t.Errorf("after %d of 100 hours the light is %s", hours, got)
		}
	}
	k.Paused = start
	if k.Light(start.Add(500*time.Hour)) != Dark {
		t.Error("a paused clock shows a light")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
