package booking

import (
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/fault"
)

// CellSize is the grid of all calendars. A cell's number is its Unix time divided by
// it; Shanghai lies 16 whole cells from UTC, so cells start on the hour and half-hour.
const CellSize = 30 * time.Minute

// House rules of an appointment.
const (
	MaxCells  = 8                   // four hours at most
	MinNotice = 2 * time.Hour       // people must be able to come, and the mediator to answer
	MaxAhead  = 60 * 24 * time.Hour // beyond it rosters are not known
	// ReplyWorkdays: a mediator confirms within three working days (人民法院在线调解规则);
	// a party has as long to answer a proposal.
	ReplyWorkdays = 3
)

// Place is a room and a time: Start is inclusive, End exclusive, both on the grid.
type Place struct {
	Room  string    `json:"room"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// cellOf is the cell in which a time lies.
func cellOf(t time.Time) int64 { return t.Unix() / int64(CellSize/time.Second) }

// cellStart is when a cell begins.
func cellStart(cell int64) time.Time {
	return time.Unix(cell*int64(CellSize/time.Second), 0).UTC()
}

// cells are the place's first cell and the one after its last.
func (p Place) cells() (first, past int64) { return cellOf(p.Start), cellOf(p.End) }

func (p Place) same(q Place) bool {
	return p.Room == q.Room && p.Start.Equal(q.Start) && p.End.Equal(q.End)
}

// check says why an appointment may not be asked for now, in a room, at a time.
func (p Place) check(room *center.Room, now time.Time) error {
	length := p.End.Sub(p.Start)
	switch {
	case !aligned(p.Start, room) || !aligned(p.End, room):
		return fault.Bad("start", "booking.grid")
	case length <= 0 || length > MaxCells*CellSize:
		return fault.Bad("end", "booking.length").With("hours", int(MaxCells*CellSize/time.Hour))
	case p.Start.Before(now.Add(MinNotice)):
		return fault.Bad("start", "booking.too_soon").With("hours", int(MinNotice/time.Hour))
	case p.Start.After(now.Add(MaxAhead)):
		return fault.Bad("start", "booking.too_far").With("days", int(MaxAhead/(24*time.Hour)))
	case !clock.National.Works(p.Start):
		return fault.Bad("start", "booking.day_off")
	case !openFor(room, p.Start, p.End):
		return fault.Bad("start", "booking.closed")
	}
	return nil
}

// aligned tells whether a time lies on the common grid and on the room's own.
func aligned(t time.Time, room *center.Room) bool {
	s := t.In(clock.Shanghai)
	minute := s.Hour()*60 + s.Minute()
	return t.Unix()%60 == 0 && t.Nanosecond() == 0 && minute%int(CellSize/time.Minute) == 0 &&
		(room.CellMinutes <= 0 || minute%room.CellMinutes == 0)
}

// openFor tells whether a room is open on a working day from start to end. A
// weekend day that is worked in exchange for a holiday (调休) has Monday's hours,
// unless the room names that day itself.
func openFor(room *center.Room, start, end time.Time) bool {
	if room.OpenFor(start, end) {
		return true
	}
	var shift time.Duration
	switch start.In(clock.Shanghai).Weekday() {
	case time.Saturday:
		shift = 48 * time.Hour
	case time.Sunday:
		shift = 24 * time.Hour
	default:
		return false
	}
	for _, p := range room.Open {
		for _, d := range p.Days {
			if d == start.In(clock.Shanghai).Weekday() {
				return false
			}
		}
	}
	return room.OpenFor(start.Add(shift), end.Add(shift))
}

// replyBy is until when an appointment waits for an answer: the end of the third
// working day, or its start if that comes first.
func replyBy(now, start time.Time) time.Time {
	if by := clock.National.AddWorkdays(now, ReplyWorkdays); by.Before(start) {
		return by
	}
	return start
}
