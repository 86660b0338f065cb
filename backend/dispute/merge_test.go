package dispute_test

import (
	"slices"
	"testing"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
)

// pass lets a merged case tell the one that goes on, as the outbox worker does.
func pass(t *testing.T, s *dispute.Service, c *dispute.Case) {
	t.Helper()
	i := slices.IndexFunc(c.Outbox, func(o dispute.Owed) bool { return o.Errand == dispute.TellMerged })
	if i < 0 {
		t.Fatal("nothing is owed to the case that goes on")
	}
	for range 2 { // doing it again is harmless
		if err := s.Absorb(t.Context(), c.ID, c.Outbox[i]); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMerging ends one case and tells the other once; both keep what they had.
func TestMerging(t *testing.T) {
	s, _ := service(t)
	one, two := file(t, s, "key-one1"), file(t, s, "key-two2")
	if _, err := s.Accept(t.Context(), moderator, one.ID, dispute.Command{}); err != nil {
		t.Fatal(err)
	}
	before := two.Timeline
	merged, err := s.Merge(t.Context(), moderator, two.ID, one.ID, dispute.Command{ID: "merge", Note: "同一件事"})
	if err != nil || merged.State != dispute.Merged || merged.Ended.IsZero() || merged.Merged.Case != one.ID || merged.Merged.Track != one.Track {
		t.Fatalf("%+v, %v", merged, err)
	}
	if !slices.EqualFunc(merged.Timeline[:len(before)], before, func(a, b dispute.Entry) bool { return a.Seq == b.Seq && a.Event == b.Event }) {
		t.Error("the history is rewritten")
	}
	if !slices.ContainsFunc(merged.Outbox, func(o dispute.Owed) bool { return o.Event == dispute.Merge && o.To == citizen.Account }) {
		t.Error("the applicant is not told")
	}
	if again, err := s.Merge(t.Context(), moderator, two.ID, one.ID, dispute.Command{ID: "merge", Note: "同一件事"}); err != nil || again.Version != merged.Version {
		t.Errorf("a retry: %v", err)
	}
	pass(t, s, merged)
	after, err := s.Get(t.Context(), one.ID)
	if err != nil {
		t.Fatal(err)
	}
	absorbed := 0
	for _, e := range after.Timeline {
		if e.Event == dispute.Absorb {
			absorbed++
			if e.Facts["case"] != two.ID || !e.Inner {
				t.Errorf("absorbed %+v", e)
			}
		}
	}
	if absorbed != 1 || after.State != dispute.Queued {
		t.Errorf("%d times absorbed, state %s", absorbed, after.State)
	}
	if events := s.Open(moderator, merged); len(events) != 0 {
		t.Errorf("a merged case can still %v", events)
	}
}

// TestAChainOfMergers: the word reaches the case that really goes on.
func TestAChainOfMergers(t *testing.T) {
	s, _ := service(t)
	one, two, three := file(t, s, "key-one1"), file(t, s, "key-two2"), file(t, s, "key-three")
	three, err := s.Merge(t.Context(), moderator, three.ID, two.ID, dispute.Command{Note: "重复"})
	if err != nil {
		t.Fatal(err)
	}
	if two, err = s.Merge(t.Context(), moderator, two.ID, one.ID, dispute.Command{Note: "重复"}); err != nil {
		t.Fatal(err)
	}
	pass(t, s, three)
	pass(t, s, two)
	last, err := s.Get(t.Context(), one.ID)
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]bool{}
	for _, e := range last.Timeline {
		if e.Event == dispute.Absorb {
			from[e.Facts["case"]] = true
		}
	}
	if !from[two.ID] || !from[three.ID] {
		t.Errorf("the last case knows of %v", from)
	}
}

// TestWhatCannotBeMerged.
func TestWhatCannotBeMerged(t *testing.T) {
	s, _ := service(t)
	one, two := file(t, s, "key-one1"), file(t, s, "key-two2")
	elsewhere := filing()
	elsewhere.Division = city
	far, _, err := s.File(t.Context(), citizen, "key-city", elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	note := dispute.Command{Note: "重复"}
	for name, try := range map[string]struct {
		err  func() error
		code string
	}{
		"into itself":   {func() error { _, err := s.Merge(t.Context(), moderator, one.ID, one.ID, note); return err }, "case.merge_into"},
		"into nothing":  {func() error { _, err := s.Merge(t.Context(), moderator, one.ID, "", note); return err }, "case.merge_into"},
		"into no case":  {func() error { _, err := s.Merge(t.Context(), moderator, one.ID, "x", note); return err }, "case.merge_into"},
		"out of reach":  {func() error { _, err := s.Merge(t.Context(), moderator, one.ID, far.ID, note); return err }, "case.merge_into"},
		"by a citizen":  {func() error { _, err := s.Merge(t.Context(), citizen, one.ID, two.ID, note); return err }, "case.merge_into"},
		"without words": {func() error { _, err := s.Merge(t.Context(), moderator, one.ID, two.ID, dispute.Command{}); return err }, "required"},
	} {
		if err := try.err(); fault.From(err).Code != try.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Take(t.Context(), citizen, two.ID, dispute.Command{Event: dispute.Withdraw}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Merge(t.Context(), moderator, one.ID, two.ID, note); fault.From(err).Code != "case.merge_ended" {
		t.Errorf("into an ended case: %v", err)
	}
}
