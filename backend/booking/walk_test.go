package booking

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
)

// TestWalk lets many actors do whatever comes into their heads, and checks the
// promises after every step.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t, newMemory(), 2, 2)
		w.pause = noPause
		// Three of the five cases share a person: the other side, and an applicant.
		a := &actors{world: w, length: map[string]int{}, cases: []*dispute.Case{w.file("wang", "13900000001"),
			w.file("zhao", "13900000001"), w.file("qian", "13900000002"), w.file("qian", ""), w.file("sun", "")}}
		r.Repeat(a.deeds())
	})
}

// actors are the people of a walk.
type actors struct {
	*world
	cases  []*dispute.Case
	asked  []string       // appointments
	length map[string]int // of their histories
	wishes int
}

func (a *actors) deeds() map[string]func(*rapid.T) {
	all := map[string]func(*rapid.T){
		"request": a.request, "request more": a.request, "request much": a.request, "propose": a.propose,
		"case": a.turnCase, "time": a.letTimePass,
		"sweep": func(r *rapid.T) { a.sweep(r) },
		"purge": func(r *rapid.T) { _, err := a.Purge(background); expected(r, err) },
		"":      func(r *rapid.T) { a.check(r); a.historyGrows(r) },
	}
	for name, do := range map[string]func(who policy.Subject, id string) (*Appointment, error){
		"confirm": func(who policy.Subject, id string) (*Appointment, error) { return a.Confirm(background, who, id) },
		"accept": func(who policy.Subject, id string) (*Appointment, error) {
			return a.AcceptProposal(background, who, id)
		},
		"reject": func(who policy.Subject, id string) (*Appointment, error) {
			return a.RejectProposal(background, who, id, "")
		},
		"decline": func(who policy.Subject, id string) (*Appointment, error) {
			return a.Decline(background, who, id, "没空")
		},
		"cancel": func(who policy.Subject, id string) (*Appointment, error) { return a.Cancel(background, who, id, "") },
		"done":   func(who policy.Subject, id string) (*Appointment, error) { return a.Done(background, who, id) },
		"no show": func(who policy.Subject, id string) (*Appointment, error) {
			return a.NoShow(background, who, id, "", nil)
		},
	} {
		all[name] = func(r *rapid.T) {
			if len(a.asked) > 0 {
				id := a.appointment(r)
				_, err := do(a.someone(r, id), id)
				expected(r, err)
			}
		}
	}
	return all
}

func (a *actors) place(r *rapid.T) Place {
	day := int(a.clk.Now().Sub(monday)/(24*time.Hour)) + rapid.IntRange(1, 3).Draw(r, "day")
	start := rapid.IntRange(0, 6).Draw(r, "start")
	return a.at(rapid.IntRange(0, 1).Draw(r, "room"), day, 8+(start+1)/2, 30*((start+1)%2), rapid.IntRange(1, 3).Draw(r, "cells"))
}

func (a *actors) request(r *rapid.T) {
	c := rapid.SampledFrom(a.cases).Draw(r, "case")
	w := Wish{Case: c.ID, Mediator: a.account(rapid.IntRange(0, 1).Draw(r, "mediator")), Place: a.place(r)}
	a.wishes++
	key := fmt.Sprintf("wish-%06d", a.wishes)
	first, err := a.Request(background, citizen(c.Applicant), key, w)
	expected(r, err)
	again, err2 := a.Request(background, citizen(c.Applicant), key, w)
	expected(r, err2)
	if code(err) != code(err2) || err == nil && first.ID != again.ID {
		r.Fatalf("a retry gave %v after %v", err2, err)
	}
	if err == nil && !slices.Contains(a.asked, first.ID) {
		a.asked = append(a.asked, first.ID)
	}
}

// appointment picks one, mostly of the latest.
func (a *actors) appointment(r *rapid.T) string {
	some := a.asked
	if rapid.IntRange(0, 4).Draw(r, "late") > 0 {
		some = a.asked[max(0, len(a.asked)-3):]
	}
	return rapid.SampledFrom(some).Draw(r, "appointment")
}

// someone is mostly a person who has to do with the appointment.
func (a *actors) someone(r *rapid.T, id string) policy.Subject {
	got, err := a.Get(background, policy.System, id)
	expected(r, err)
	all := []policy.Subject{mediator(got.Mediator), citizen(got.AskedBy), a.mediator(0), a.mediator(1), citizen("qian"), policy.System}
	return all[rapid.SampledFrom([]int{0, 0, 0, 1, 1, 1, 2, 3, 4, 5}).Draw(r, "who")]
}

func (a *actors) propose(r *rapid.T) {
	if len(a.asked) == 0 {
		return
	}
	id := a.appointment(r)
	_, err := a.Propose(background, a.someone(r, id), id, a.place(r))
	expected(r, err)
}

// turnCase lets a case go its own way; bookings hear of it as the program lets them.
func (a *actors) turnCase(r *rapid.T) {
	c := rapid.SampledFrom(a.cases).Draw(r, "case")
	commands := []dispute.Command{
		{Event: dispute.Start}, {Event: dispute.Reopen, Note: "又起争执"},
		{Event: dispute.Assign, Mediator: a.account(0)}, {Event: dispute.Assign, Mediator: a.account(1)},
		{Event: dispute.Terminate, Reason: dispute.TerminateReasons[0], Note: "一方不愿继续"}, {Event: dispute.Withdraw},
	}
	cmd := commands[rapid.SampledFrom([]int{0, 0, 0, 0, 1, 1, 2, 3, 4, 5}).Draw(r, "command")]
	_, err := a.world.cases.Take(background, policy.System, c.ID, cmd)
	expected(r, err)
	if err == nil && rapid.Bool().Draw(r, "told") {
		expected(r, a.CaseEnded(background, c.ID))
	}
}

func (a *actors) letTimePass(r *rapid.T) {
	a.clk.Advance(rapid.SampledFrom([]time.Duration{time.Minute, 5 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 9 * 24 * time.Hour}).Draw(r, "by"))
}

// historyGrows holds every appointment to appending to its history.
func (a *actors) historyGrows(r *rapid.T) {
	for _, id := range a.asked {
		got, err := a.Get(background, policy.System, id)
		expected(r, err)
		if len(got.History) < a.length[id] || got.History[0].To != Requested || got.last().To != got.State {
			r.Fatalf("history of %s: %+v", id, got.History)
		}
		a.length[id] = len(got.History)
	}
}
