package notice

import (
	"context"
	"errors"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Delivery is the record of one push to one person. Its id is the owed item's,
// and it is written before the push: a push whose result was lost in a crash is
// known as such and not sent again. The in-app message has the same words.
type Delivery struct {
	docstore.Meta
	Case    string    `json:"case"`
	To      string    `json:"to"`
	Event   string    `json:"event"`
	State   string    `json:"state"`
	Tries   int       `json:"tries"`
	Problem string    `json:"problem,omitempty"`
	At      time.Time `json:"at"`
}

// States of a delivery; catalog keys "delivery.<state>".
const (
	Sending = "sending" // under way, or its result was lost
	Sent    = "sent"
	Retry   = "retry"   // failed for now
	Refused = "refused" // the person does not take subscribe messages
	Failed  = "failed"  // given up; staff see it
	Unknown = "unknown" // lost in a crash between sending and noting; staff see it
)

var deliveries = docstore.Define[Delivery]("deliveries").
	Text("state", func(d *Delivery) string { return d.State }).
	Int("at", func(d *Delivery) int64 { return d.At.UnixMilli() }).
	Index("state", "at")

// Deliveries keeps the records of pushes.
type Deliveries struct {
	all *docstore.Collection[Delivery, *Delivery]
	now func() time.Time
}

// List returns deliveries in one state, the newest first: what staff look at.
func (d *Deliveries) List(ctx context.Context, state, after string, limit int) (docstore.Page[*Delivery], error) {
	return d.all.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("state", state)},
		Sort: []string{"at"}, Desc: true, After: after, Limit: limit})
}

// lease is how long another instance may be at a push before it counts as lost.
const lease = time.Minute

var errBusy = fault.New(fault.Unavailable, "notice.busy")

// begin claims a push. It returns false when the push must not be made: it is
// done, or was under way when the program stopped.
func (d *Deliveries) begin(ctx context.Context, want Delivery) (bool, error) {
	want.State, want.Tries, want.At = Sending, 1, d.now()
	err := d.all.Insert(ctx, &want)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, docstore.ErrExists) {
		return false, err
	}
	again := false
	_, err = d.all.Update(ctx, want.ID, func(x *Delivery) error {
		again = false
		switch x.State {
		case Retry:
			x.State, x.At, again = Sending, d.now(), true
			x.Tries++
			return nil
		case Sending:
			if d.now().Sub(x.At) < lease {
				return errBusy
			}
			x.State = Unknown
			return nil
		}
		return docstore.ErrUnchanged
	})
	return again, err
}

func (d *Deliveries) finish(ctx context.Context, id, state, problem string) error {
	_, err := d.all.Update(ctx, id, func(x *Delivery) error {
		x.State, x.Problem, x.At = state, problem, d.now()
		return nil
	})
	return err
}
