package mediation

import (
	"context"
	"testing"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
	"yanhe/backend/rules"
)

var background = context.Background()

func TestProfile(t *testing.T) {
	w := newWorld(t)
	good := Profile{Grade: "second", Qualifications: []Qualification{{Name: " 人民调解员证 ", Until: "2028-12-31"}}, Expert: []string{"10"},
		Hours: []center.Period{{Days: []time.Weekday{time.Monday}, From: 9 * 60, To: 12 * 60}}}
	for name, tc := range map[string]struct {
		change func(*Profile)
		field  string
	}{
		"a grade":            {func(p *Profile) { p.Grade = "fifth" }, "grade"},
		"a nameless paper":   {func(p *Profile) { p.Qualifications = []Qualification{{}} }, "qualifications"},
		"a day that is none": {func(p *Profile) { p.Qualifications = []Qualification{{Name: "x", Until: "2028-13-31"}} }, "qualifications"},
		"a type":             {func(p *Profile) { p.Expert = []string{"77"} }, "expert"},
		"hours":              {func(p *Profile) { p.Hours = []center.Period{{From: 9, To: 8}} }, "hours"},
	} {
		bad := good
		tc.change(&bad)
		if _, err := w.Edit(background, moderator, "a", bad); fault.From(err).Field != tc.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	for who, may := range map[*policy.Subject]bool{&moderator: true, &watcher: false, &citizen: false} {
		if _, err := w.Edit(background, *who, "a", good); (err == nil) != may {
			t.Errorf("%s edits: %v", who.Account, err)
		}
	}
	if _, err := w.Edit(background, mediator("a"), "a", good); code(err) != "forbidden" {
		t.Errorf("of oneself: %v", err)
	}
	p, err := w.Profile(background, mediator("a"), "a")
	if err != nil || p.Grade != "second" || p.Qualifications[0].Name != "人民调解员证" || p.By != "m" {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := w.Profile(background, mediator("b"), "a"); code(err) != "forbidden" {
		t.Errorf("a colleague reads it: %v", err)
	}
	if h, err := w.Hours(background, "a"); err != nil || len(h) != 1 {
		t.Errorf("%v, %v", h, err)
	}
	if page, err := w.Experts(background, "10", "", 10); err != nil || len(page.Items) != 1 || page.Items[0].ID != "a" {
		t.Errorf("experts: %+v, %v", page, err)
	}
	if page, err := w.Experts(background, "02", "", 10); err != nil || len(page.Items) != 0 {
		t.Errorf("experts of another field: %+v, %v", page, err)
	}
	if e, err := w.Expert(background, "a"); err != nil || e.Name != "金月娥" {
		t.Errorf("%+v, %v", e, err)
	}
	for _, none := range []string{"b", "nobody"} {
		if _, err := w.Expert(background, none); fault.From(err).Field != "expert" {
			t.Errorf("%s: %v", none, err)
		}
	}
}

// TestCommittee: three to nine members, mediators all, one of them the chair (人民调解法 art. 8).
func TestCommittee(t *testing.T) {
	w := newWorld(t)
	good := Committee{Center: here, Name: "郎溪县人民调解委员会", Kind: "township", Members: []string{"a", "b", "c"}, Chair: "b"}
	for name, tc := range map[string]struct {
		change func(*Committee)
		field  string
	}{
		"two members":         {func(c *Committee) { c.Members = []string{"a", "b"} }, "members"},
		"one of them twice":   {func(c *Committee) { c.Members = []string{"a", "b", "b"} }, "members"},
		"ten members":         {func(c *Committee) { c.Members = []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} }, "members"},
		"no mediator":         {func(c *Committee) { c.Members = []string{"a", "b", "x"} }, "members"},
		"a chair from abroad": {func(c *Committee) { c.Chair = "d" }, "chair"},
		"a kind":              {func(c *Committee) { c.Kind = "club" }, "kind"},
		"no name":             {func(c *Committee) { c.Name = " " }, "name"},
		"no center":           {func(c *Committee) { c.Center = "1" }, "center"},
	} {
		bad := good
		tc.change(&bad)
		if _, err := w.SaveCommittee(background, moderator, bad); fault.From(err).Field != tc.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	made, err := w.SaveCommittee(background, moderator, good)
	if err != nil || made.ID == "" {
		t.Fatal(err)
	}
	again := *made
	again.Chair = "a"
	if made, err = w.SaveCommittee(background, moderator, again); err != nil || made.Chair != "a" {
		t.Errorf("%+v, %v", made, err)
	}
	up := good
	up.Center = city
	if _, err := w.SaveCommittee(background, moderator, up); code(err) != "forbidden" {
		t.Errorf("of the city: %v", err)
	}
	again.ID = "none"
	if _, err := w.SaveCommittee(background, moderator, again); code(err) != "committee.missing" {
		t.Errorf("one that is none: %v", err)
	}
	if page, err := w.Committees(background, here, "", 10); err != nil || len(page.Items) != 1 {
		t.Errorf("%+v, %v", page, err)
	}
}

// TestWork counts what ended, and shows no mean of a group in which one could tell who
// said what.
func TestWork(t *testing.T) {
	w := newWorld(t)
	at := w.clk.Now()
	end := func(o *dispute.Outcome, stars ...int) {
		c := &dispute.Case{Mediator: "a", AssignedAt: at.Add(-48 * time.Hour), Ended: at, Outcome: o}
		for _, s := range stars {
			c.Ratings = append(c.Ratings, dispute.Rating{Stars: s})
		}
		w.ended = append(w.ended, c)
	}
	end(&dispute.Outcome{Terms: "x", Amount: 5_000_00}, 5, 4)
	end(&dispute.Outcome{Terms: "x", Oral: true}, 2)
	end(&dispute.Outcome{Terms: "x", Amount: 100_000_00}, 5)
	end(&dispute.Outcome{Terms: "x", Onward: []string{"court"}})
	end(&dispute.Outcome{Reason: "refused"})
	end(nil)
	w.ended[0].Confirmation = &dispute.Confirmation{Result: "confirmed"}
	scale := rules.Scale{Oral: 50_00, Written: 100_00, Failed: 20_00, Major: 300_00, MajorFrom: 50_000_00}
	look := func(who policy.Subject) (Work, error) {
		return w.WorkOf(background, who, "a", at.Add(-time.Hour), at.Add(time.Hour), scale)
	}
	got, err := look(mediator("a"))
	want := Work{Account: "a", Name: "金月娥", Ended: 6, Written: 2, Oral: 1, Failed: 1, Terminated: 1, Other: 1, Confirmed: 1,
		Amount: 105_000_00, Days: 20, Ratings: 4, Stars: 0, Allowance: 470_00}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	w.ended[1].Ratings = append(w.ended[1].Ratings, dispute.Rating{Stars: 4})
	if got, err = look(watcher); err != nil || got.Ratings != 5 || got.Stars != 400 {
		t.Errorf("of five: %+v, %v", got, err)
	}
	if _, err := look(mediator("b")); code(err) != "forbidden" {
		t.Errorf("a colleague: %v", err)
	}
	if all, err := w.WorkAt(background, moderator, here, at.Add(-time.Hour), at.Add(time.Hour), scale); err != nil || len(all) != 3 || all[0].Ended != 6 || all[1].Ended != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := w.WorkAt(background, mediator("a"), here, at, at.Add(time.Hour), scale); code(err) != "forbidden" {
		t.Errorf("a mediator sees all: %v", err)
	}
	if _, err := w.WorkOf(background, moderator, "a", at, at, scale); fault.From(err).Field != "to" {
		t.Errorf("no time at all: %v", err)
	}
}
