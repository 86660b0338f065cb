//go:build unix

package e2e

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/booking"
	"yanhe/backend/client"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
	"yanhe/backend/policy"
)

// TestKilledAgainAndAgainNothingAcknowledgedIsLost ends the real program with
// SIGKILL while sixteen clients file, accept and book, and starts it again. At the
// end every acknowledged filing, number and appointment is there, the register
// explains each number, and no cell of a room is held for nothing.
func TestKilledAgainAndAgainNothingAcknowledgedIsLost(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	dir := t.TempDir()
	crowd := newCrowd(t)
	for round := range rounds {
		p := launch(t, dir)
		crowd.signIn(p.url)
		enough := crowd.await(60 + 23*round%120)
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for filer := range 4 {
			all.Go(func() { crowd.fileOn(ctx, filer) })
		}
		for range 6 {
			all.Go(func() { crowd.acceptOn(ctx) })
			all.Go(func() { crowd.bookOn(ctx) })
		}
		select {
		case <-enough:
		case <-time.After(patience):
			t.Errorf("round %d: the crowd got stuck: %s", round, p.said)
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-p.ended
		if s, ok := p.ProcessState.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGKILL {
			t.Fatalf("round %d: the program ended by itself: %v %s", round, p.ProcessState, p.said)
		}
		stop()
		all.Wait()
	}
	t.Logf("%d kills; acknowledged: %d filings, %d numbers, %d appointments; %d times lost to somebody else", rounds,
		len(crowd.filed), len(crowd.accepted), len(crowd.booked), crowd.lost)
	if len(crowd.booked) == 0 || len(crowd.accepted) < rounds || len(crowd.filed) < rounds {
		t.Error("too little was done to show anything")
	}
	a := opened(t, dir)
	crowd.checkFilings(a)
	crowd.checkNumbers(a)
	crowd.checkBookings(a)
}

// signIn opens the sessions, the first time; they outlive the process.
func (c *crowd) signIn(base string) {
	c.t.Helper()
	for i := range c.people {
		if c.people[i] == nil {
			var err error
			if c.people[i], err = client.New(base).Citizen(c.t.Context(), fmt.Sprintf("众%d", i)); err != nil {
				c.t.Fatal(err)
			}
		}
		c.people[i].Base = base
	}
	for center, login := range map[string][2]string{langxi: {"langxi.moderator", "yanhe-demo-2107"}, ningguo: {"ningguo.moderator", "yanhe-demo-2118"}} {
		if c.desks[center] == nil {
			var err error
			if c.desks[center], err = client.New(base).Staff(c.t.Context(), login[0], login[1]); err != nil {
				c.t.Fatal(err)
			}
		}
		c.desks[center].Base = base
	}
}

func (c *crowd) checkFilings(a *app.App) {
	c.t.Helper()
	for caseID, track := range c.filed {
		found, err := a.Cases.Get(c.t.Context(), caseID)
		if err != nil || found.Track != track || found.Timeline[0].Event != dispute.File {
			c.t.Errorf("filing %s: %v", caseID, err)
			continue
		}
		if byTrack, err := a.Cases.ByTrack(c.t.Context(), track); err != nil || byTrack.ID != caseID {
			c.t.Errorf("filing %s is not found by its code: %v", caseID, err)
		}
		if number := c.accepted[caseID]; number != "" && found.Number != number {
			c.t.Errorf("case %s was told the number %s and has %q", caseID, number, found.Number)
		}
	}
}

// checkNumbers reads the registers: every number from 1 on is there, and is used
// by its case, void for a reason, or kept for a case that waits at the desk.
func (c *crowd) checkNumbers(a *app.App) {
	c.t.Helper()
	ctx := c.t.Context()
	if _, err := a.Cases.SweepNumbers(ctx); err != nil {
		c.t.Error(err)
	}
	given := map[string]string{}
	for caseID, number := range c.accepted {
		if other := given[number]; other != "" {
			c.t.Errorf("%s was given to %s and to %s", number, other, caseID)
		}
		given[number] = caseID
	}
	lines := 0
	for _, center := range c.centers {
		book, err := a.Cases.Book(ctx, center, time.Now().In(clock.Shanghai).Year())
		if err != nil {
			c.t.Fatal(err)
		}
		for i, n := range book {
			lines++
			holder, err := a.Cases.Get(ctx, n.Case)
			switch {
			case n.N != int64(i+1):
				c.t.Errorf("the register of %s has a gap before %d", center, n.N)
			case given[n.Printed] != "" && given[n.Printed] != n.Case:
				c.t.Errorf("%s is %s's in the register, and was told to %s", n.Printed, n.Case, given[n.Printed])
			case err != nil:
				c.t.Errorf("%s: %v", n.Printed, err)
			case n.State == "used" && holder.Number == n.Printed, n.State == "void" && n.Why != "",
				n.State == "reserved" && holder.Number == "" && holder.State == dispute.Submitted:
			default:
				c.t.Errorf("%s is %s (%s), its case %s has %q", n.Printed, n.State, n.Why, holder.State, holder.Number)
			}
		}
	}
	if lines < len(given) {
		c.t.Errorf("%d numbers were given, the registers have %d lines", len(given), lines)
	}
}

// checkBookings sweeps up after the killed, and then finds every acknowledged
// appointment alone in its room and with its mediator, known to its case once.
func (c *crowd) checkBookings(a *app.App) {
	c.t.Helper()
	ctx := c.t.Context()
	swept, err := a.Booking.Sweep(ctx)
	released, err2 := a.Booking.ReleaseOrphans(ctx)
	c.t.Logf("swept %d appointments and %d claims", swept, released)
	if n, err3 := a.Booking.Orphans(ctx); n != 0 || err != nil || err2 != nil || err3 != nil {
		c.t.Errorf("%d claims are held for nothing, %v %v %v", n, err, err2, err3)
	}
	holders := map[string]string{}
	for _, told := range c.booked {
		found, err := a.Booking.Get(ctx, policy.System, told.ID)
		if err != nil || found.State != booking.Requested || found.Room != told.Room || !found.Start.Equal(told.Start) || found.Mediator != told.Mediator {
			c.t.Errorf("appointment %s: %v, %s", told.ID, err, jsonOf(found))
			continue
		}
		for at := told.Start; at.Before(told.End); at = at.Add(booking.CellSize) {
			for _, owner := range []string{"room " + told.Room, "mediator " + told.Mediator} {
				cell := owner + " " + at.Format(time.RFC3339)
				if other := holders[cell]; other != "" {
					c.t.Errorf("%s is booked by %s and by %s", cell, other, told.ID)
				}
				holders[cell] = told.ID
			}
		}
		c.knowsOnce(a, told)
	}
	c.holdsFast(a)
}

// knowsOnce checks that the case was told of its appointment, and once.
func (c *crowd) knowsOnce(a *app.App, told httpapi.AppointmentView) {
	c.t.Helper()
	found, err := a.Cases.Get(c.t.Context(), told.Case)
	if err != nil {
		c.t.Error(err)
		return
	}
	asked := 0
	for _, e := range found.Timeline {
		if e.Event == dispute.AskBooking && e.Facts["appointment"] == told.ID {
			asked++
		}
	}
	if asked != 1 {
		c.t.Errorf("case %s was told %d times of its appointment", told.Case, asked)
	}
}

// holdsFast tries to book again what is booked, for a case that has nothing.
func (c *crowd) holdsFast(a *app.App) {
	c.t.Helper()
	busy := map[string]bool{}
	for _, b := range c.booked {
		busy[b.Case] = true
	}
	tries := 0
	for caseID := range c.accepted {
		found, err := a.Cases.Get(c.t.Context(), caseID)
		if err != nil || busy[caseID] || found.State != dispute.Queued || slices.ContainsFunc(found.Timeline, func(e dispute.Entry) bool { return e.Event == dispute.AskBooking }) {
			continue
		}
		for _, b := range c.booked {
			if b.Center != found.Center {
				continue
			}
			_, err := a.Booking.Request(c.t.Context(), policy.System, fmt.Sprintf("again-%d-%s", tries, caseID),
				booking.Wish{Case: caseID, Mediator: b.Mediator, Place: booking.Place{Room: b.Room, Start: b.Start, End: b.End}})
			if err == nil {
				c.t.Errorf("what %s holds was given to %s", b.ID, caseID)
			}
			if tries++; tries == 20 {
				return
			}
		}
	}
}
