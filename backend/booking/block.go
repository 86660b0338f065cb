package booking

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Block is time at which a room or a mediator is not to be had: leave, a meeting,
// repairs, or a session that is reserved for one case.
type Block struct {
	docstore.Meta
	Kind  Kind      `json:"kind"` // RoomClaim or MediatorClaim
	Owner string    `json:"owner"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Reason is one of BlockReasons, or Series.
	Reason string `json:"reason"`
	// Case is the one that a reserved session is for; it is not in that case's way.
	Case string    `json:"case,omitempty"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// BlockReasons are why somebody or something is not there; catalog keys "block.<reason>".
var BlockReasons = []string{"leave", "sick", "training", "meeting", "outside", "repair", "other"}

// Series is the reason of sessions that are reserved in a row for a case.
const Series = "series"

// maxBlock is the length of one block.
const maxBlock = 180 * 24 * time.Hour

var blocks = docstore.Define[Block]("blocks").
	Text("owner", func(b *Block) string { return ownerKey(b.Kind, b.Owner) }).
	Text("case", func(b *Block) string { return b.Case }).
	Int("start", func(b *Block) int64 { return b.Start.UnixMilli() }).
	Int("end", func(b *Block) int64 { return b.End.UnixMilli() }).
	Index("owner", "end").
	Index("case", "start")

var (
	errBlocked = fault.New(fault.Conflict, "booking.blocked")
	errHours   = fault.New(fault.Conflict, "booking.not_working")
	errTravel  = fault.New(fault.Conflict, "booking.travel").With("minutes", int(TravelTime/time.Minute))
)

// TravelTime is what lies between two appointments of a mediator at different centers
// (house rule).
const TravelTime = time.Hour

// blocksOf lists the blocks of an owner that touch a time, the first to end first.
func (s *Service) blocksOf(ctx context.Context, kind Kind, owner string, from, to time.Time) ([]*Block, error) {
	var all []*Block
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("owner", ownerKey(kind, owner)), docstore.AtLeast("end", from.UnixMilli()+1)}, Sort: []string{"end"}}
	err := s.blocks.Each(ctx, q, func(b *Block) error {
		if b.Start.Before(to) {
			all = append(all, b)
		}
		return nil
	})
	return all, err
}

// stands says why a mediator or a room is not to be had at a place for a case. It is
// asked after the cells are claimed: a block is written before the appointments it
// touches are listed, so that of a block and an appointment made at the same time one
// always sees the other.
func (s *Service) stands(ctx context.Context, a *Appointment, p Place) error {
	for _, kind := range []Kind{RoomClaim, MediatorClaim} {
		owner := p.Room
		if kind == MediatorClaim {
			owner = a.Mediator
		}
		found, err := s.blocksOf(ctx, kind, owner, p.Start, p.End)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(found, func(b *Block) bool { return b.Case != a.Case }) {
			return errBlocked.At(field(kind))
		}
	}
	hours, err := s.Mediators.Hours(ctx, a.Mediator)
	if err != nil {
		return err
	}
	if !works(hours, p.Start, p.End) {
		return errHours.At("mediator")
	}
	return s.reachable(ctx, a, p)
}

func field(kind Kind) string {
	if kind == RoomClaim {
		return "room"
	}
	return "mediator"
}

// works tells whether a working pattern covers a time; an empty one covers all.
func works(hours []center.Period, start, end time.Time) bool {
	return len(hours) == 0 || openFor(&center.Room{Open: hours}, start, end)
}

// reachable refuses an appointment so close to one at another center that the
// mediator could not be there.
func (s *Service) reachable(ctx context.Context, a *Appointment, p Place) error {
	room, err := s.Centers.Room(ctx, p.Room)
	if err != nil {
		return err
	}
	first, past := p.cells()
	g := &grid{s: s, own: a.ID, first: first - travelCells, past: past}
	near, err := g.elsewhere(ctx, a.Mediator, room.Center)
	if err != nil {
		return err
	}
	for cell := first - travelCells; cell < past+travelCells; cell++ {
		if near[cell] {
			return errTravel.At("start")
		}
	}
	return nil
}

const travelCells = int64(TravelTime / CellSize)

// elsewhere returns the cells at which a mediator has appointments in rooms of other
// centers.
func (g *grid) elsewhere(ctx context.Context, mediator, here string) (map[int64]bool, error) {
	cells, centers := map[int64]bool{}, map[string]string{}
	held := map[string][]int64{}
	err := g.s.claims.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("owner", ownerKey(MediatorClaim, mediator)),
		docstore.Between("cell", g.first, g.past+MaxCells)}, Sort: []string{"cell"}}, func(c *Claim) error {
		if c.Appointment != g.own {
			held[c.Appointment] = append(held[c.Appointment], c.Cell)
		}
		return nil
	})
	if err != nil || len(held) == 0 {
		return nil, err
	}
	var ids []string
	for one := range held {
		ids = append(ids, one)
	}
	others, err := g.s.appointments.GetAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range others {
		if _, known := centers[a.Room]; !known {
			room, err := g.s.Centers.Room(ctx, a.Room)
			if err != nil {
				return nil, err
			}
			centers[a.Room] = room.Center
		}
		if centers[a.Room] != here {
			for _, cell := range held[a.ID] {
				cells[cell] = true
			}
		}
	}
	return cells, nil
}

// widened adds the way there and back to the cells of appointments elsewhere.
func widened(busy, elsewhere map[int64]bool) map[int64]bool {
	for cell := range elsewhere {
		for d := -travelCells; d <= travelCells; d++ {
			busy[cell+d] = true
		}
	}
	return busy
}

// block marks the cells of an owner's blocks, but for those of the case itself.
func (g *grid) block(ctx context.Context, busy map[int64]bool, kind Kind, owner, caseID string) error {
	found, err := g.s.blocksOf(ctx, kind, owner, cellStart(g.first), cellStart(g.past+MaxCells))
	for _, b := range found {
		if b.Case == caseID && caseID != "" {
			continue
		}
		for cell := max(cellOf(b.Start), g.first); cell < min(cellOf(b.End.Add(CellSize-1)), g.past+MaxCells); cell++ {
			busy[cell] = true
		}
	}
	return err
}

// owner is who or what a calendar belongs to, as the policy table sees it.
func (s *Service) owner(ctx context.Context, kind Kind, owner string) (policy.Object, error) {
	switch kind {
	case RoomClaim:
		room, err := s.Centers.Room(ctx, owner)
		if err != nil {
			return policy.Object{}, err
		}
		return policy.Object{Centers: s.Centers.Path(room.Center)}, nil
	case MediatorClaim:
		at, err := s.Mediators.CenterOf(ctx, owner)
		if err != nil {
			return policy.Object{}, err
		}
		return policy.Object{Centers: s.Centers.Path(at), Accounts: []string{owner}}, nil
	}
	return policy.Object{}, fault.Bad("kind", "booking.block_kind")
}

// mayKeep asks whether somebody keeps a calendar.
func (s *Service) mayKeep(ctx context.Context, who policy.Subject, kind Kind, owner string) error {
	o, err := s.owner(ctx, kind, owner)
	if err == nil && !policy.Allows(who, policy.KeepCalendar, o) {
		err = fault.New(fault.Forbidden, "forbidden")
	}
	return err
}

// Block takes a room or a mediator out of the calendar and returns the appointments
// that are already there: they stand until somebody moves or cancels them.
func (s *Service) Block(ctx context.Context, who policy.Subject, b Block) (*Block, []*Appointment, error) {
	if err := s.mayKeep(ctx, who, b.Kind, b.Owner); err != nil {
		return nil, nil, err
	}
	var l fault.List
	l.Check(slices.Contains(BlockReasons, b.Reason), "reason", "booking.block_reason")
	l.Check(b.End.After(b.Start) && b.End.Sub(b.Start) <= maxBlock, "end", "booking.block_length")
	l.Check(b.End.After(s.Clock.Now()), "end", "booking.block_past")
	if err := l.Err(); err != nil {
		return nil, nil, err
	}
	b.Start, b.End = b.Start.UTC(), b.End.UTC()
	made := &Block{Meta: docstore.Meta{ID: id.New(s.Clock.Now())}, Kind: b.Kind, Owner: b.Owner, Start: b.Start, End: b.End,
		Reason: b.Reason, By: who.Account, At: s.Clock.Now()}
	if err := s.blocks.Insert(ctx, made); err != nil {
		return nil, nil, err
	}
	there, err := s.touching(ctx, made)
	return made, there, err
}

// touching lists the active appointments of a block's owner that overlap it.
func (s *Service) touching(ctx context.Context, b *Block) ([]*Appointment, error) {
	var all []*Appointment
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq(field(b.Kind), b.Owner),
		docstore.Between("start", b.Start.Add(-MaxCells*CellSize).UnixMilli(), b.End.UnixMilli())}, Sort: []string{"start"}}
	err := s.appointments.Each(ctx, q, func(a *Appointment) error {
		if a.Active() && a.End.After(b.Start) && a.Start.Before(b.End) {
			all = append(all, a)
		}
		return nil
	})
	return all, err
}

// Blocks lists the blocks of a calendar that touch a time.
func (s *Service) Blocks(ctx context.Context, who policy.Subject, kind Kind, owner string, from, to time.Time) ([]*Block, error) {
	if err := s.mayKeep(ctx, who, kind, owner); err != nil {
		return nil, err
	}
	return s.blocksOf(ctx, kind, owner, from, to)
}

// Unblock takes a block away; one that is gone is fine.
func (s *Service) Unblock(ctx context.Context, who policy.Subject, blockID string) error {
	b, err := s.blocks.Get(ctx, blockID)
	if err != nil {
		return docstore.Gone(err)
	}
	if err := s.mayKeep(ctx, who, b.Kind, b.Owner); err != nil {
		return err
	}
	return docstore.Gone(s.blocks.Delete(ctx, b))
}

// AwayUntil is the end of the leave that a mediator is on, when it lasts for another
// day at least; zero for who is there.
func (s *Service) AwayUntil(ctx context.Context, mediator string) (time.Time, error) {
	now := s.Clock.Now()
	found, err := s.blocksOf(ctx, MediatorClaim, mediator, now, now.Add(time.Millisecond))
	var until time.Time
	for _, b := range found {
		if b.Reason != Series && b.End.After(until) && b.End.After(now.Add(24*time.Hour)) {
			until = b.End
		}
	}
	return until, err
}
