package notice

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// backOff is the wait after each failed try; after the last one the worker gives up.
var backOff = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

// batch is how many cases one round takes.
const batch = 50

// payTime bounds the work on one item. An item that is begun is finished, also
// when the program is told to stop: a push that is broken off cannot be told from
// one that arrived.
const payTime = 20 * time.Second

// Drain pays all that is due now and returns how many items it dealt with. One
// item's trouble does not keep the others waiting: what can be noted neither as
// paid nor as postponed is held back for a while. The error tells of such items,
// or that the store is away.
func (w *Worker) Drain(ctx context.Context) (done int, err error) {
	var troubles []error
	before := map[string]bool{}
	for limit := batch; ; {
		cases, err := w.Cases.Owing(ctx, limit)
		if err != nil {
			return done, errors.Join(append(troubles, err)...)
		}
		r := round{Worker: w, before: before, tried: map[string]bool{}}
		stuck := 0
		for _, c := range cases {
			tried := len(r.tried)
			if err := r.payCase(ctx, c); err != nil {
				troubles = append(troubles, fmt.Errorf("case %s: %w", c.ID, err))
			}
			if len(r.tried) == tried {
				stuck++
			}
			if r.over {
				return done + r.done, errors.Join(troubles...)
			}
		}
		done += r.done
		// Cases that stay due stand in front of the others: look past them.
		if len(r.tried) == 0 && (len(cases) < limit || limit == docstore.MaxPage) {
			return done, errors.Join(troubles...)
		}
		before, limit = r.tried, min(batch+stuck, docstore.MaxPage)
	}
}

// round is one look at the outbox.
type round struct {
	*Worker
	before, tried map[string]bool // items of the last round, and of this one
	done          int
	over          bool // told to stop, or the store is away
}

// payCase tries what is due of one case. What is done is taken off its outbox in
// one write: a crash before it has the items done again, which is harmless.
func (r *round) payCase(ctx context.Context, c *dispute.Case) (trouble error) {
	var paid []string
	defer func() {
		if err := r.takeOff(ctx, c, paid); err != nil {
			trouble = errors.Join(trouble, err)
			r.over = r.over || away(err)
		}
	}()
	for _, o := range c.Outbox {
		now := r.Clock.Now()
		if o.Due.After(now) || r.held.holds(o.ID, now) {
			continue
		}
		if r.before[o.ID] { // settled a moment ago, but the store still shows it
			r.held.hold(o.ID, now.Add(lease))
			continue
		}
		r.tried[o.ID] = true
		off, err := r.pay(ctx, c, o)
		if err == nil {
			r.done++
			if off {
				paid = append(paid, o.ID)
			}
		} else {
			r.held.hold(o.ID, now.Add(lease))
		}
		if err != nil && !errors.Is(err, errBusy) {
			trouble = errors.Join(trouble, err)
		}
		if r.over = ctx.Err() != nil || away(err); r.over {
			return trouble
		}
	}
	return trouble
}

// away tells that the store did not answer, or not in time: trying the next item
// would only wait as long again.
func away(err error) bool {
	return errors.Is(err, docstore.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded)
}

// takeOff takes items that are done off the outbox of their case.
func (r *round) takeOff(ctx context.Context, c *dispute.Case, paid []string) error {
	if len(paid) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), payTime)
	defer cancel()
	err := r.Cases.Paid(ctx, c.ID, paid...)
	if err != nil {
		for _, item := range paid {
			r.held.hold(item, r.Clock.Now().Add(lease))
		}
		r.done -= len(paid)
	}
	return err
}

// pay deals with one item, and says whether it is to be taken off the outbox. An
// error means that neither its success nor its failure could be noted.
func (w *Worker) pay(ctx context.Context, c *dispute.Case, o dispute.Owed) (off bool, err error) {
	whole := context.WithoutCancel(ctx)
	trying, cancel := context.WithTimeout(whole, payTime)
	verdict, err := w.try(trying, c, o)
	cancel()
	ctx, cancel = context.WithTimeout(whole, payTime) // what came of it is noted in a time of its own
	defer cancel()
	check := o.Errand == dispute.CheckText || o.Errand == dispute.CheckFile
	switch {
	case errors.Is(err, errBusy):
		return false, err
	case err != nil:
		return false, w.later(ctx, c, o, err)
	case o.Errand == dispute.ReadText || o.Errand == dispute.TellMerged: // off the outbox with what came of it
		return false, nil
	case check && verdict == "":
		return false, w.Cases.Postpone(ctx, c.ID, o.ID, w.Clock.Now().Add(answerTime), waiting)
	case check && (verdict != dispute.Pass || o.File != ""): // of a text that passes nothing is noted
		return false, w.Cases.Checked(ctx, c.ID, o.ID, verdict)
	}
	return true, nil
}

// try does an item's errand. A defect that one case brings to light fails its
// item, and does not take the program down at each start.
func (w *Worker) try(ctx context.Context, c *dispute.Case, o dispute.Owed) (verdict string, err error) {
	defer func() {
		if r := recover(); r != nil {
			w.Log.Error("an owed item panicked", "item", o.ID, "errand", o.Errand, "stack", string(debug.Stack()))
			err = fault.Internalf("notice: %s: %v", o.Errand, r)
		}
	}()
	switch o.Errand {
	case dispute.SendNotice:
		return "", w.tell(ctx, c, o)
	case dispute.ReadText:
		return "", w.Cases.Triage(ctx, c.ID, o)
	case dispute.TellMerged:
		return "", w.Cases.Absorb(ctx, c.ID, o)
	case dispute.CheckMessage:
		return "", w.checkMessage(ctx, o.File)
	case dispute.AttachFile:
		return "", w.Attacher.Attach(ctx, o.File, c.ID)
	case dispute.CheckText, dispute.CheckFile:
		return w.verdict(ctx, c, o)
	}
	return "", fault.Internalf("notice: errand %q is not known", o.Errand)
}

// later postpones an item, or gives it up when its tries are used up.
func (w *Worker) later(ctx context.Context, c *dispute.Case, o dispute.Owed, cause error) error {
	f := fault.From(cause)
	if o.Tries >= len(backOff) {
		return w.giveUp(ctx, c, o, f.Code)
	}
	wait := max(backOff[o.Tries], time.Duration(f.RetryAfter)*time.Second)
	return w.Cases.Postpone(ctx, c.ID, o.ID, w.Clock.Now().Add(wait), f.Code)
}

// giveUp takes an item off the outbox and leaves it to people: content to those
// who moderate, all else to the staff who see to failed deliveries.
func (w *Worker) giveUp(ctx context.Context, c *dispute.Case, o dispute.Owed, problem string) error {
	w.Log.Warn("an owed item is given up", "item", o.ID, "errand", o.Errand, "problem", problem)
	if o.Errand == dispute.CheckText || o.Errand == dispute.CheckFile {
		return w.Cases.Checked(ctx, c.ID, o.ID, dispute.Review)
	}
	if o.Errand == dispute.CheckMessage {
		if err := w.Messages.Judge(ctx, o.File, dispute.Review); err != nil {
			return err
		}
		return w.Cases.Paid(ctx, c.ID, o.ID)
	}
	if err := w.Deliveries.fail(ctx, deliveryOf(c, o), problem); err != nil {
		return err
	}
	return w.Cases.Paid(ctx, c.ID, o.ID)
}

// holds keeps items back in this process alone: another instance is at them, or
// the store takes no note of what became of them.
type holds struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (h *holds) hold(item string, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = map[string]time.Time{}
	}
	h.until[item] = until
}

func (h *holds) holds(item string, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	until, ok := h.until[item]
	if ok && !now.Before(until) {
		delete(h.until, item)
		return false
	}
	return ok
}
