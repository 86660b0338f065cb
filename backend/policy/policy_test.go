package policy

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The tree of the tests: a city, two counties, and a township below each.
var tree = map[string]string{"city": "", "east": "city", "west": "city", "east-1": "east", "west-1": "west"}

var places = []string{"city", "east", "west", "east-1", "west-1"}

// path is a center and all above it.
func path(center string) []string {
	var all []string
	for c := center; c != ""; c = tree[c] {
		all = append(all, c)
	}
	return all
}

var someone = rapid.SampledFrom([]string{"a", "b", "c"})

func drawSubject(t *rapid.T) Subject {
	s := Subject{Account: someone.Draw(t, "account"), Staff: rapid.Bool().Draw(t, "staff")}
	if s.Staff {
		for range rapid.IntRange(0, 3).Draw(t, "grants") {
			s.Grants = append(s.Grants, Grant{rapid.SampledFrom(StaffRoles).Draw(t, "role"), rapid.SampledFrom(places).Draw(t, "at")})
		}
	}
	return s
}

func drawObject(t *rapid.T) Object {
	applicants := rapid.SliceOfN(someone, 0, 2).Draw(t, "applicants")
	return Object{Centers: path(rapid.SampledFrom(places).Draw(t, "center")), Applicants: applicants,
		Accounts:  slices.Concat(applicants, rapid.SliceOfN(someone, 0, 2).Draw(t, "others")),
		Mediators: rapid.SliceOfN(someone, 0, 1).Draw(t, "mediators")}
}

func drawAction(t *rapid.T) Action {
	all := Actions()
	slices.Sort(all) // so that a failing draw means the same again
	return rapid.SampledFrom(all).Draw(t, "action")
}

// allowed says what the table means, written a second time: who the subject is,
// times what the reach of that role covers.
func allowed(s Subject, a Action, o Object) bool {
	for _, r := range table[a] {
		if r.role == Citizen && !s.Staff && (r.reach == All || slices.Contains(o.Applicants, s.Account) ||
			r.reach == Own && slices.Contains(o.Accounts, s.Account)) {
			return true
		}
		for _, g := range s.Grants {
			if g.Role != r.role {
				continue
			}
			switch r.reach {
			case All:
				return true
			case Own:
				if slices.Contains(o.Accounts, s.Account) {
					return true
				}
			case Filed:
				if slices.Contains(o.Applicants, s.Account) {
					return true
				}
			case Assigned:
				if slices.Contains(o.Mediators, s.Account) {
					return true
				}
			case Center:
				if o.Centers[0] == g.Center {
					return true
				}
			case Below:
				if slices.Contains(o.Centers, g.Center) {
					return true
				}
			}
		}
	}
	return false
}

func TestAllowsMeansTheTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, a, o := drawSubject(t), drawAction(t), drawObject(t)
		got := Allows(s, a, o)
		if got != allowed(s, a, o) {
			t.Fatalf("%+v, %s, %+v gave %v", s, a, o, got)
		}
		if got && !AllowsSome(s, a) {
			t.Fatal("the guard would refuse what the domain allows")
		}
		role, ok := As(s, a, o)
		if ok != got {
			t.Fatal("As and Allows differ")
		}
		holds := role == Citizen && !s.Staff || slices.ContainsFunc(s.Grants, func(g Grant) bool { return g.Role == role })
		if ok && !holds {
			t.Fatalf("acts as %s without being one", role)
		}
	})
}

// TestNobodyMayDoAnything: nor does a grant help a subject that is not signed in,
// is the program itself, or is no staff.
func TestNobodyMayDoAnything(t *testing.T) {
	var every []Grant
	for _, r := range StaffRoles {
		every = append(every, Grant{r, "city"})
	}
	mine := Object{Centers: path("city"), Accounts: []string{"", "system"}, Mediators: []string{"", "system"}}
	for name, s := range map[string]Subject{
		"nobody":                        {},
		"nobody with grants":            {Staff: true, Grants: every},
		"the program":                   System,
		"the program with grants":       {Account: System.Account, Staff: true, Grants: every},
		"staff without a grant":         {Account: "a", Staff: true},
		"a grant with an unknown role":  {Account: "a", Staff: true, Grants: []Grant{{"emperor", "city"}}},
		"a grant with a citizen's role": {Account: "a", Staff: true, Grants: []Grant{{Citizen, "city"}}},
	} {
		for _, a := range append(Actions(), "unknown") {
			if Allows(s, a, mine) || AllowsSome(s, a) {
				t.Errorf("%s may %s", name, a)
			}
		}
	}
	citizen := Subject{Account: "a", Grants: every}
	if Allows(citizen, ModerateCase, mine) || AllowsSome(citizen, ManageAccounts) {
		t.Error("a citizen's account got work by a grant")
	}
}

// TestSeparateDuties: who keeps the system sees no case, who audits sees nothing
// but the audit log, and who decides does not audit.
func TestSeparateDuties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.SampledFrom(places).Draw(t, "at")
		a, o := drawAction(t), drawObject(t)
		as := func(r Role) Subject { return Subject{Account: "x", Staff: true, Grants: []Grant{{r, at}}} }
		cases := []Action{ReadDirectory, ManageAccounts, ReadOperations, ReadOwn}
		if Allows(as(Maintainer), a, o) && !slices.Contains(cases, a) {
			t.Fatalf("a maintainer may %s", a)
		}
		if Allows(as(Auditor), a, o) && a != ReadAudit && a != ReadOwn {
			t.Fatalf("an auditor may %s", a)
		}
		for _, r := range []Role{Mediator, Intake, Moderator, Supervisor, Maintainer} {
			if AllowsSome(as(r), ReadAudit) {
				t.Fatalf("a %s reads the log of what it did", r)
			}
		}
	})
}

// TestBelowReachesNeitherUpNorSideways and no reach looks past its center.
func TestBelowReachesNeitherUpNorSideways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		role := rapid.SampledFrom([]Role{Intake, Moderator, Supervisor}).Draw(t, "role")
		at, center := rapid.SampledFrom(places).Draw(t, "at"), rapid.SampledFrom(places).Draw(t, "center")
		a := drawAction(t)
		s := Subject{Account: "x", Staff: true, Grants: []Grant{{role, at}}}
		if reachOf(a, role) == All || !Allows(s, a, Object{Centers: path(center)}) {
			return
		}
		if !slices.Contains(path(center), at) {
			t.Fatalf("a %s of %s may %s at %s", role, at, a, center)
		}
		if reachOf(a, role) == Center && center != at {
			t.Fatalf("a %s of %s may %s at %s, which is below", role, at, a, center)
		}
	})
	if Allows(Subject{Account: "x", Staff: true, Grants: []Grant{{Moderator, ""}}}, ModerateCase, Object{}) {
		t.Error("an object without a center is within the reach of a grant without one")
	}
}

// TestReadIsImplied: nobody acts on a case, or sees more of it, without seeing it.
func TestReadIsImplied(t *testing.T) {
	notOnCases := []Action{FileCase, EnterCase, Upload, ReadOwn, ReadDirectory, ManageAccounts, ReadAudit, ReadOperations, ListDesk, ReadQueue, ReadRules, EditRules, EditRooms, KeepCalendar, ReadMediators, EditMediators, ReadWork, EditTemplates,
		JoinCase /* by an invitation */}
	rapid.Check(t, func(t *rapid.T) {
		s, a, o := drawSubject(t), drawAction(t), drawObject(t)
		if !slices.Contains(notOnCases, a) && Allows(s, a, o) && !Allows(s, ReadCase, o) {
			t.Fatalf("%+v may %s a case that it may not see", s, a)
		}
	})
}

func TestCenters(t *testing.T) {
	s := Subject{Account: "x", Staff: true, Grants: []Grant{{Moderator, "east"}, {Mediator, "west"}, {Moderator, "east"}, {Auditor, "city"}}}
	for a, want := range map[Action][]string{
		ListDesk:    {"east"},
		ReadQueue:   {"east", "west"},
		MediateCase: nil, // by assignment, not by place
		ReadAudit:   {"city"},
		FileCase:    nil,
	} {
		if got := Centers(s, a); !slices.Equal(got, want) {
			t.Errorf("%s at %v, want %v", a, got, want)
		}
	}
}
