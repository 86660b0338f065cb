package booking

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// SeriesMax is how many sessions can be reserved in a row.
const SeriesMax = 8

// Reserve keeps further sessions of a case, every so many days after the first, for
// its mediator in a room: nobody else can book them, and the case books each when its
// turn comes. Days on which it cannot be are left out and returned.
func (s *Service) Reserve(ctx context.Context, who policy.Subject, caseID string, first Place, every, count int) (kept []*Block, left []time.Time, err error) {
	c, err := s.Cases.Get(ctx, caseID)
	if err != nil {
		return nil, nil, err
	}
	if _, err := permit(who, policy.AnswerBooking, s.object(c, nil), c, fault.New(fault.NotFound, "case.missing")); err != nil {
		return nil, nil, err
	}
	if every < 1 || every > 60 || count < 1 || count > SeriesMax {
		return nil, nil, fault.Bad("count", "booking.series").With("limit", SeriesMax)
	}
	for n := range count {
		p := Place{Room: first.Room, Start: first.Start.AddDate(0, 0, every*n), End: first.End.AddDate(0, 0, every*n)}
		pair, err := s.reserveOne(ctx, c.ID, c.Mediator, who.Account, p)
		if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) && n > 0 {
			left = append(left, p.Start)
			continue
		}
		if err != nil {
			return kept, left, err
		}
		kept = append(kept, pair)
	}
	return kept, left, nil
}

// reserveOne blocks a room and a mediator for a case. Like an appointment it looks
// again after it has written.
func (s *Service) reserveOne(ctx context.Context, caseID, mediator, by string, p Place) (*Block, error) {
	c, err := s.Cases.Get(ctx, caseID)
	if err != nil {
		return nil, err
	}
	if err := s.usable(ctx, c, p, Fit{}, s.Clock.Now()); err != nil {
		return nil, err
	}
	draft := &Appointment{Case: caseID, Mediator: mediator}
	look := func() error {
		if err := s.stands(ctx, draft, p); err != nil {
			return err
		}
		for kind, owner := range map[Kind]string{RoomClaim: p.Room, MediatorClaim: mediator} {
			there, err := s.touching(ctx, &Block{Kind: kind, Owner: owner, Start: p.Start, End: p.End})
			if err != nil {
				return err
			}
			if slices.ContainsFunc(there, func(a *Appointment) bool { return a.Case != caseID }) {
				return taken[kind]
			}
		}
		return nil
	}
	if err := look(); err != nil {
		return nil, err
	}
	var made []*Block
	for kind, owner := range map[Kind]string{RoomClaim: p.Room, MediatorClaim: mediator} {
		b := &Block{Meta: docstore.Meta{ID: id.New(s.Clock.Now())}, Kind: kind, Owner: owner, Start: p.Start.UTC(), End: p.End.UTC(), Reason: Series,
			Case: caseID, By: by, At: s.Clock.Now()}
		if err := s.blocks.Insert(ctx, b); err != nil {
			return nil, err
		}
		made = append(made, b)
	}
	if err := look(); err != nil {
		for _, b := range made {
			_ = docstore.Gone(s.blocks.Delete(ctx, b))
		}
		return nil, err
	}
	i := slices.IndexFunc(made, func(b *Block) bool { return b.Kind == RoomClaim })
	return made[i], nil
}

// release gives the reserved sessions of a case back.
func (s *Service) release(ctx context.Context, caseID string) error {
	return s.blocks.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("case", caseID)}, Sort: []string{"start"}},
		func(b *Block) error { return docstore.Gone(s.blocks.Delete(ctx, b)) })
}
