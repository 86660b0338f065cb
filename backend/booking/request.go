package booking

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Wish is what a party asks for.
type Wish struct {
	Case     string `json:"case"`
	Mediator string `json:"mediator"` // account
	Place
	Fit
}

// Fit is what a room must have.
type Fit struct {
	Needs  []string `json:"needs,omitempty"`  // of center.Equipment
	People int      `json:"people,omitempty"` // how many will come; 0 when not said
}

// suits tells whether a room has what is needed.
func (f Fit) suits(room *center.Room) bool {
	return room.Capacity >= f.People && !slices.ContainsFunc(f.Needs, func(n string) bool { return !slices.Contains(room.Equipment, n) })
}

// Request asks for an appointment. The same key by the same account gives the same
// appointment, however often it is sent.
func (s *Service) Request(ctx context.Context, who policy.Subject, key string, w Wish) (*Appointment, error) {
	if len(key) < 8 || len(key) > 100 {
		return nil, fault.Bad("Idempotency-Key", "idempotency.key")
	}
	a := &Appointment{Meta: docstore.Meta{ID: id.Derive("appointment", who.Account, key)}, Fingerprint: w.fingerprint()}
	by, err := s.draft(ctx, who, w, a)
	if err == nil {
		err = s.appointments.Insert(ctx, a)
	}
	if err != nil {
		// Only now, so that the first sending need not look: a retry finds the case
		// busy with the very appointment that it asked for.
		if before, fault := s.before(ctx, a); fault != nil || before != nil {
			return before, fault
		}
		return nil, err
	}
	won, err := s.hold(ctx, a, append(a.claimsFor(a.Place), []*Claim{a.caseClaim()}), a.Holds)
	if err == nil {
		if err = s.stands(ctx, a, a.Place); err != nil {
			s.giveBack(ctx, won)
		}
	}
	if err != nil {
		s.lose(ctx, a, err)
		return nil, err
	}
	a.turn(s.Clock.Now(), by, Requested, "", dispute.AskBooking)
	if err := s.appointments.Replace(ctx, a); errors.Is(err, docstore.ErrStale) {
		s.giveBack(ctx, won) // the lease was swept
		return nil, errLost
	} else if err != nil {
		return nil, err // written or not: the lease or a retry will show
	}
	return s.follow(ctx, a, Requested)
}

func (w Wish) fingerprint() string {
	return id.Derive(w.Case, w.Mediator, w.Room, strconv.FormatInt(w.Start.Unix(), 10), strconv.FormatInt(w.End.Unix(), 10))
}

// draft checks a wish and fills the appointment for it.
func (s *Service) draft(ctx context.Context, who policy.Subject, w Wish, a *Appointment) (actor, error) {
	c, err := s.Cases.Get(ctx, w.Case)
	if err != nil {
		return actor{}, err
	}
	by, err := permit(who, policy.Book, s.object(c, nil), c, fault.New(fault.NotFound, "case.missing"))
	if err != nil {
		return by, err
	}
	if err := fits(c, w.Mediator); err != nil {
		return by, err
	}
	now := s.Clock.Now()
	if err := s.usable(ctx, c, w.Place, w.Fit, now); err != nil {
		return by, err
	}
	if ok, err := s.Mediators.MediatorAt(ctx, w.Mediator, c.Center); err != nil {
		return by, err
	} else if !ok {
		return by, fault.Bad("mediator", "booking.unknown_mediator")
	}
	if slices.Contains(c.Accounts(), w.Mediator) {
		return by, fault.Bad("mediator", "booking.own_case")
	}
	if err := s.glance(ctx, w.Place); err != nil {
		return by, err
	}
	w.Start, w.End = w.Start.UTC(), w.End.UTC()
	a.Case, a.Center, a.Mediator, a.Place, a.Wish, a.Fit = c.ID, c.Center, w.Mediator, w.Place, w.Place, w.Fit
	if err := s.trusted(ctx, who, c); err != nil {
		return by, err
	}
	a.Parties, a.Accounts = partyKeys(c), c.Accounts()
	a.AskedBy, a.Asked = who.Account, now
	a.State, a.Holds, a.LeaseEnds = Claiming, 1, now.Add(Lease)
	return by, nil
}

// usable checks a place for a case: a room that its center uses, and the rules of slots.
func (s *Service) usable(ctx context.Context, c *dispute.Case, p Place, f Fit, now time.Time) error {
	rooms, err := s.Centers.Rooms(ctx, c.Center)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rooms, func(r *center.Room) bool { return r.ID == p.Room })
	if i < 0 {
		return fault.Bad("room", "booking.unknown_room")
	}
	if !f.suits(rooms[i]) {
		return fault.Bad("room", "booking.room_lacks")
	}
	return p.check(rooms[i], now)
}

// glance turns away at once who asks for a room that is taken, before anything is
// written. It decides nothing: the claims do.
func (s *Service) glance(ctx context.Context, p Place) error {
	first, past := p.cells()
	c, err := s.claims.First(ctx, docstore.Query{Where: []docstore.Cond{
		docstore.Eq("owner", ownerKey(RoomClaim, p.Room)), docstore.Between("cell", first, past)}})
	if errors.Is(err, docstore.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	if again, err := s.mayYield(ctx, c, 1); err != nil || again {
		return err
	}
	return taken[RoomClaim]
}

// lose marks an appointment that got no claims. If that fails its lease runs out.
func (s *Service) lose(ctx context.Context, a *Appointment, why error) {
	lost := *a
	for kind, f := range taken {
		if errors.Is(why, f) {
			lost.LostTo = kind
		}
	}
	lost.turn(s.Clock.Now(), system, Cancelled, WhyLost, "")
	_ = s.appointments.Replace(context.WithoutCancel(ctx), &lost)
}

// beforeTries times beforePause is how long a retry waits for the sending before it.
const (
	beforeTries = 40
	beforePause = 50 * time.Millisecond
)

// before returns what an earlier sending of the same request came to, or nil when there was none.
func (s *Service) before(ctx context.Context, mine *Appointment) (*Appointment, error) {
	for range beforeTries {
		a, err := s.appointments.Get(ctx, mine.ID)
		switch {
		case errors.Is(err, docstore.ErrMissing):
			return nil, nil
		case err != nil:
			return nil, err
		case a.Fingerprint != mine.Fingerprint:
			return nil, fault.New(fault.Conflict, "idempotency.reused")
		case a.asked():
			return s.follow(ctx, a, a.State)
		case a.LostTo != "":
			return nil, taken[a.LostTo]
		case a.State != Claiming:
			return nil, errLost
		case a.overdue(s.Clock.Now()):
			_, err := s.settle(ctx, a)
			return nil, errors.Join(err, errLost)
		}
		if err := s.pause(ctx, beforePause); err != nil {
			return nil, err
		}
	}
	return nil, errBusy
}
