package notice

import (
	"context"
	"errors"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Delivery is the record of one push to one person. Its id is the owed item's,
// and it is written before the push: a push whose result was lost in a crash is
// known as such and not sent again. The in-app message has the same words. An
// owed item of another kind has one only when it was given up; Event is then its
// errand, and To is "".
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

// States of a delivery.
const (
	Sending = "sending" // under way, or its result was lost
	Sent    = "sent"
	Silent  = "silent"  // nobody to push to: the in-app message stands alone
	Retry   = "retry"   // failed for now
	Refused = "refused" // the person does not take subscribe messages
	Failed  = "failed"  // given up; staff see it
	Unknown = "unknown" // lost in a crash between sending and noting; staff see it
)

var deliveries = docstore.Define[Delivery]("deliveries").
	Text("state", func(d *Delivery) string { return d.State }).
	Int("at", func(d *Delivery) int64 { return d.At.UnixMilli() }).
	Index("state", "at").
	Index("at")

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

// lease is how long another instance may be at an item before it counts as lost.
const lease = time.Minute

// errBusy: another instance is at the item.
var errBusy = fault.New(fault.Unavailable, "notice.busy")

func deliveryOf(c *dispute.Case, o dispute.Owed) Delivery {
	d := Delivery{Meta: docstore.Meta{ID: o.ID}, Case: c.ID, To: o.To, Event: string(o.Event)}
	if o.Errand != dispute.SendNotice {
		d.Event = string(o.Errand)
	}
	return d
}

// begin claims a push, of which the caller knows so many failed tries. It returns
// false when the push must not be made: it is done, or was under way when the
// program stopped.
func (d *Deliveries) begin(ctx context.Context, want Delivery, tries int) (mine bool, err error) {
	want.State, want.Tries, want.At = Sending, 1, d.now()
	err = d.all.Insert(ctx, &want)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, docstore.ErrExists) {
		return false, err
	}
	_, err = d.all.Update(ctx, want.ID, func(x *Delivery) error {
		mine = false
		fresh := d.now().Sub(x.At) < lease
		switch {
		case x.State == Retry && x.Tries > tries && fresh:
			return errBusy // it has just failed at another instance, which is about to postpone it
		case x.State == Retry:
			x.State, x.At, mine = Sending, d.now(), true
			x.Tries++
			return nil
		case x.State == Sending && fresh:
			return errBusy
		case x.State == Sending:
			x.State = Unknown
			return nil
		}
		return docstore.ErrUnchanged
	})
	return mine && err == nil, err
}

func (d *Deliveries) finish(ctx context.Context, id, state, problem string) error {
	_, err := d.all.Update(ctx, id, func(x *Delivery) error {
		x.State, x.Problem, x.At = state, problem, d.now()
		return nil
	})
	return err
}

// fail records an item that is given up, whether or not it ever came to a push.
func (d *Deliveries) fail(ctx context.Context, want Delivery, problem string) error {
	want.State, want.Problem, want.At = Failed, problem, d.now()
	err := d.all.Insert(ctx, &want)
	if errors.Is(err, docstore.ErrExists) {
		return d.finish(ctx, want.ID, Failed, problem)
	}
	return err
}
