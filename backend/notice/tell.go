package notice

import (
	"context"
	"errors"
	"strings"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// tell puts the message into the inbox (its id makes that happen once) and then
// pushes it, if there is somebody to push to.
func (w *Worker) tell(ctx context.Context, c *dispute.Case, o dispute.Owed) error {
	facts := factsOf(c, o)
	err := w.Inbox.items.Insert(ctx, &Item{Meta: docstore.Meta{ID: o.ID}, Owner: o.To, Case: c.ID,
		Event: string(o.Event), Facts: facts, At: w.Clock.Now()})
	if err != nil && !errors.Is(err, docstore.ErrExists) {
		return err
	}
	if strings.HasPrefix(o.To, "center:") {
		return nil // staff have the console open; WeChat is for citizens and mediators
	}
	if p, ok := w.Push.(silent); ok && p.Silent(string(o.Event)) {
		return nil // there is nothing to keep a record of
	}
	mine, err := w.Deliveries.begin(ctx, deliveryOf(c, o), o.Tries)
	if err != nil || !mine {
		return err
	}
	switch err = w.Push.Push(ctx, o.To, string(o.Event), facts); {
	case err == nil:
		return w.Deliveries.finish(ctx, o.ID, Sent, "")
	case errors.Is(err, ErrNoPush):
		return w.Deliveries.finish(ctx, o.ID, Silent, "")
	case errors.Is(err, ErrRefused):
		return w.Deliveries.finish(ctx, o.ID, Refused, "")
	}
	if e := w.Deliveries.finish(ctx, o.ID, Retry, fault.From(err).Code); e != nil {
		return e
	}
	return err
}

// factsOf are the non-personal values a message may name.
func factsOf(c *dispute.Case, o dispute.Owed) map[string]string {
	facts := map[string]string{"state": string(c.State), "type": c.Type, "center": c.Center, "track": c.Track}
	if c.Number != "" {
		facts["number"] = c.Number
	}
	ofCase := o.Event != dispute.MessageSent && o.Event != dispute.MessageHeld // those are no timeline entries
	if ofCase && o.Seq >= 1 && o.Seq <= len(c.Timeline) {
		e := c.Timeline[o.Seq-1]
		facts["state"] = string(e.To)
		for _, k := range []string{"start", "room", "center", "body", "stand"} {
			if v := e.Facts[k]; v != "" {
				facts[k] = v
			}
		}
		if e.Reason != "" {
			facts["reason"] = e.Reason
		}
	}
	return facts
}
