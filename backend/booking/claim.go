package booking

import (
	"strconv"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Kind is what a claim is on.
type Kind string

// Kinds of claims.
const (
	RoomClaim     Kind = "room"
	MediatorClaim Kind = "mediator"
	PartyClaim    Kind = "party"
	CaseClaim     Kind = "case" // has no cell: a case has one appointment at a time
)

// taken are the faults of losing a claim of each kind.
var taken = map[Kind]*fault.Error{
	RoomClaim:     fault.New(fault.Conflict, "booking.slot_taken"),
	MediatorClaim: fault.New(fault.Conflict, "booking.mediator_taken"),
	PartyClaim:    fault.New(fault.Conflict, "booking.party_taken"),
	CaseClaim:     fault.New(fault.Conflict, "booking.case_taken"),
}

// Claim is the lock on one cell of one owner. Its id is kind, owner and cell, so
// there is one at most; Appointment is "" while it is free.
type Claim struct {
	docstore.Meta
	Kind  Kind   `json:"kind"`
	Owner string `json:"owner"`
	// Cell is 0 for a case.
	Cell        int64  `json:"cell"`
	Appointment string `json:"appointment"`
	// Hold is the number of the appointment's hold under which it was taken.
	Hold int64 `json:"hold"`
}

var claims = docstore.Define[Claim]("claims").
	Text("owner", func(c *Claim) string {
		if c.Appointment == "" {
			return "" // a free claim shows on no calendar
		}
		return ownerKey(c.Kind, c.Owner)
	}).
	Text("appointment", func(c *Claim) string { return c.Appointment }).
	Int("cell", func(c *Claim) int64 { return c.Cell }).
	Index("owner", "cell").      // a calendar
	Index("appointment", "cell") // the walk over all held ones, and the free ones of old

func ownerKey(kind Kind, owner string) string { return string(kind) + ":" + owner }

func newClaim(kind Kind, owner string, cell int64) *Claim {
	key := ownerKey(kind, owner)
	if kind != CaseClaim {
		key += "|" + strconv.FormatInt(cell, 10)
	}
	return &Claim{Meta: docstore.Meta{ID: key}, Kind: kind, Owner: owner, Cell: cell}
}

// cellsOf are the claims of one owner on a span, in sorted order.
func cellsOf(kind Kind, owner string, p Place) []*Claim {
	var list []*Claim
	for cell, past := p.cells(); cell < past; cell++ {
		list = append(list, newClaim(kind, owner, cell))
	}
	return list
}
