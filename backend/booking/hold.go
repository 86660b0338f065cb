package booking

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// lostTo tells that a claim is somebody else's.
type lostTo struct{ claim *Claim }

func (l *lostTo) Error() string { return "booking: lost " + l.claim.ID }

// fault is what the loser is told.
func (l *lostTo) fault() error { return taken[l.claim.Kind] }

// holdTries bounds how often a contender starts over.
const holdTries = 5

// hold claims groups of cells for an appointment under a hold number, all or
// none, and returns the claims as written. It starts over when what it lost to
// was left behind or is undecided itself.
func (s *Service) hold(ctx context.Context, a *Appointment, groups [][]*Claim, number int64) ([]*Claim, error) {
	for try := 1; ; try++ {
		won, err := s.takeAll(ctx, a, groups, number)
		if err == nil {
			return won, nil
		}
		s.giveBack(ctx, won)
		var lost *lostTo
		if !errors.As(err, &lost) {
			return nil, err
		}
		if try == holdTries {
			return nil, lost.fault()
		}
		if again, err := s.mayYield(ctx, lost.claim, try); err != nil {
			return nil, err
		} else if !again {
			return nil, lost.fault()
		}
	}
}

// takeAll takes the first group (the room, which contenders fight for) and then the
// others at the same time; it returns what it won even when it fails.
func (s *Service) takeAll(ctx context.Context, a *Appointment, groups [][]*Claim, number int64) ([]*Claim, error) {
	var stop atomic.Bool
	won, err := s.takeGroup(ctx, a, groups[0], number, &stop)
	if err != nil {
		return won, err
	}
	results, errs := make([][]*Claim, len(groups)), make([]error, len(groups))
	var wait sync.WaitGroup
	for i, g := range groups[1:] {
		wait.Go(func() { results[i], errs[i] = s.takeGroup(ctx, a, g, number, &stop) })
	}
	wait.Wait()
	var lost *lostTo
	for i := range groups {
		won = append(won, results[i]...)
		if err == nil || errors.As(err, &lost) && errs[i] != nil {
			err = errs[i] // a failure of the store says more than a lost claim
		}
	}
	return won, err
}

// takeGroup takes claims one after the other until one fails or stop is set.
func (s *Service) takeGroup(ctx context.Context, a *Appointment, group []*Claim, number int64, stop *atomic.Bool) ([]*Claim, error) {
	var won []*Claim
	for _, c := range group {
		if stop.Load() {
			return won, nil // the group that set it brings the error
		}
		got, err := s.take(ctx, a, c, number)
		if err != nil {
			stop.Store(true)
			return won, err
		}
		won = append(won, got)
	}
	return won, nil
}

// takeTries bounds the compare-and-swaps for one free claim.
const takeTries = 50

// take claims one cell. Every taking raises the version of the claim, also when
// the appointment holds it from before: see the package's text on races.
func (s *Service) take(ctx context.Context, a *Appointment, want *Claim, number int64) (*Claim, error) {
	for range takeTries {
		c := *want
		c.Appointment, c.Hold = a.ID, number
		err := s.claims.Insert(ctx, &c)
		if !errors.Is(err, docstore.ErrExists) {
			return &c, err
		}
		there, err := s.claims.Get(ctx, c.ID)
		if errors.Is(err, docstore.ErrMissing) {
			continue // not visible yet
		}
		if err != nil {
			return nil, err
		}
		switch {
		case there.Appointment == a.ID && there.Hold > number:
			return nil, errLost // this hold is over, a later one is at work
		case there.Appointment != "" && there.Appointment != a.ID:
			return nil, &lostTo{there}
		}
		there.Appointment, there.Hold = a.ID, number
		err = s.claims.Replace(ctx, there)
		if !errors.Is(err, docstore.ErrStale) && !errors.Is(err, docstore.ErrMissing) {
			return there, err
		}
	}
	return nil, &lostTo{want}
}

// mayYield says whether it makes sense to start over after losing to a claim. It
// clears away what was left behind, and pauses when the other is undecided.
func (s *Service) mayYield(ctx context.Context, c *Claim, try int) (bool, error) {
	a, err := s.appointments.Get(ctx, c.Appointment)
	if errors.Is(err, docstore.ErrMissing) || err == nil && !a.needs(c) {
		_, err := s.freeUnneeded(ctx, c.ID)
		return true, err
	}
	if err != nil {
		return false, err
	}
	if a.overdue(s.Clock.Now()) {
		before := a.Version
		a, err = s.settle(ctx, a)
		return err == nil && a.Version != before, err
	}
	if a.State != Claiming && (c.Kind == CaseClaim || a.holds(a.Place, c)) {
		return false, nil
	}
	return true, s.pause(ctx, time.Duration(rand.IntN(try*10_000))*time.Microsecond)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// giveBack frees claims at the versions at which they were won. What fails here is
// an orphan, or was taken again meanwhile; either way the sweeper sees to it.
func (s *Service) giveBack(ctx context.Context, won []*Claim) {
	ctx = context.WithoutCancel(ctx) // a caller who went away must not leave claims behind
	_ = together(won, func(c *Claim) error {
		c.free()
		return s.claims.Replace(ctx, c)
	})
}

func (c *Claim) free() { c.Appointment, c.Hold = "", 0 }

// freeUnneeded frees a claim unless its appointment needs it, and says whether it
// did. The order of the reads is what makes it safe.
func (s *Service) freeUnneeded(ctx context.Context, claimID string) (bool, error) {
	for range takeTries {
		c, err := s.claims.Get(ctx, claimID)
		if errors.Is(err, docstore.ErrMissing) || err == nil && c.Appointment == "" {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		a, err := s.appointments.Get(ctx, c.Appointment)
		if err == nil && a.needs(c) {
			return false, nil
		}
		if err != nil && !errors.Is(err, docstore.ErrMissing) {
			return false, err
		}
		c.free()
		err = s.claims.Replace(ctx, c)
		if !errors.Is(err, docstore.ErrStale) {
			return err == nil, err
		}
	}
	return false, docstore.ErrStale
}

// freeAll frees those of some claims that their appointments do not need.
func (s *Service) freeAll(ctx context.Context, groups [][]*Claim) error {
	var all []*Claim
	for _, g := range groups {
		all = append(all, g...)
	}
	return together(all, func(c *Claim) error { _, err := s.freeUnneeded(ctx, c.ID); return err })
}

// together runs fn for each claim, sixteen at a time, so that one commit of the
// store serves many.
func together(list []*Claim, fn func(*Claim) error) error {
	errs := make([]error, len(list))
	gate := make(chan struct{}, 16)
	var wait sync.WaitGroup
	for i, c := range list {
		gate <- struct{}{}
		wait.Go(func() {
			errs[i] = fn(c)
			<-gate
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return fault.From(err)
	}
	return nil
}
