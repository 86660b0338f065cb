package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/docstore/sqlite"
)

// A generated store of n cases holds eight years. Of all cases one in twenty waits
// in a center queue and one in a hundred at a desk, both among the newest; the
// rest is over. The city's center has six in ten of those that wait: 30,000 of a million.
const (
	years      = 8
	waitShare  = 0.05
	deskShare  = 0.01
	handShare  = 0.02
	cityWaits  = 0.6
	fillFormat = 3 // changes when the generated cases do
)

// fate is how a generated case stands.
type fate int

const (
	ended fate = iota
	inHand
	waits
	atDesk
)

// lot says how case n of size stands, where, and when it was filed. The newest
// ones are still open.
func lot(n, size int) (fate, place, time.Time) {
	r := rand.New(rand.NewPCG(13, uint64(n)))
	at := placeOf(r)
	open := float64(size-n) / float64(size) // 0 for the newest
	filed := anchor.Add(-time.Duration(float64(years*365*24*time.Hour) * open)).Truncate(time.Millisecond)
	switch {
	case open > 2*(waitShare+deskShare+handShare) || r.IntN(2) == 0:
		return ended, at, filed
	}
	switch x := r.Float64() * (waitShare + deskShare + handShare); {
	case x < deskShare:
		return atDesk, at, filed
	case x < deskShare+handShare:
		return inHand, at, filed
	}
	if r.Float64() < cityWaits {
		at = places[0]
	}
	return waits, at, filed
}

// accountOf is the account that hands in filing n.
func accountOf(n int) string { return fmt.Sprintf("person-%08d", applicantOf(n)) }

// generated makes case n of a store as the years would have left it.
func (m *maker) generated(n, size int) (*dispute.Case, error) {
	fate, at, filed := lot(n, size)
	f := FilingOf(n)
	f.Division = at.id
	c, err := m.file(n, f, accountOf(n), filed)
	if err != nil {
		return nil, err
	}
	defer rested(c)
	if fate == atDesk {
		return c, nil
	}
	r := rand.New(rand.NewPCG(17, uint64(n)))
	if fate == ended && r.IntN(7) == 0 {
		return c, c.Take(dispute.Command{ID: "decline-" + c.ID, Event: dispute.Decline, At: filed.Add(26 * time.Hour), By: "moderator",
			Role: "moderator", Reason: dispute.DeclineReasons[r.IntN(len(dispute.DeclineReasons))], Note: "-"})
	}
	steps := []dispute.Command{{Event: dispute.Assign, Mediator: fmt.Sprintf("mediator-%02d", r.IntN(60))}, {Event: dispute.Start},
		{Event: dispute.Settle, Outcome: &dispute.Outcome{Terms: "-", Amount: f.Amount}}, {Event: dispute.Close}}
	switch {
	case fate == waits:
		steps = nil
	case fate == inHand:
		steps = steps[:1+r.IntN(2)]
	case r.IntN(4) == 0:
		steps[2] = dispute.Command{Event: dispute.Fail, Outcome: &dispute.Outcome{Terms: "-", Onward: dispute.OnwardWays[:1]}}
	}
	if err := m.accept(c, n, filed.Add(5*time.Hour)); err != nil {
		return nil, err
	}
	if r.IntN(20) == 0 {
		steps = append([]dispute.Command{{Event: dispute.SetRisk, Risk: dispute.Risks[r.IntN(2)]}}, steps...)
	}
	if c.Kind == dispute.Petition && len(steps) > 0 {
		steps = append(consents(c), steps...)
	}
	for i, step := range steps {
		step.ID, step.At, step.By, step.Role = fmt.Sprintf("%s-%d", c.ID, i), filed.Add(time.Duration(i+1)*50*time.Hour), "staff", "moderator"
		if err := c.Take(step); err != nil {
			return nil, err
		}
	}
	return c, lapsed(c)
}

// lapsed ends the time to ask a court of an agreement that is old enough.
func lapsed(c *dispute.Case) error {
	for _, k := range c.Clocks {
		if k.Limit == dispute.LimitConfirm && k.Running() && k.Due.Before(anchor) {
			return c.Take(dispute.Command{ID: "lapse", Event: dispute.Lapse, Overdue: dispute.LimitConfirm, At: k.Due, By: "system", Role: "system"})
		}
	}
	return nil
}

// rested marks the deadlines of an open case as told of at every level: the store
// stands at its anchor, and a server that starts on it later would else begin by
// escalating all of them, which is not what is measured.
func rested(c *dispute.Case) {
	for i := range c.Clocks {
		if k := &c.Clocks[i]; k.Running() {
			k.Raised, k.RaisedAt = 4, k.Due
		}
	}
}

// consents has all sides of a petition agree, without which none is mediated.
func consents(c *dispute.Case) (steps []dispute.Command) {
	for _, p := range c.Parties {
		if p.Side != dispute.Representative {
			steps = append(steps, dispute.Command{Event: dispute.TakeStand, Party: p.ID, Stand: "agreed"})
		}
	}
	return steps
}

// store returns the folder of a store of so many generated cases, making it first
// when the folder is not there yet. All indexes are made after the documents: that
// is how an import does it, too, and a tenth of the time.
func (o *Options) store(ctx context.Context, size int) (string, error) {
	dir := filepath.Join(o.Dir, fmt.Sprintf("cases-%d-v%d", size, fillFormat))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	begin := time.Now()
	part := dir + ".part"
	if err := os.RemoveAll(part); err != nil { // left by a run that was interrupted
		return "", err
	}
	engine, err := sqlite.Open(ctx, sqlite.Options{Path: embedded(part).setting})
	if err != nil {
		return "", err
	}
	if err := errors.Join(fill(ctx, engine, size), engine.Close()); err != nil {
		return "", err
	}
	o.say("  %d cases made in %s", size, time.Since(begin).Round(time.Second))
	return dir, os.Rename(part, dir)
}

// fillers insert at once: as many as one commit of the engine takes.
const fillers = 512

func fill(ctx context.Context, engine docstore.Engine, size int) error {
	bare := caseSchema()
	bare.Indexes = nil
	if err := engine.Prepare(ctx, []docstore.Schema{bare}); err != nil {
		return err
	}
	made := make(chan docstore.Record, fillers)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var next atomic.Int64
	var makers, inserters sync.WaitGroup
	errs := make(chan error, fillers+runtime.NumCPU())
	fail := func(err error) { errs <- err; cancel() }
	for range runtime.NumCPU() {
		makers.Go(func() {
			m, err := newMaker()
			for n := int(next.Add(1)) - 1; err == nil && n < size && ctx.Err() == nil; n = int(next.Add(1)) - 1 {
				var c *dispute.Case
				var r docstore.Record
				if c, err = m.generated(n, size); err == nil {
					r, err = m.record(c)
				}
				if err == nil {
					made <- r
				}
			}
			if err != nil {
				fail(err)
			}
		})
	}
	for range fillers {
		inserters.Go(func() {
			for r := range made {
				if err := engine.Insert(ctx, bare.Name, r); err != nil && ctx.Err() == nil {
					fail(err)
				}
			}
		})
	}
	makers.Wait()
	close(made)
	inserters.Wait()
	close(errs)
	if err := errors.Join(collect(errs)...); err != nil {
		return err
	}
	return engine.Prepare(ctx, app.Schemas())
}

func collect(errs <-chan error) (all []error) {
	for err := range errs {
		all = append(all, err)
	}
	return all
}
