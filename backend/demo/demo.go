// Package demo drives the whole journey over HTTP, as people would: thirty-six made-up
// filings over all counties and channels, and what becomes of each. It checks
// every expectation, and is also what fills a first start.
//
// What happens stands in filings; five of them need time to pass and are driven only when
// the demo can move the clock (filings/later). The verbs of a plan are in verbs.go.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"yanhe/backend/id"
	"yanhe/backend/seed"
)

// Options say against which server the demo runs and what it leaves.
type Options struct {
	// Base is the server's address. It must run in development mode.
	Base string
	// Out is the folder for receipts and codes; "" leaves none.
	Out string
	// Print takes a line for each step; nil prints nothing.
	Print io.Writer
	// SignIns are the demonstration's staff (seed.Summary).
	SignIns []seed.SignIn
	// Wind moves the server's clock on and lets what is due then be done; Now reads it. With
	// both nil the filings that need time to pass are left out.
	Wind func(ctx context.Context, by time.Duration) error
	Now  func() time.Time
	// Run names this run: the same name never files anything twice, and leaves alone
	// what a run of that name that broke off has filed. "" is "first".
	Run string
}

// run is what the journeys of one run share.
type run struct {
	o         Options
	people    *people
	reference struct {
		Privacy struct {
			Version string `json:"version"`
		} `json:"privacy"`
	}
	mu      sync.Mutex // of the printer
	checks  atomic.Int64
	clashes atomic.Int64
}

// lanesAtOnce bounds how many counties work at the same time.
const lanesAtOnce = 4

// Run runs the demo. An expectation that is not met ends it with an error that
// names the filing and the step.
func Run(ctx context.Context, o Options) error {
	if o.Print == nil {
		o.Print = io.Discard
	}
	if o.Run == "" {
		o.Run = "first"
	}
	lanes, err := ReadLanes()
	if err != nil {
		return err
	}
	begin := time.Now()
	r := &run{o: o, people: newPeople(o.Base, o.SignIns)}
	defer r.people.open.HTTP.CloseIdleConnections()
	if err := call(ctx, r.people.open, "GET", "/api/v1/reference", nil, &r.reference); err != nil {
		return fmt.Errorf("%s: %w", o.Base, err)
	}
	journeys, err := r.drive(ctx, lanes)
	if err != nil {
		return err
	}
	if o.Wind != nil {
		slow, err := ReadLater()
		if err != nil {
			return err
		}
		for _, l := range slow { // one after the other: they share the clock
			more, err := r.lane(ctx, l)
			if err != nil {
				return err
			}
			journeys = append(journeys, more...)
		}
		for _, j := range journeys { // their sessions have run out meanwhile
			if j.filer, err = r.people.get(ctx, j.filer.key); err != nil {
				return err
			}
		}
	}
	for _, check := range []func(context.Context) error{r.lockOut, r.auditHolds} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	if err := r.leave(ctx, journeys); err != nil {
		return err
	}
	return r.sum(journeys, time.Since(begin))
}

// drive runs the lanes and returns the journeys in their order.
func (r *run) drive(ctx context.Context, lanes []*Lane) ([]*journey, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done, errs := make([][]*journey, len(lanes)), make([]error, len(lanes))
	gate := make(chan struct{}, lanesAtOnce)
	var wait sync.WaitGroup
	for i, l := range lanes {
		wait.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			if done[i], errs[i] = r.lane(ctx, l); errs[i] != nil {
				cancel()
			}
		})
	}
	wait.Wait()
	var all []*journey
	for _, journeys := range done {
		all = append(all, journeys...)
	}
	return all, firstCause(errs)
}

// firstCause leaves out what only broke off because another lane failed.
func firstCause(errs []error) error {
	var all []error
	for _, err := range errs {
		if err != nil && !errors.Is(err, context.Canceled) {
			all = append(all, err)
		}
	}
	if len(all) == 0 {
		return errors.Join(errs...)
	}
	return errors.Join(all...)
}

// lane files everything of a county one after the other, lets cases clash, and
// brings those to their end.
func (r *run) lane(ctx context.Context, l *Lane) ([]*journey, error) {
	byKey := map[string]*journey{}
	var all []*journey
	for _, f := range l.Filings {
		j := &journey{run: r, filing: f, peers: byKey}
		all = append(all, j)
		byKey[f.Key] = j
		err := j.file(ctx)
		if err != nil {
			err = fmt.Errorf("%s: filing: %w", f.Key, err)
		} else if !j.left {
			err = j.follow(ctx)
		}
		j.flush()
		if err != nil {
			return all, err
		}
	}
	for _, c := range l.Clashes {
		both := [2]*journey{byKey[c.Between[0]], byKey[c.Between[1]]}
		if both[0].left || both[1].left {
			continue
		}
		if err := r.meet(ctx, c, both); err != nil {
			return all, err
		}
	}
	return all, nil
}

// meet lets two cases clash and then takes the rest of their plans.
func (r *run) meet(ctx context.Context, c Clash, both [2]*journey) error {
	for _, j := range both {
		fmt.Fprintf(&j.lines, "\n%s, continued\n", j.filing.Key)
	}
	err := r.clash(ctx, c, both)
	for _, j := range both {
		if err == nil {
			j.next++
			err = j.follow(ctx)
		}
		j.flush()
	}
	return err
}

// NewRun makes a name for a run that shall file everything anew.
func NewRun() string { return id.New(time.Now()) }
