package demo

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/identity/number"
	"yanhe/backend/policy"
	"yanhe/backend/seed"
)

func lanes(t *testing.T) []*Lane {
	t.Helper()
	all, err := ReadLanes()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func everyFiling(t *testing.T) []*Filing {
	t.Helper()
	var all []*Filing
	for _, l := range lanes(t) {
		all = append(all, l.Filings...)
	}
	return all
}

// allFilings are those that need time to pass, too.
func allFilings(t *testing.T) []*Filing {
	t.Helper()
	slow, err := ReadLater()
	if err != nil {
		t.Fatal(err)
	}
	all := everyFiling(t)
	for _, l := range slow {
		all = append(all, l.Filings...)
	}
	return all
}

// divisions reads the table that the seed stores: code -> level.
func divisions(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../seed/data/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, row := range rows[1:] {
		all[row[0]] = row[2]
	}
	return all
}

// covered reports which of the wanted values no filing has.
func covered[T ~string](t *testing.T, what string, want []T, of func(*Filing) T) {
	t.Helper()
	for _, w := range want {
		if !slices.ContainsFunc(everyFiling(t), func(f *Filing) bool { return of(f) == w }) {
			t.Errorf("no filing has the %s %s", what, w)
		}
	}
}

func TestFilingsCoverWhatPeopleBring(t *testing.T) {
	if n := len(everyFiling(t)); n != 31 {
		t.Errorf("%d filings, want 31", n)
	}
	covered(t, "type", dispute.Types, func(f *Filing) string { return f.Type })
	covered(t, "kind", dispute.Kinds, func(f *Filing) dispute.Kind { return f.Kind })
	covered(t, "channel", append([]dispute.Channel{dispute.WeChat}, dispute.WindowChannels...), func(f *Filing) dispute.Channel { return f.Channel })
	var counties []string
	for code, level := range divisions(t) {
		if level == "county" {
			counties = append(counties, code[:6])
		}
	}
	covered(t, "county", counties, func(f *Filing) string { return f.Division[:6] })
	covered(t, "end", []dispute.State{dispute.Submitted, dispute.SupplementAsked, dispute.Declined, dispute.Queued, dispute.Assigned,
		dispute.Scheduled, dispute.Mediating, dispute.Settled, dispute.Failed, dispute.Terminated, dispute.Transferred,
		dispute.Withdrawn, dispute.Reopened, dispute.Closed}, func(f *Filing) dispute.State { return f.Ends })
}

func TestEveryVerbIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, f := range allFilings(t) {
		for _, s := range f.Plan {
			used[s.Do] = true
			if _, known := verbs[s.Do]; !known && s.Do != clashVerb {
				t.Errorf("%s: nobody knows how to %s", f.Key, s.Do)
			}
			for _, p := range s.Files {
				if papers[p].make == nil {
					t.Errorf("%s: there is no paper %s", f.Key, p)
				}
			}
		}
	}
	for name := range verbs {
		if !used[name] {
			t.Errorf("no plan uses %s", name)
		}
	}
}

func TestFilingsAreSound(t *testing.T) {
	known := divisions(t)
	seen := map[string]string{}
	for _, f := range allFilings(t) {
		if seen[f.Key] != "" {
			t.Errorf("the key %s is used twice", f.Key)
		}
		seen[f.Key] = "key"
		if known[f.Division] == "" {
			t.Errorf("%s: there is no division %s", f.Key, f.Division)
		}
		if (f.Channel == dispute.WeChat) != (f.EnteredBy == "") {
			t.Errorf("%s: %s is entered by %q", f.Key, f.Channel, f.EnteredBy)
		}
		if f.Ends == "" || f.Title == "" {
			t.Errorf("%s: needs a title and an end", f.Key)
		}
		for _, p := range f.Evidence {
			if papers[p].make == nil {
				t.Errorf("%s: there is no paper %s", f.Key, p)
			}
		}
		for _, s := range f.Plan {
			if s.Center != "" && known[s.Center] == "" {
				t.Errorf("%s: there is no center %s", f.Key, s.Center)
			}
		}
	}
}

// TestPeopleAreInvented looks that every number has a right check character and is
// nobody's: phones of the simulated platform's range, a county that no place has.
func TestPeopleAreInvented(t *testing.T) {
	byPhone := map[string]string{}
	for _, f := range everyFiling(t) {
		all := append([]Person{f.Applicant}, f.Others...)
		if f.Representative != nil {
			all = append(all, f.Representative.Person)
		}
		for _, p := range all {
			if p.Phone != "" {
				if !strings.HasPrefix(p.Phone, "1990000") {
					t.Errorf("%s: the phone of %s may be somebody's", f.Key, p.Name)
				}
				if _, err := number.Mobile(p.Phone); err != nil {
					t.Errorf("%s: %s: %v", f.Key, p.Phone, err)
				}
				if before := byPhone[p.Phone]; before != "" && before != p.Name {
					t.Errorf("%s and %s have one phone", before, p.Name)
				}
				byPhone[p.Phone] = p.Name
			}
			check := func(s string) (string, error) {
				return number.ResidentID(s, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
			}
			if p.Organisation {
				check = number.CreditCode
			}
			if n := p.number(); n != "" {
				if _, err := check(n); err != nil || !strings.Contains(n, nowhere) {
					t.Errorf("%s: the number %s of %s: %v", f.Key, n, p.Name, err)
				}
			}
		}
	}
}

func TestStaffOfPlansExist(t *testing.T) {
	signIns, err := seed.SignIns()
	if err != nil {
		t.Fatal(err)
	}
	has := func(login string, roles ...policy.Role) bool {
		return slices.ContainsFunc(signIns, func(s seed.SignIn) bool { return s.Login == login && slices.Contains(roles, s.Role) })
	}
	for _, l := range lanes(t) {
		waiting := map[string]int{}
		for _, f := range l.Filings {
			if f.EnteredBy != "" && !has(f.EnteredBy, policy.Intake, policy.Moderator) {
				t.Errorf("%s: nobody at a window is %s", f.Key, f.EnteredBy)
			}
			for _, s := range f.Plan {
				if s.Mediator != "" && !has(s.Mediator, policy.Mediator) {
					t.Errorf("%s: no mediator is %s", f.Key, s.Mediator)
				}
				if s.Do == clashVerb {
					waiting[f.Key]++
				}
			}
		}
		for _, c := range l.Clashes {
			if clashFaults[c.Over] == "" || len(c.Between) != 2 || len(c.With) != 2 {
				t.Fatalf("the clash %+v is not one of two cases", c)
			}
			for i := range 2 {
				waiting[c.Between[i]]--
				if !has(c.With[i], policy.Mediator) {
					t.Errorf("clash: no mediator is %s", c.With[i])
				}
			}
		}
		for key, n := range waiting {
			if n != 0 {
				t.Errorf("%s waits for a clash that does not come, or is in one it does not wait for", key)
			}
		}
	}
}
