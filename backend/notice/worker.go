package notice

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Cases is what the worker needs of the cases.
type Cases interface {
	Owing(ctx context.Context, limit int) ([]*dispute.Case, error)
	Paid(ctx context.Context, caseID, owed string) error
	Postpone(ctx context.Context, caseID, owed string, until time.Time, problem string) error
	Checked(ctx context.Context, caseID, owed, verdict string) error
	OpenStory(c *dispute.Case) (dispute.Story, error)
	OpenNote(c *dispute.Case, e dispute.Entry) (string, error)
}

// Push sends a subscribe message to a citizen. ErrNoPush says that there is
// nobody to push to (no WeChat account, no template): that is no failure.
type Push interface {
	Push(ctx context.Context, account, event string, facts map[string]string) error
}

// ErrNoPush and ErrRefused end a push for good.
var (
	ErrNoPush  = errors.New("notice: nothing to push to")
	ErrRefused = errors.New("notice: the person takes no subscribe messages")
)

// Checker has content checked by the platform.
type Checker interface {
	// Text returns a verdict at once (dispute.Pass, Review or Risky).
	Text(ctx context.Context, account, text string) (string, error)
	// File asks for a check whose verdict comes later by callback, naming the
	// owed item; it returns a verdict when none is needed.
	File(ctx context.Context, account, file, mime, caseID, owed string) (string, error)
}

// Attacher marks an upload as used by a case.
type Attacher interface {
	Attach(ctx context.Context, upload, caseID string) error
}

// Worker pays what is owed.
type Worker struct {
	Cases    Cases
	Push     Push
	Checker  Checker
	Attacher Attacher
	Clock    clock.Clock
	Log      *slog.Logger
	// Inbox and Deliveries are open to readers.
	Inbox      *Inbox
	Deliveries *Deliveries
	traces     *docstore.Collection[Trace, *Trace]
}

// New makes a worker on an engine; the exported fields must be set.
func New(e docstore.Engine, clk clock.Clock) *Worker {
	return &Worker{Clock: clk, Log: slog.Default(), traces: traces.On(e),
		Inbox:      &Inbox{items: items.On(e), now: clk.Now},
		Deliveries: &Deliveries{all: deliveries.On(e), now: clk.Now}}
}

// backOff is the wait after each failed try; after the last one the worker gives up.
var backOff = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

// batch is how many cases one round takes.
const batch = 50

// Drain pays all that is due now and returns how many items it dealt with.
func (w *Worker) Drain(ctx context.Context) (done int, err error) {
	for {
		cases, err := w.Cases.Owing(ctx, batch)
		if err != nil || len(cases) == 0 {
			return done, err
		}
		now := w.Clock.Now()
		for _, c := range cases {
			for _, o := range c.Outbox {
				if o.Dead || o.Due.After(now) {
					continue
				}
				if err := w.pay(ctx, c, o); err != nil {
					return done, err
				}
				done++
			}
		}
	}
}

// pay deals with one item. An error means that the store is away: all else is
// settled by postponing.
func (w *Worker) pay(ctx context.Context, c *dispute.Case, o dispute.Owed) error {
	var err error
	switch o.Errand {
	case dispute.SendNotice:
		err = w.tell(ctx, c, o)
	case dispute.AttachFile:
		err = w.Attacher.Attach(ctx, o.File, c.ID)
	case dispute.CheckText, dispute.CheckFile:
		return w.check(ctx, c, o)
	default:
		err = fault.Internalf("notice: errand %q is not known", o.Errand)
	}
	if err == nil {
		return w.Cases.Paid(ctx, c.ID, o.ID)
	}
	return w.later(ctx, c, o, err)
}

// later postpones an item, or settles it as failed when its tries are used up.
func (w *Worker) later(ctx context.Context, c *dispute.Case, o dispute.Owed, cause error) error {
	problem := fault.From(cause).Code
	if o.Tries >= len(backOff) {
		w.Log.Warn("an owed item is given up", "item", o.ID, "errand", o.Errand, "problem", problem)
		if o.Errand == dispute.SendNotice {
			if err := w.Deliveries.finish(ctx, o.ID, Failed, problem); err != nil && !errors.Is(err, docstore.ErrMissing) {
				return err
			}
		}
		return w.Cases.Paid(ctx, c.ID, o.ID)
	}
	wait := backOff[o.Tries]
	if s := fault.From(cause).RetryAfter; time.Duration(s)*time.Second > wait {
		wait = time.Duration(s) * time.Second
	}
	return w.Cases.Postpone(ctx, c.ID, o.ID, w.Clock.Now().Add(wait), problem)
}

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
	fresh, err := w.Deliveries.begin(ctx, Delivery{Meta: docstore.Meta{ID: o.ID}, Case: c.ID, To: o.To, Event: string(o.Event)})
	if err != nil || !fresh {
		return err
	}
	switch err = w.Push.Push(ctx, o.To, string(o.Event), facts); {
	case err == nil:
		return w.Deliveries.finish(ctx, o.ID, Sent, "")
	case errors.Is(err, ErrNoPush), errors.Is(err, ErrRefused):
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
	if o.Seq >= 1 && o.Seq <= len(c.Timeline) {
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

// check has the content behind an item checked. When the platform cannot be
// asked, a person must look.
func (w *Worker) check(ctx context.Context, c *dispute.Case, o dispute.Owed) error {
	verdict, err := w.verdict(ctx, c, o)
	if err != nil && o.Tries < len(backOff) {
		return w.later(ctx, c, o, err)
	}
	if err != nil {
		verdict = dispute.Review
	}
	if verdict == "" { // asked for; the callback settles it, or the tries run out
		return w.Cases.Postpone(ctx, c.ID, o.ID, w.Clock.Now().Add(backOff[min(o.Tries, len(backOff)-1)]), "waiting")
	}
	return w.Cases.Checked(ctx, c.ID, o.ID, verdict)
}

func (w *Worker) verdict(ctx context.Context, c *dispute.Case, o dispute.Owed) (string, error) {
	if c.Applicant == "" {
		return dispute.Review, nil // the platform only checks for its own users
	}
	if o.Errand == dispute.CheckFile {
		if o.Problem == "waiting" && o.Tries >= len(backOff) {
			return dispute.Review, nil
		}
		for _, e := range c.Evidence {
			if e.ID == o.File {
				return w.Checker.File(ctx, c.Applicant, e.ID, e.Mime, c.ID, o.ID)
			}
		}
		return dispute.Pass, nil
	}
	text, err := w.text(c, o)
	if err != nil {
		return "", err
	}
	return w.Checker.Text(ctx, c.Applicant, text)
}

// text is what an item asks to be checked: the story, or a supplement's note.
func (w *Worker) text(c *dispute.Case, o dispute.Owed) (string, error) {
	if o.Seq > 1 && o.Seq <= len(c.Timeline) {
		return w.Cases.OpenNote(c, c.Timeline[o.Seq-1])
	}
	story, err := w.Cases.OpenStory(c)
	return story.What + "\n" + story.Wishes + "\n" + story.Place, err
}
