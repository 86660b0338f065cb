package httpapi

import (
	"context"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"

	"yanhe/backend/booking"
	"yanhe/backend/policy"
	"yanhe/backend/tracking"
	"yanhe/i18n"
)

const (
	calendarPath = "/calendar/:token"
	doorPath     = v1 + "/rooms/:id/door.png"
)

func (s *Server) addCalendars() {
	handle(s, Route{get, v1 + "/calendars/{kind}/{owner}/blocks", may(policy.KeepCalendar), limitRead, "Leave and other blocks of a mediator or a room", 0}, s.blocks)
	handle(s, Route{post, v1 + "/calendars/{kind}/{owner}/blocks", may(policy.KeepCalendar), limitWrite, "Take a mediator or a room out of the calendar", 201}, s.block)
	handle(s, Route{del, v1 + "/blocks/{id}", may(policy.KeepCalendar), limitWrite, "Take a block away", 204}, s.unblock)
	handle(s, Route{post, v1 + "/calendars/{kind}/{owner}/feed", may(policy.KeepCalendar), limitWrite, "A new secret address for calendar programs; the one before ends", 201}, s.newFeed)
	handle(s, Route{del, v1 + "/calendars/{kind}/{owner}/feed", may(policy.KeepCalendar), limitWrite, "End the address for calendar programs", 204}, s.endFeed)
	handle(s, Route{get, v1 + "/rooms/{id}/door", may(policy.KeepCalendar), limitRead, "The code that hangs at the room's door", 0}, s.door)
	handle(s, Route{post, v1 + "/appointments/{id}/check-in", may(policy.CheckIn), limitCheckIn, "Say that a party has come", 0}, s.checkIn)
	handle(s, Route{post, v1 + "/cases/{id}/waiting", may(policy.Book), limitWrite, "Wait for a time to become free", 201}, s.wait)
	handle(s, Route{del, v1 + "/cases/{id}/waiting", may(policy.Book), limitWrite, "Wait no more", 204}, s.waitNoMore)
	handle(s, Route{post, v1 + "/cases/{id}/series", may(policy.AnswerBooking), limitWrite, "Reserve further sessions", 201}, s.series)
	s.App.Get(doorPath, s.guarded(may(policy.KeepCalendar), limitRead, s.doorPNG))
	s.App.Get(calendarPath, s.page(limitTrack, s.feed))
}

// OwnerIn names a calendar.
type OwnerIn struct {
	Kind  string `path:"kind" enum:"room,mediator"`
	Owner string `path:"owner" minLength:"1" maxLength:"64"`
}

// BlockView is time at which somebody or something is not to be had.
type BlockView struct {
	ID     string    `json:"id"`
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Reason string    `json:"reason"`
	Case   string    `json:"case,omitempty" doc:"the one that a reserved session is for"`
}

func viewOf(b *booking.Block) BlockView {
	return BlockView{ID: b.ID, Start: b.Start, End: b.End, Reason: b.Reason, Case: b.Case}
}

type blocksReply struct {
	Body struct {
		Items []BlockView `json:"items"`
	}
}

func (s *Server) blocks(ctx context.Context, in *struct {
	OwnerIn
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true"`
}) (*blocksReply, error) {
	all, err := s.d.Booking.Blocks(ctx, callerOf(ctx).Subject, booking.Kind(in.Kind), in.Owner, in.From, in.To)
	out := &blocksReply{}
	out.Body.Items = make([]BlockView, 0, len(all))
	for _, b := range all {
		out.Body.Items = append(out.Body.Items, viewOf(b))
	}
	return out, err
}

type blockIn struct {
	OwnerIn
	Body struct {
		Start  time.Time `json:"start"`
		End    time.Time `json:"end"`
		Reason string    `json:"reason" maxLength:"20"`
	}
}

type blockReply struct {
	Body struct {
		BlockView
		// Touched stand until somebody moves or cancels them.
		Touched []AppointmentView `json:"touched" doc:"appointments that are already there"`
	}
}

func (s *Server) block(ctx context.Context, in *blockIn) (*blockReply, error) {
	b, touched, err := s.d.Booking.Block(ctx, callerOf(ctx).Subject, booking.Block{Kind: booking.Kind(in.Kind), Owner: in.Owner,
		Start: in.Body.Start, End: in.Body.End, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	list, err := s.appointments(ctx, booking.Page{Items: touched})
	if err != nil {
		return nil, err
	}
	out := &blockReply{}
	out.Body.BlockView, out.Body.Touched = viewOf(b), list.Body.Items
	return out, nil
}

func (s *Server) unblock(ctx context.Context, in *CaseID) (*noReply, error) {
	return nil, s.d.Booking.Unblock(ctx, callerOf(ctx).Subject, in.ID)
}

type feedReply struct {
	Body struct {
		URL string `json:"url" doc:"give it to nobody: whoever has it reads the calendar"`
	}
}

func (s *Server) newFeed(ctx context.Context, in *OwnerIn) (*feedReply, error) {
	token, err := s.d.Booking.NewFeed(ctx, callerOf(ctx).Subject, booking.Kind(in.Kind), in.Owner)
	out := &feedReply{}
	out.Body.URL = s.o.PublicURL + strings.Replace(calendarPath, ":token", token+".ics", 1)
	return out, err
}

func (s *Server) endFeed(ctx context.Context, in *OwnerIn) (*noReply, error) {
	return nil, s.d.Booking.EndFeed(ctx, callerOf(ctx).Subject, booking.Kind(in.Kind), in.Owner)
}

// feed answers calendar programs (RFC 5545). It names cases by their number and nobody
// by name.
func (s *Server) feed(ctx *fiber.Ctx) error {
	all, err := s.d.Booking.OpenFeed(ctx.UserContext(), strings.TrimSuffix(ctx.Params("token"), ".ics"))
	if err != nil {
		return err
	}
	lang := pageLang(ctx)
	c := ical.NewCalendar()
	c.SetProductId("-//Yanhe//" + lang)
	c.SetMethod(ical.MethodPublish)
	for _, e := range all {
		v := c.AddEvent(e.ID + "@yanhe")
		v.SetDtStampTime(e.Asked)
		v.SetStartAt(e.Start)
		v.SetEndAt(e.End)
		v.SetLocation(e.RoomName)
		v.SetSummary(i18n.Text(lang, "calendar.event", map[string]any{"number": e.Number}))
		status := ical.ObjectStatusTentative
		if e.State == booking.Confirmed || e.State == booking.Done {
			status = ical.ObjectStatusConfirmed
		}
		v.SetStatus(status)
	}
	ctx.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	return ctx.SendString(c.Serialize())
}

type doorReply struct {
	Body struct {
		Code string `json:"code"`
	}
}

func (s *Server) door(ctx context.Context, in *CaseID) (*doorReply, error) {
	code, err := s.d.Booking.DoorFor(ctx, callerOf(ctx).Subject, in.ID)
	out := &doorReply{}
	out.Body.Code = code
	return out, err
}

// doorSize is the side of the QR code in pixels, for a sign of about eight centimetres.
const doorSize = 600

// doorPNG is the code as a QR code, to hang at the door.
func (s *Server) doorPNG(ctx *fiber.Ctx) error {
	code, err := s.d.Booking.DoorFor(ctx.UserContext(), ctx.Locals(callerKey).(*caller).Subject, ctx.Params("id"))
	if err != nil {
		return err
	}
	png, err := tracking.PNG(code, doorSize)
	if err != nil {
		return err
	}
	ctx.Set(fiber.HeaderContentType, "image/png")
	ctx.Set(fiber.HeaderCacheControl, "private, no-store")
	return ctx.Send(png)
}

type checkInIn struct {
	CaseID
	Body struct {
		Party string `json:"party,omitempty" maxLength:"10" doc:"staff name the party; a party says it of itself"`
		Door  string `json:"door,omitempty" maxLength:"20" doc:"a party gives the code at the door"`
	}
}

func (s *Server) checkIn(ctx context.Context, in *checkInIn) (*appointmentReply, error) {
	a, err := s.d.Booking.CheckIn(ctx, callerOf(ctx).Subject, in.ID, in.Body.Party, in.Body.Door)
	return s.answer(ctx, a, err)
}

type noShowIn struct {
	CaseID
	Body struct {
		Note   string   `json:"note,omitempty" maxLength:"2000"`
		Absent []string `json:"absent,omitempty" maxItems:"20" doc:"parties who stayed away; by default those who did not check in"`
	}
}

func (s *Server) noShow(ctx context.Context, in *noShowIn) (*appointmentReply, error) {
	a, err := s.d.Booking.NoShow(ctx, callerOf(ctx).Subject, in.ID, in.Body.Note, in.Body.Absent)
	return s.answer(ctx, a, err)
}

type waitIn struct {
	CaseID
	Body struct {
		Until    string   `json:"until" format:"date" doc:"the last day that would do"`
		Mediator string   `json:"mediator,omitempty" maxLength:"64"`
		Needs    []string `json:"needs,omitempty" maxItems:"10"`
		People   int      `json:"people,omitempty" minimum:"0" maximum:"200"`
	}
}

type waitReply struct {
	Body struct {
		Until time.Time `json:"until"`
		Asked time.Time `json:"asked"`
	}
}

func (s *Server) wait(ctx context.Context, in *waitIn) (*waitReply, error) {
	w, err := s.d.Booking.Queue(ctx, callerOf(ctx).Subject, in.ID, in.Body.Until, in.Body.Mediator, booking.Fit{Needs: in.Body.Needs, People: in.Body.People})
	if err != nil {
		return nil, err
	}
	out := &waitReply{}
	out.Body.Until, out.Body.Asked = w.Until, w.Asked
	return out, nil
}

func (s *Server) waitNoMore(ctx context.Context, in *CaseID) (*noReply, error) {
	return nil, s.d.Booking.Leave(ctx, callerOf(ctx).Subject, in.ID)
}

type seriesIn struct {
	CaseID
	Body struct {
		Room  string    `json:"room" maxLength:"64"`
		Start time.Time `json:"start"`
		End   time.Time `json:"end"`
		Every int       `json:"every" minimum:"1" maximum:"60" doc:"days from one to the next"`
		Count int       `json:"count" minimum:"1" maximum:"8"`
	}
}

type seriesReply struct {
	Body struct {
		Kept []BlockView `json:"kept"`
		Left []time.Time `json:"left" doc:"times that cannot be"`
	}
}

func (s *Server) series(ctx context.Context, in *seriesIn) (*seriesReply, error) {
	b := in.Body
	kept, left, err := s.d.Booking.Reserve(ctx, callerOf(ctx).Subject, in.ID, booking.Place{Room: b.Room, Start: b.Start.UTC(), End: b.End.UTC()}, b.Every, b.Count)
	if err != nil {
		return nil, err
	}
	out := &seriesReply{}
	out.Body.Kept, out.Body.Left = make([]BlockView, 0, len(kept)), append([]time.Time{}, left...)
	for _, k := range kept {
		out.Body.Kept = append(out.Body.Kept, viewOf(k))
	}
	return out, nil
}
