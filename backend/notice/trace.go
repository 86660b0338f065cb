package notice

import (
	"context"
	"errors"
	"time"

	"yanhe/backend/docstore"
)

// Trace remembers which owed item a media check belongs to: WeChat's verdict
// comes later, by callback, and names only its own trace id.
type Trace struct {
	docstore.Meta           // the trace id
	Case          string    `json:"case"`
	Owed          string    `json:"owed"`
	At            time.Time `json:"at"`
}

var traces = docstore.Define[Trace]("traces").
	Int("at", func(t *Trace) int64 { return t.At.UnixMilli() }).
	Index("at")

// keepTraces is how long a verdict is waited for; WeChat's come within 30 minutes.
const keepTraces = 7 * 24 * time.Hour

// Expect notes that a verdict will come for an owed item.
func (w *Worker) Expect(ctx context.Context, trace, caseID, owed string) error {
	err := w.traces.Insert(ctx, &Trace{Meta: docstore.Meta{ID: trace}, Case: caseID, Owed: owed, At: w.Clock.Now()})
	if errors.Is(err, docstore.ErrExists) {
		return nil
	}
	return err
}

// Verdict takes a verdict that came by callback. One for an unknown trace, or a
// second one, is taken without effect: WeChat repeats itself until it is thanked.
func (w *Worker) Verdict(ctx context.Context, trace, verdict string) error {
	t, err := w.traces.Get(ctx, trace)
	if errors.Is(err, docstore.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	return w.Cases.Checked(ctx, t.Case, t.Owed, verdict)
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
