package notice

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
)

// Cases is what the worker needs of the cases.
type Cases interface {
	Owing(ctx context.Context, limit int) ([]*dispute.Case, error)
	Paid(ctx context.Context, caseID string, owed ...string) error
	Postpone(ctx context.Context, caseID, owed string, until time.Time, problem string) error
	Checked(ctx context.Context, caseID, owed, verdict string) error
	Triage(ctx context.Context, caseID string, owed dispute.Owed) error
	Absorb(ctx context.Context, caseID string, owed dispute.Owed) error
	OpenStory(c *dispute.Case) (dispute.Story, error)
	OpenNote(c *dispute.Case, e dispute.Entry) (string, error)
}

// Push sends a subscribe message to a citizen. ErrNoPush says that there is
// nobody to push to (no WeChat account, no template): that is no failure.
type Push interface {
	Push(ctx context.Context, account, event string, facts map[string]string) error
}

// silent is a Push that knows of some events that nobody is pushed to.
type silent interface{ Silent(event string) bool }

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

// Messages are those between the parties and the center (message.Service).
type Messages interface {
	OpenMessage(ctx context.Context, message string) (account, text string, err error)
	Judge(ctx context.Context, message, verdict string) error
}

// Attacher marks an upload as used by a case.
type Attacher interface {
	Attach(ctx context.Context, upload, caseID string) error
}

// Worker pays what is owed. Several may work on one store, in one process or in
// many.
type Worker struct {
	Cases    Cases
	Push     Push
	Checker  Checker
	Attacher Attacher
	Messages Messages
	Clock    clock.Clock
	Log      *slog.Logger
	// Inbox and Deliveries are open to readers.
	Inbox      *Inbox
	Deliveries *Deliveries
	traces     *docstore.Collection[Trace, *Trace]
	held       holds
}

// New makes a worker on an engine; the exported fields must be set.
func New(e docstore.Engine, clk clock.Clock) *Worker {
	return &Worker{Clock: clk, Log: slog.Default(), traces: traces.On(e),
		Inbox:      &Inbox{items: items.On(e), now: clk.Now},
		Deliveries: &Deliveries{all: deliveries.On(e), now: clk.Now}}
}
