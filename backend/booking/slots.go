package booking

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// MaxDays bounds one look at the calendar.
const MaxDays = 14

// UsualCells is the length of a slot when none is asked for: one hour.
const UsualCells = 2

// Look is a search for free slots.
type Look struct {
	Case string `json:"case"`
	From string `json:"from"` // YYYY-MM-DD in Shanghai
	Days int    `json:"days"` // 1 to MaxDays
	// Mediator narrows to one account; "" means any who serves the center.
	Mediator string `json:"mediator,omitempty"`
	// Cells is the length in cells, 0 for UsualCells.
	Cells int `json:"cells,omitempty"`
	Fit
}

// Slot is a free time of a room with the mediators who are free then.
type Slot struct {
	Place
	RoomName   string     `json:"room_name"`
	RoomNameEN string     `json:"room_name_en"`
	Mediators  []Mediator `json:"mediators"`
}

// Slots lists the free slots for a case by time, then room. It promises nothing: Request decides.
func (s *Service) Slots(ctx context.Context, who policy.Subject, look Look) ([]Slot, error) {
	if look.Cells == 0 {
		look.Cells = UsualCells
	}
	first, err := look.check()
	if err != nil {
		return nil, err
	}
	c, err := s.Cases.Get(ctx, look.Case)
	if err != nil {
		return nil, err
	}
	own, err := s.mayLook(ctx, who, c)
	if err != nil {
		return nil, err
	}
	rooms, err := s.Centers.Rooms(ctx, c.Center)
	if err != nil {
		return nil, err
	}
	mediators, err := s.choice(ctx, c, look.Mediator)
	if err != nil || len(mediators) == 0 {
		return nil, err
	}
	now := s.Clock.Now()
	g := &grid{s: s, own: own, first: cellOf(first), past: cellOf(first.AddDate(0, 0, look.Days))}
	parties, err := g.busy(ctx, PartyClaim, partyKeys(c)...)
	if err != nil {
		return nil, err
	}
	taken := make([]map[int64]bool, len(mediators))
	for i, m := range mediators {
		if taken[i], err = g.mediator(ctx, m, c.ID, rooms); err != nil {
			return nil, err
		}
	}
	var slots []Slot
	for _, room := range rooms {
		if !look.suits(room) {
			continue
		}
		occupied, err := g.busy(ctx, RoomClaim, room.ID)
		if err != nil {
			return nil, err
		}
		if err := g.block(ctx, occupied, RoomClaim, room.ID, c.ID); err != nil {
			return nil, err
		}
		for cell := g.first; cell < g.past; cell++ {
			p := Place{Room: room.ID, Start: cellStart(cell), End: cellStart(cell + int64(look.Cells))}
			if !free(occupied, p) || !free(parties, p) || p.check(room, now) != nil {
				continue
			}
			if who := freeOf(mediators, taken, p); len(who) > 0 {
				slots = append(slots, Slot{Place: p, RoomName: room.Name, RoomNameEN: room.NameEN, Mediators: who})
			}
		}
	}
	slices.SortStableFunc(slots, func(a, b Slot) int { return a.Start.Compare(b.Start) })
	return slots, nil
}

// Earliest returns up to n free times from tomorrow on, each another time, the first
// first: what suits a room, a mediator and both parties soonest. A room comes with as
// many mediators as are free then.
func (s *Service) Earliest(ctx context.Context, who policy.Subject, look Look, n int) ([]Slot, error) {
	look.From, look.Days = s.Clock.Now().In(clock.Shanghai).AddDate(0, 0, 1).Format(time.DateOnly), MaxDays
	all, err := s.Slots(ctx, who, look)
	if err != nil {
		return nil, err
	}
	first := []Slot{}
	for _, slot := range all {
		if len(first) < n && !slices.ContainsFunc(first, func(f Slot) bool { return slot.Start.Before(f.End) }) {
			first = append(first, slot)
		}
	}
	return first, nil
}

func (l Look) check() (time.Time, error) {
	first, err := clock.ParseDay(l.From)
	switch {
	case err != nil:
		return first, fault.Bad("from", "booking.day")
	case l.Days < 1 || l.Days > MaxDays:
		return first, fault.Bad("days", "booking.days").With("days", MaxDays)
	case l.Cells < 1 || l.Cells > MaxCells:
		return first, fault.Bad("cells", "booking.length").With("hours", int(MaxCells*CellSize/time.Hour))
	}
	return first, nil
}

// mayLook asks the policy, for those who book and those who propose another time,
// and returns the case's own appointment: its cells do not stand in its own way.
func (s *Service) mayLook(ctx context.Context, who policy.Subject, c *dispute.Case) (string, error) {
	a, err := s.Active(ctx, c.ID)
	if err != nil {
		return "", err
	}
	o, own := s.object(c, a), ""
	if a != nil {
		own = a.ID
	}
	if policy.Allows(who, policy.AnswerBooking, o) {
		return own, nil
	}
	_, err = permit(who, policy.Book, o, c, fault.New(fault.NotFound, "case.missing"))
	return own, err
}

// choice lists the mediators whom a case can be booked with.
func (s *Service) choice(ctx context.Context, c *dispute.Case, only string) ([]Mediator, error) {
	all, err := s.Mediators.MediatorsOf(ctx, c.Center)
	return slices.DeleteFunc(all, func(m Mediator) bool {
		return only != "" && m.Account != only || c.Mediator != "" && m.Account != c.Mediator ||
			slices.Contains(c.Accounts(), m.Account) || slices.Contains(c.Recused, m.Account)
	}), err
}

// grid reads calendars: one range query for each owner.
type grid struct {
	s           *Service
	own         string
	first, past int64
}

// busy returns the cells at which any of the owners is claimed by another appointment.
func (g *grid) busy(ctx context.Context, kind Kind, owners ...string) (map[int64]bool, error) {
	cells := map[int64]bool{}
	for _, owner := range owners {
		err := g.s.claims.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("owner", ownerKey(kind, owner)),
			docstore.Between("cell", g.first, g.past+MaxCells)}, Sort: []string{"cell"}}, func(c *Claim) error {
			if c.Appointment != g.own {
				cells[c.Cell] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// mediator returns the cells at which a mediator is not to be had for a case: claimed,
// on leave, or on the way to or from another center.
func (g *grid) mediator(ctx context.Context, m Mediator, caseID string, rooms []*center.Room) (map[int64]bool, error) {
	busy, err := g.busy(ctx, MediatorClaim, m.Account)
	if err != nil || len(rooms) == 0 {
		return busy, err
	}
	if err := g.block(ctx, busy, MediatorClaim, m.Account, caseID); err != nil {
		return nil, err
	}
	elsewhere, err := g.elsewhere(ctx, m.Account, rooms[0].Center) // a center's rooms are all of one
	return widened(busy, elsewhere), err
}

func free(busy map[int64]bool, p Place) bool {
	for cell, past := p.cells(); cell < past; cell++ {
		if busy[cell] {
			return false
		}
	}
	return true
}

func freeOf(all []Mediator, busy []map[int64]bool, p Place) []Mediator {
	var who []Mediator
	for i, m := range all {
		if free(busy[i], p) && works(m.Hours, p.Start, p.End) {
			who = append(who, m)
		}
	}
	return who
}

var _ Centers = (*center.Directory)(nil)
