package httpapi

import (
	"context"
	"time"

	"yanhe/backend/booking"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// AppointmentView is an appointment as a caller may see it.
type AppointmentView struct {
	ID       string     `json:"id"`
	Case     string     `json:"case"`
	Center   string     `json:"center"`
	Room     string     `json:"room"`
	RoomName string     `json:"room_name"`
	Mediator string     `json:"mediator"`
	Start    time.Time  `json:"start"`
	End      time.Time  `json:"end"`
	State    string     `json:"state"`
	Why      string     `json:"why,omitempty"`
	ReplyBy  *time.Time `json:"reply_by,omitempty"`
	Asked    time.Time  `json:"asked"`
	Note     string     `json:"note,omitempty" doc:"what was said at the last step"`
	Needs    []string   `json:"needs,omitempty"`
	People   int        `json:"people,omitempty"`
	Arrived  []string   `json:"arrived,omitempty" doc:"parties who have come"`
	Absent   []string   `json:"absent,omitempty" doc:"parties who stayed away"`
	Link     string     `json:"link,omitempty" doc:"where an online session takes place; once it is confirmed"`
}

type appointmentReply struct{ Body AppointmentView }

type appointmentsReply struct {
	Body struct {
		Items []AppointmentView `json:"items"`
		Next  string            `json:"next,omitempty"`
	}
}

func (s *Server) appointmentView(ctx context.Context, a *booking.Appointment) (AppointmentView, error) {
	v := AppointmentView{ID: a.ID, Case: a.Case, Center: a.Center, Room: a.Room, Mediator: a.Mediator, Start: a.Start, End: a.End,
		State: string(a.State), Why: string(a.Why), ReplyBy: when(a.ReplyBy), Asked: a.Asked, Needs: a.Needs, People: a.People, Absent: a.Absent}
	for _, x := range a.Arrived {
		v.Arrived = append(v.Arrived, x.Party)
	}
	room, err := s.d.Centers.Room(ctx, a.Room)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return v, err
	}
	if room != nil {
		v.RoomName = room.Name
		if callerOf(ctx).Lang != "zh-CN" {
			v.RoomName = room.NameEN
		}
		if a.State == booking.Confirmed {
			v.Link = room.Link
		}
	}
	if len(a.History) > 0 {
		v.Note, err = s.d.Booking.OpenNote(a, a.History[len(a.History)-1])
		return v, err
	}
	return v, nil
}

// answer words the appointment that a change left.
func (s *Server) answer(ctx context.Context, a *booking.Appointment, err error) (*appointmentReply, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.appointmentView(ctx, a)
	return &appointmentReply{Body: v}, err
}

func (s *Server) appointments(ctx context.Context, page booking.Page) (*appointmentsReply, error) {
	out := &appointmentsReply{}
	out.Body.Next = page.Next
	out.Body.Items = make([]AppointmentView, 0, len(page.Items))
	for _, a := range page.Items {
		v, err := s.appointmentView(ctx, a)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, nil
}

type slotsIn struct {
	CaseID
	From     string `query:"from" required:"true" maxLength:"10" doc:"first day, YYYY-MM-DD in Shanghai"`
	Days     int    `query:"days" minimum:"1" maximum:"14" default:"7"`
	Mediator string `query:"mediator" maxLength:"64"`
	FitIn
}

// FitIn narrows free times.
type FitIn struct {
	Cells  int      `query:"cells" minimum:"0" maximum:"8" doc:"length in half hours; 0 for one hour"`
	Needs  []string `query:"needs" maxItems:"10" doc:"what the room must have, of the reference's equipment"`
	People int      `query:"people" minimum:"0" maximum:"200" doc:"how many will come"`
}

type slotsReply struct {
	Body struct {
		Items []booking.Slot `json:"items"`
	}
}

// slots lists the free times for a case.
func (s *Server) slots(ctx context.Context, in *slotsIn) (*slotsReply, error) {
	free, err := s.d.Booking.Slots(ctx, callerOf(ctx).Subject, booking.Look{Case: in.ID, From: in.From, Days: in.Days,
		Mediator: in.Mediator, Cells: in.Cells, Fit: booking.Fit{Needs: in.Needs, People: in.People}})
	if err != nil {
		return nil, err
	}
	if free == nil {
		free = []booking.Slot{}
	}
	out := &slotsReply{}
	out.Body.Items = free
	return out, nil
}

// firstSlots suggests the earliest three free times.
func (s *Server) firstSlots(ctx context.Context, in *struct {
	CaseID
	FitIn
}) (*slotsReply, error) {
	free, err := s.d.Booking.Earliest(ctx, callerOf(ctx).Subject, booking.Look{Case: in.ID, Cells: in.Cells, Fit: booking.Fit{Needs: in.Needs, People: in.People}}, 3)
	out := &slotsReply{}
	out.Body.Items = free
	return out, err
}

type bookIn struct {
	CaseID
	Key  string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"100"`
	Body struct {
		Room     string    `json:"room" maxLength:"64"`
		Mediator string    `json:"mediator" maxLength:"64"`
		Start    time.Time `json:"start"`
		End      time.Time `json:"end"`
		Needs    []string  `json:"needs,omitempty" maxItems:"10"`
		People   int       `json:"people,omitempty" minimum:"0" maximum:"200"`
	}
}

// book asks for a room, a mediator and a time.
func (s *Server) book(ctx context.Context, in *bookIn) (*appointmentReply, error) {
	a, err := s.d.Booking.Request(ctx, callerOf(ctx).Subject, in.Key, booking.Wish{Case: in.ID, Mediator: in.Body.Mediator,
		Place: booking.Place{Room: in.Body.Room, Start: in.Body.Start.UTC(), End: in.Body.End.UTC()},
		Fit:   booking.Fit{Needs: in.Body.Needs, People: in.Body.People}})
	return s.answer(ctx, a, err)
}

// ofCase lists the appointments of a case.
func (s *Server) ofCase(ctx context.Context, in *struct {
	CaseID
	PageIn
}) (*appointmentsReply, error) {
	page, err := s.d.Booking.OfCase(ctx, callerOf(ctx).Subject, in.ID, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.appointments(ctx, page)
}

// readAppointment shows one appointment.
func (s *Server) readAppointment(ctx context.Context, in *CaseID) (*appointmentReply, error) {
	a, err := s.d.Booking.Get(ctx, callerOf(ctx).Subject, in.ID)
	return s.answer(ctx, a, err)
}

// change makes a handler for a step that needs no note.
func (s *Server) change(do func(context.Context, policy.Subject, string) (*booking.Appointment, error)) func(context.Context, *CaseID) (*appointmentReply, error) {
	return func(ctx context.Context, in *CaseID) (*appointmentReply, error) {
		a, err := do(ctx, callerOf(ctx).Subject, in.ID)
		return s.answer(ctx, a, err)
	}
}

// changeNoted makes a handler for a step with a note.
func (s *Server) changeNoted(do func(context.Context, policy.Subject, string, string) (*booking.Appointment, error)) func(context.Context, *noteIn) (*appointmentReply, error) {
	return func(ctx context.Context, in *noteIn) (*appointmentReply, error) {
		a, err := do(ctx, callerOf(ctx).Subject, in.ID, in.Body.Note)
		return s.answer(ctx, a, err)
	}
}

type proposeIn struct {
	CaseID
	Body struct {
		Room  string    `json:"room" maxLength:"64"`
		Start time.Time `json:"start"`
		End   time.Time `json:"end"`
	}
}

// propose offers another time, which is held until the party answers.
func (s *Server) propose(ctx context.Context, in *proposeIn) (*appointmentReply, error) {
	a, err := s.d.Booking.Propose(ctx, callerOf(ctx).Subject, in.ID,
		booking.Place{Room: in.Body.Room, Start: in.Body.Start.UTC(), End: in.Body.End.UTC()})
	return s.answer(ctx, a, err)
}

// CalendarIn asks for appointments that start within a time.
// CalendarIn bounds a calendar.
type CalendarIn struct {
	PageIn
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true"`
}

// myCalendar lists the calling mediator's appointments.
func (s *Server) myCalendar(ctx context.Context, in *CalendarIn) (*appointmentsReply, error) {
	who := callerOf(ctx).Subject
	page, err := s.d.Booking.OfMediator(ctx, who, who.Account, in.From, in.To, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.appointments(ctx, page)
}

// roomCalendar lists the appointments in a room.
func (s *Server) roomCalendar(ctx context.Context, in *struct {
	CaseID
	CalendarIn
}) (*appointmentsReply, error) {
	page, err := s.d.Booking.OfRoom(ctx, callerOf(ctx).Subject, in.ID, in.From, in.To, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return s.appointments(ctx, page)
}
