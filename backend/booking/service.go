package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Cases is what booking needs of the cases (dispute.Service).
type Cases interface {
	Get(ctx context.Context, caseID string) (*dispute.Case, error)
	// GetAll returns those of some cases that there are, each once.
	GetAll(ctx context.Context, ids []string) ([]*dispute.Case, error)
	// Apply takes an event; doing it again with the same command id is harmless.
	Apply(ctx context.Context, caseID string, cmd dispute.Command) (*dispute.Case, error)
}

// Centers is what booking needs of the center tree (center.Directory).
type Centers interface {
	// Path returns the center and all above it.
	Path(center string) []string
	// Rooms returns the active rooms that a center uses.
	Rooms(ctx context.Context, center string) ([]*center.Room, error)
	// Room returns a room, active or not.
	Room(ctx context.Context, id string) (*center.Room, error)
}

// Mediators tells who may be booked.
type Mediators interface {
	// MediatorsOf returns the active mediators who serve a center.
	MediatorsOf(ctx context.Context, center string) ([]Mediator, error)
	// MediatorAt tells whether an account is one of them.
	MediatorAt(ctx context.Context, account, center string) (bool, error)
	// Hours returns the working pattern of a mediator; none for whenever a room is open.
	Hours(ctx context.Context, account string) ([]center.Period, error)
	// CenterOf returns the center a mediator belongs to.
	CenterOf(ctx context.Context, account string) (string, error)
}

// Mediator is a person who may be booked.
type Mediator struct {
	Account      string   `json:"account"`
	Name         string   `json:"name"`
	Specialities []string `json:"specialities,omitempty"` // dispute type codes
	// Hours is the working pattern; none for whenever a room is open.
	Hours []center.Period `json:"-"`
}

// Vault seals the notes that people write (seal.Box).
type Vault interface {
	Seal(context string, value any) (string, error)
	Open(context, sealed string, into any) error
	// Blind is a keyed hash: what only this server can work out.
	Blind(kind, value string) string
}

// Service does all that is done with appointments.
type Service struct {
	Clock     clock.Clock
	Vault     Vault
	Cases     Cases
	Centers   Centers
	Mediators Mediators

	appointments *docstore.Collection[Appointment, *Appointment]
	claims       *docstore.Collection[Claim, *Claim]
	blocks       *docstore.Collection[Block, *Block]
	waits        *docstore.Collection[Wait, *Wait]
	feeds        *docstore.Collection[Feed, *Feed]
	// pause waits in real time; tests of single steps don't.
	pause func(context.Context, time.Duration) error
}

// New makes the service on an engine.
func New(e docstore.Engine, clk clock.Clock, vault Vault, cases Cases, centers Centers, mediators Mediators) *Service {
	return &Service{Clock: clk, Vault: vault, Cases: cases, Centers: centers, Mediators: mediators,
		appointments: appointments.On(e), claims: claims.On(e), blocks: blocks.On(e), waits: waits.On(e), feeds: feeds.On(e), pause: pause}
}

var appointments = docstore.Define[Appointment]("appointments").
	Text("case", func(a *Appointment) string { return a.listed(a.Case) }).
	Text("mediator", func(a *Appointment) string { return a.listed(a.Mediator) }).
	Text("room", func(a *Appointment) string { return a.listed(a.Room) }).
	Int("start", func(a *Appointment) int64 { return a.Start.UnixMilli() }).
	Int("asked", func(a *Appointment) int64 { return a.Asked.UnixMilli() }).
	Int("due", func(a *Appointment) int64 {
		if due := a.due(); !due.IsZero() {
			return due.UnixMilli()
		}
		return 0
	}).
	Flag("active", (*Appointment).Active).
	Index("case", "asked").
	Index("mediator", "start").
	Index("room", "start").
	Index("active", "start").
	Index("due")

// listed leaves out of the lists what never came to be.
func (a *Appointment) listed(key string) string {
	if a.asked() {
		return key
	}
	return ""
}

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema {
	return []docstore.Schema{appointments.Schema(), claims.Schema(), blocks.Schema(), waits.Schema(), feeds.Schema()}
}

// The faults of this package that do not depend on an input field.
var (
	errMissing  = fault.New(fault.NotFound, "booking.missing")
	errLost     = fault.New(fault.Conflict, "booking.lost")
	errTooLate  = fault.New(fault.Conflict, "booking.too_late")
	errBusy     = fault.New(fault.Unavailable, "booking.in_progress").After(1)
	errNotNow   = fault.New(fault.Conflict, "booking.not_now")
	errCase     = fault.New(fault.Conflict, "booking.case_not_now")
	errRefused  = fault.New(fault.Conflict, "booking.refused")
	errMoved    = fault.New(fault.Conflict, "booking.case_moved")
	errMediator = fault.New(fault.Conflict, "booking.other_mediator")
)

// object is a case, and an appointment of it if not nil, as the policy table sees them.
func (s *Service) object(c *dispute.Case, a *Appointment) policy.Object {
	o := policy.Object{Centers: s.Centers.Path(c.Center), Accounts: c.Accounts(), Applicants: c.Applicants()}
	if c.Mediator != "" {
		o.Mediators = append(o.Mediators, c.Mediator)
	}
	if a != nil && a.Mediator != c.Mediator {
		o.Mediators = append(o.Mediators, a.Mediator)
	}
	return o
}

// permit asks the policy table and returns who acts, as what. For those who may not
// even see the object there is no such thing: missing.
func permit(who policy.Subject, a policy.Action, o policy.Object, c *dispute.Case, missing error) (actor, error) {
	if who.Account == policy.System.Account {
		return system, nil
	}
	role, ok := policy.As(who, a, o)
	if !ok {
		if policy.Allows(who, policy.ReadBooking, o) {
			return actor{}, fault.New(fault.Forbidden, "forbidden")
		}
		return actor{}, missing
	}
	if role == policy.Citizen {
		if p := c.PartyOf(who.Account); p != nil {
			return actor{who.Account, string(p.Side)}, nil
		}
	}
	return actor{who.Account, string(role)}, nil
}

var system = actor{policy.System.Account, policy.System.Account}

// open reads an appointment and its case for somebody who wants to act on them.
func (s *Service) open(ctx context.Context, who policy.Subject, id string, action policy.Action) (*Appointment, *dispute.Case, actor, error) {
	a, err := s.appointments.Get(ctx, id)
	if err != nil || !a.asked() {
		return nil, nil, actor{}, missing(err)
	}
	c, err := s.Cases.Get(ctx, a.Case)
	if err != nil {
		return nil, nil, actor{}, err
	}
	o := s.object(c, a)
	if action == policy.AnswerBooking {
		o.Mediators = []string{a.Mediator} // only who was asked answers
	}
	by, err := permit(who, action, o, c, errMissing)
	return a, c, by, err
}

// missing hides whether an appointment exists; nil means that it never came to be.
func missing(err error) error {
	if err == nil || errors.Is(err, docstore.ErrMissing) {
		return errMissing
	}
	return err
}

var (
	bookable = fromOf(dispute.AskBooking)
	inHand   = append(fromOf(dispute.AskBooking), dispute.Scheduled)
)

func fromOf(e dispute.Event) []dispute.State {
	rule, _ := dispute.RuleOf(e)
	return slices.Clone(rule.From)
}

// fits says why a case cannot have an appointment with a mediator now.
func fits(c *dispute.Case, mediator string) error {
	switch {
	case !slices.Contains(bookable, c.State):
		return errCase
	case c.Mediator != "" && c.Mediator != mediator, slices.Contains(c.Recused, mediator):
		return errMediator
	}
	for _, p := range c.Parties {
		// 人民调解法 art. 17: no mediation after one side has clearly refused it.
		if p.Side == dispute.OtherSide && p.Stand == "refused" {
			return errRefused
		}
	}
	return nil
}
