package booking

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Arrival is a party who came.
type Arrival struct {
	Party string    `json:"party"`
	At    time.Time `json:"at"`
	By    string    `json:"by"`
}

// ArriveBefore is how long before the start a party can check in (house rule).
const ArriveBefore = time.Hour

// CheckIn notes that a party is there. Staff do it at the desk; a party does it by the
// code at the room's door, which nobody sees who has not come.
func (s *Service) CheckIn(ctx context.Context, who policy.Subject, appointment, party, door string) (*Appointment, error) {
	a, c, by, err := s.open(ctx, who, appointment, policy.CheckIn)
	if err != nil {
		return nil, err
	}
	if !who.Staff {
		p := c.PartyOf(who.Account)
		code, err := s.Door(ctx, a.Room)
		if err != nil {
			return nil, err
		}
		if p == nil || subtle.ConstantTimeCompare([]byte(code), []byte(strings.ToUpper(strings.TrimSpace(door)))) != 1 {
			return nil, fault.Bad("door", "booking.door")
		}
		party = p.ID
	}
	if c.Party(party) == nil {
		return nil, fault.Bad("party", "case.unknown_party")
	}
	return s.edit(ctx, a, func(a *Appointment) error {
		now := s.Clock.Now()
		switch {
		case slices.ContainsFunc(a.Arrived, func(x Arrival) bool { return x.Party == party }):
			return docstore.ErrUnchanged
		case a.State != Confirmed:
			return errNotNow
		case now.Before(a.Start.Add(-ArriveBefore)) || !now.Before(a.End):
			return fault.New(fault.Conflict, "booking.arrive_when").With("minutes", int(ArriveBefore/time.Minute))
		}
		a.Arrived = append(slices.Clone(a.Arrived), Arrival{Party: party, At: now, By: by.account})
		return nil
	})
}

// Door is the code that hangs at a room's door, as text and in a QR code. It is of the
// server's key, so nobody can work it out; a changed key changes the codes.
func (s *Service) Door(ctx context.Context, room string) (string, error) {
	if _, err := s.Centers.Room(ctx, room); err != nil {
		return "", err
	}
	return strings.ToUpper(s.Vault.Blind("door", room)[:8]), nil
}

// DoorFor shows the code to who keeps the room's calendar.
func (s *Service) DoorFor(ctx context.Context, who policy.Subject, room string) (string, error) {
	if err := s.mayKeep(ctx, who, RoomClaim, room); err != nil {
		return "", err
	}
	return s.Door(ctx, room)
}

// AbsentLimit is how often the applicant's side may stay away before only staff book
// for the case (house rule).
const AbsentLimit = 2

// trusted refuses citizens of a case whose applicant has stayed away too often: a person
// at the center talks to them first.
func (s *Service) trusted(ctx context.Context, who policy.Subject, c *dispute.Case) error {
	if who.Staff || who.Account == policy.System.Account {
		return nil
	}
	page, err := s.appointments.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("case", c.ID)}, Sort: []string{"asked"}, Desc: true})
	if err != nil {
		return err
	}
	missed := 0
	for _, a := range page.Items {
		for _, party := range a.Absent {
			if p := c.Party(party); p != nil && p.Side == dispute.ApplicantSide {
				missed++
			}
		}
	}
	if missed >= AbsentLimit {
		return fault.New(fault.Conflict, "booking.by_center")
	}
	return nil
}
