package httpapi

import (
	"context"
	"strings"

	"yanhe/backend/center"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

func (s *Server) addRooms() {
	handle(s, Route{post, v1 + "/centers/{id}/rooms", may(policy.EditRooms), limitWrite, "Set up a room", 201}, s.addRoom)
	handle(s, Route{get, v1 + "/centers/{id}/room-setups", may(policy.EditRooms), limitRead, "A center's own rooms as they are set up, the closed ones too", 0}, s.roomSetups)
	handle(s, Route{post, v1 + "/rooms/{id}", may(policy.EditRooms), limitWrite, "Change a room; appointments in it stand", 0}, s.editRoom)
}

// RoomSetup is a room as its center sets it up.
type RoomSetup struct {
	Name      string          `json:"name" maxLength:"60"`
	NameEN    string          `json:"name_en,omitempty" maxLength:"60"`
	Capacity  int             `json:"capacity"`
	Equipment []string        `json:"equipment,omitempty" maxItems:"20"`
	Link      string          `json:"link,omitempty" maxLength:"300" doc:"of a room for online sessions, https"`
	Open      []center.Period `json:"open" maxItems:"20"`
	Active    bool            `json:"active" doc:"takes appointments"`
}

func (r RoomSetup) apply(to *center.Room) {
	to.Name, to.NameEN, to.Capacity, to.Equipment = strings.TrimSpace(r.Name), strings.TrimSpace(r.NameEN), r.Capacity, r.Equipment
	to.Link, to.Open, to.Active = strings.TrimSpace(r.Link), r.Open, r.Active
	if to.NameEN == "" {
		to.NameEN = to.Name
	}
}

// RoomSetupView is a room with its setup.
type RoomSetupView struct {
	ID string `json:"id"`
	RoomSetup
}

func setupOf(r *center.Room) RoomSetupView {
	return RoomSetupView{r.ID, RoomSetup{r.Name, r.NameEN, r.Capacity, r.Equipment, r.Link, r.Open, r.Active}}
}

type roomReply struct{ Body RoomSetupView }

type roomSetupsReply struct {
	Body struct {
		Items []RoomSetupView `json:"items"`
	}
}

// roomSetups lists what the public list leaves out: closed rooms, and links.
func (s *Server) roomSetups(ctx context.Context, in *CaseID) (*roomSetupsReply, error) {
	at, err := s.at(ctx, policy.EditRooms, in.ID)
	if err != nil {
		return nil, err
	}
	rooms, err := s.d.Centers.OwnRooms(ctx, at)
	if err != nil {
		return nil, err
	}
	out := &roomSetupsReply{}
	out.Body.Items = make([]RoomSetupView, 0, len(rooms))
	for _, r := range rooms {
		out.Body.Items = append(out.Body.Items, setupOf(r))
	}
	return out, nil
}

func roomAnswer(r *center.Room, err error) (*roomReply, error) {
	if err != nil {
		return nil, err
	}
	return &roomReply{Body: setupOf(r)}, nil
}

// cellMinutes is the grid of a new room's calendar.
const cellMinutes = 30

func (s *Server) addRoom(ctx context.Context, in *struct {
	CaseID
	Body RoomSetup
}) (*roomReply, error) {
	at, err := s.at(ctx, policy.EditRooms, in.ID)
	if err != nil {
		return nil, err
	}
	r := &center.Room{Meta: docstore.Meta{ID: id.New(s.d.Clock.Now())}, Center: at, CellMinutes: cellMinutes}
	in.Body.apply(r)
	return roomAnswer(r, s.d.Centers.AddRoom(ctx, r))
}

func (s *Server) editRoom(ctx context.Context, in *struct {
	CaseID
	Body RoomSetup
}) (*roomReply, error) {
	r, err := s.d.Centers.Room(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !policy.Allows(callerOf(ctx).Subject, policy.EditRooms, policy.Object{Centers: s.d.Centers.Path(r.Center)}) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	return roomAnswer(s.d.Centers.EditRoom(ctx, in.ID, func(r *center.Room) error { in.Body.apply(r); return nil }))
}
