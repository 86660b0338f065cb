package mediation

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/dispute"
)

func (w *world) order(t interface {
	Helper()
	Fatal(...any)
}) (names string, all []Candidate) {
	t.Helper()
	all, err := w.Suggest(background, moderator, "case")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		names += c.Account
	}
	return names, all
}

// TestSuggestions: whom the parties want, then whose field it is, then who is near, then
// who has least to do; each says why.
func TestSuggestions(t *testing.T) {
	for name, tc := range map[string]struct {
		set  func(*world)
		want string
		why  []string // of the first
	}{
		"the field, near, full-time": {func(w *world) { w.loads["b"], w.loads["c"] = [2]int64{3, 0}, [2]int64{2, 0} }, "bcda",
			[]string{forSpeciality, forNear, forLoad}}, // two cases of a part-time mediator weigh four
		"less to do":                   {func(w *world) { w.loads["b"] = [2]int64{3, 0} }, "cbda", []string{forSpeciality, forNear, forLoad}},
		"as much, less lately":         {func(w *world) { w.loads["b"], w.loads["c"] = [2]int64{2, 9}, [2]int64{1, 1} }, "cbda", []string{forSpeciality, forNear, forLoad}},
		"both sides want another":      {func(w *world) { w.choose("p1", "a"); w.choose("p2", "a") }, "abcd", []string{forChosen, forNear}},
		"one side does":                {func(w *world) { w.choose("p1", "d") }, "dbca", []string{forOneSide, forSpeciality}},
		"both before one":              {func(w *world) { w.choose("p1", "d"); w.choose("p2", "a") }, "dabc", []string{forOneSide, forSpeciality}},
		"high risk wants a high grade": {func(w *world) { w.one.Risk = dispute.High; w.write(background, moderator, "c", grade("first")) }, "cbda", []string{forSpeciality, forGrade, forNear}},
		"a low grade is none":          {func(w *world) { w.one.Risk = dispute.High; w.write(background, moderator, "c", grade("fourth")) }, "bcda", []string{forSpeciality, forNear, forLoad}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			tc.set(w)
			got, all := w.order(t)
			if got != tc.want || !slices.Equal(all[0].For, tc.why) {
				t.Errorf("%s, because of %v", got, all[0].For)
			}
		})
	}
}

func (w *world) choose(party, mediator string) {
	w.one.Choices = append(w.one.Choices, dispute.Choice{Party: party, Mediator: mediator})
}

func grade(g string) func(*Profile) error { return func(p *Profile) error { p.Grade = g; return nil } }

// TestWhoCannot is shown last, with the reason.
func TestWhoCannot(t *testing.T) {
	for name, tc := range map[string]struct {
		set func(*world)
		out string
	}{
		"on leave":                 {func(w *world) { w.away["b"] = w.clk.Now().Add(72 * time.Hour) }, outAway},
		"stepped aside":            {func(w *world) { w.one.Recused = []string{"b"} }, outRecused},
		"a party":                  {func(w *world) { w.one.Parties[1].Account = "b" }, outOwnCase},
		"close to a party":         {func(w *world) { w.declare(t, "b", "李四") }, outConflict},
		"no qualification holds":   {func(w *world) { w.write(background, moderator, "b", until("2026-03-01")) }, outExpired},
		"it holds for one more":    {func(w *world) { w.write(background, moderator, "b", until("2026-03-02")) }, ""},
		"close to somebody else":   {func(w *world) { w.declare(t, "b", "赵六") }, ""},
		"back from leave just now": {func(w *world) { w.away["b"] = w.clk.Now() }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			tc.set(w)
			got, all := w.order(t)
			i := slices.IndexFunc(all, func(c Candidate) bool { return c.Account == "b" })
			if all[i].Out != tc.out || (tc.out != "") != (i == len(all)-1) || (tc.out == outAway) != (all[i].Until != nil) {
				t.Errorf("%s: %+v", got, all[i])
			}
		})
	}
}

func until(day string) func(*Profile) error {
	return func(p *Profile) error {
		p.Qualifications = []Qualification{{Name: "人民调解员证", Until: day}}
		return nil
	}
}

func (w *world) declare(t *testing.T, account, name string) {
	t.Helper()
	p, err := w.Declare(background, mediator(account), name, "kin")
	if err != nil || len(p.Conflicts) != 1 || p.Conflicts[0].Name == name {
		t.Fatalf("%+v, %v", p, err)
	}
}

// TestFairness: following the suggestion, equals end up with equal loads: of any two
// full-time mediators of the field and the center none has two cases more than another, and
// a part-time one has about half.
func TestFairness(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		w.people = nil
		n := rapid.IntRange(2, 6).Draw(rt, "mediators")
		for i := range n {
			w.people = append(w.people, Person{Account: string(rune('a' + i)), Center: here, FullTime: true, Specialities: []string{"10"}})
		}
		w.people = append(w.people, Person{Account: "z", Center: here, Specialities: []string{"10"}})
		for range rapid.IntRange(1, 60).Draw(rt, "cases") {
			_, all := w.order(rt)
			l := w.loads[all[0].Account]
			w.loads[all[0].Account] = [2]int64{l[0] + 1, l[1] + 1}
		}
		least, most := int64(1<<60), int64(0)
		for i := range n {
			l := w.loads[string(rune('a'+i))][0]
			least, most = min(least, l), max(most, l)
		}
		if most-least > 1 || w.loads["z"][0] > most/2+1 {
			rt.Fatalf("loads %v", w.loads)
		}
	})
}
