package dispute

import (
	"slices"
	"testing"
)

// TestThreads: who may use which, as parties join and agree.
func TestThreads(t *testing.T) {
	with := func(joint ...string) *Case {
		return &Case{Applicant: "a", Joint: joint, Parties: []Party{{ID: "p1", Side: ApplicantSide}, {ID: "p2", Side: Representative, Account: "a"},
			{ID: "p3", Side: OtherSide, Account: "o"}, {ID: "p4", Side: OtherSide, Account: "q"}, {ID: "p5", Side: OtherSide}}}
	}
	for name, tc := range map[string]struct {
		c       *Case
		account string
		staff   bool
		want    []string
	}{
		"the applicant's side":            {with(), "a", false, []string{"applicant"}},
		"one of the other side":           {with(), "o", false, []string{"p3"}},
		"a stranger":                      {with(), "x", false, nil},
		"staff":                           {with(), "s", true, []string{"applicant", "p3", "p4"}},
		"one side alone agrees":           {with("p3", "p4"), "o", false, []string{"p3"}},
		"one of the other side does not":  {with("p2", "p3"), "a", false, []string{"applicant"}},
		"all who take part agree":         {with("p2", "p3", "p4"), "a", false, []string{"applicant", "joint"}},
		"all agree, seen by another side": {with("p1", "p3", "p4"), "q", false, []string{"p4", "joint"}},
		"all agree, seen by staff":        {with("p1", "p3", "p4"), "s", true, []string{"applicant", "p3", "p4", "joint"}},
		"all agree, seen by a stranger":   {with("p1", "p3", "p4"), "x", false, nil},
	} {
		if got := tc.c.Threads(tc.account, tc.staff); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
	if got := with("p1", "p3", "p4").ThreadReaders(JointThread); !slices.Equal(got, []string{"a", "o", "q"}) {
		t.Errorf("read by %v", got)
	}
	if got := with().ThreadReaders("p3"); !slices.Equal(got, []string{"o"}) {
		t.Errorf("read by %v", got)
	}
	alone := &Case{Applicant: "a", Joint: []string{"p1"}, Parties: []Party{{ID: "p1", Side: ApplicantSide, Account: "a"}, {ID: "p2", Side: OtherSide}}}
	if got := alone.Threads("a", false); !slices.Equal(got, []string{"applicant"}) {
		t.Errorf("alone: %v", got)
	}
}
