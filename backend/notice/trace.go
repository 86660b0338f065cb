package notice

import (
	"context"
	"errors"
	"time"

	"yanhe/backend/docstore"
)

// Trace remembers which owed item a media check belongs to: WeChat's verdict
// comes later, by callback, and names only its own trace id. A verdict that is
// faster than the note of its check waits here, without a case.
type Trace struct {
	docstore.Meta           // the trace id
	Case          string    `json:"case,omitempty"`
	Owed          string    `json:"owed,omitempty"`
	Verdict       string    `json:"verdict,omitempty"`
	At            time.Time `json:"at"`
}

var traces = docstore.Define[Trace]("traces").
	Int("at", func(t *Trace) int64 { return t.At.UnixMilli() }).
	Index("at")

// keepTraces is how long a verdict is waited for; WeChat's come within 30 minutes.
const keepTraces = 7 * 24 * time.Hour

// Expect notes that a verdict will come for an owed item, and takes one that is
// there already.
func (w *Worker) Expect(ctx context.Context, trace, caseID, owed string) error {
	t, err := w.note(ctx, &Trace{Meta: docstore.Meta{ID: trace}, Case: caseID, Owed: owed})
	if err != nil || t.Verdict == "" {
		return err
	}
	return w.Cases.Checked(ctx, caseID, owed, t.Verdict)
}

// Verdict takes a verdict that came by callback. A second one, or one for an item
// that is settled, is taken without effect: WeChat repeats itself until it is
// thanked.
func (w *Worker) Verdict(ctx context.Context, trace, verdict string) error {
	t, err := w.note(ctx, &Trace{Meta: docstore.Meta{ID: trace}, Verdict: verdict})
	if err != nil || t.Case == "" {
		return err
	}
	return w.Cases.Checked(ctx, t.Case, t.Owed, verdict)
}

// note keeps a trace, and returns the one that is kept.
func (w *Worker) note(ctx context.Context, t *Trace) (*Trace, error) {
	t.At = w.Clock.Now()
	err := w.traces.Insert(ctx, t)
	if errors.Is(err, docstore.ErrExists) {
		return w.traces.Get(ctx, t.ID)
	}
	return t, err
}

// Sweep forgets old traces.
func (w *Worker) Sweep(ctx context.Context) error {
	before := w.Clock.Now().Add(-keepTraces).UnixMilli()
	return w.traces.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Below("at", before)}, Sort: []string{"at"}},
		func(t *Trace) error {
			err := w.traces.Delete(ctx, t)
			if errors.Is(err, docstore.ErrMissing) || errors.Is(err, docstore.ErrStale) {
				return nil
			}
			return err
		})
}

// KeepMessages is how long messages in the inbox and the records of pushes are kept: the
// case itself says what happened. It is longer than the six months of 网络安全法 art. 21.
const KeepMessages = 2 * 365 * 24 * time.Hour

// Purge deletes inbox messages and records of pushes that are older.
func (w *Worker) Purge(ctx context.Context) error {
	before := w.Clock.Now().Add(-KeepMessages).UnixMilli()
	old := docstore.Query{Where: []docstore.Cond{docstore.Below("at", before)}, Sort: []string{"at"}}
	skip := func(err error) error {
		if errors.Is(err, docstore.ErrMissing) || errors.Is(err, docstore.ErrStale) {
			return nil
		}
		return err
	}
	err := w.Inbox.items.Each(ctx, old, func(i *Item) error { return skip(w.Inbox.items.Delete(ctx, i)) })
	return errors.Join(err, w.Deliveries.all.Each(ctx, old, func(d *Delivery) error { return skip(w.Deliveries.all.Delete(ctx, d)) }))
}
