package tracking

import (
	"context"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/i18n"
)

// View is what anybody with the code may see of a case, ready to be shown in one
// language. It has no field for a name, a story, a note, an amount, the kind or
// type of the matter, or a division: what is not here cannot leak. The center is
// named because people have to know where to call and where to go.
type View struct {
	Language string        `json:"language"`
	Number   string        `json:"number,omitempty"` // "" until accepted
	State    dispute.State `json:"state"`
	// StateText is the state in words, Stages the way through the house.
	StateText string  `json:"state_text"`
	Stages    []Stage `json:"stages"`
	Next      Next    `json:"next"`
	// Queue is nil unless the case waits in the center queue.
	Queue   *Queue  `json:"queue,omitempty"`
	Center  string  `json:"center"`
	Address string  `json:"address,omitempty"` // the center's
	Contact Contact `json:"contact"`
	// Appointment is nil unless one is confirmed.
	Appointment *Appointment `json:"appointment,omitempty"`
	// Timeline is the latest event first.
	Timeline []Event   `json:"timeline"`
	Filed    time.Time `json:"filed"`
	// Updated is the time of the last event shown.
	Updated time.Time `json:"updated"`
}

// GetsNumber tells whether a case without a number may yet be accepted: one that ended
// before never gets any, but a declined one can be appealed.
func (v View) GetsNumber() bool { return v.State == dispute.Declined || !steps[v.State].ended }

// Queue is the place in the center queue in words, and as numbers.
type Queue struct {
	dispute.Place
	Text string `json:"text"`
	// Estimate is the honest range in days, or why there is none.
	Estimate string `json:"estimate"`
}

// Contact is a center that can be called.
type Contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	// Dial is the phone number for a tel: link.
	Dial  string   `json:"dial"`
	Hours []string `json:"hours,omitempty"`
}

// Appointment is when and where to come.
type Appointment struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	Room  string    `json:"room"`
}

// Event is a public entry of the timeline: what and on which day, no more.
type Event struct {
	Event dispute.Event `json:"event"`
	Text  string        `json:"text"`
	Day   time.Time     `json:"day"`
}

// Show makes the view of a case in a language.
func (s *Service) Show(ctx context.Context, c *dispute.Case, lang string) (View, error) {
	v := View{Language: lang, Number: c.Number, State: c.State, StateText: i18n.Text(lang, "state."+string(c.State), nil),
		Stages: stages(c, lang), Next: next(c, lang, s.Clock.Now()), Contact: s.contact(c.Center, lang), Filed: c.Filed}
	at, err := s.Places.Get(c.Center)
	if err != nil {
		return v, err
	}
	v.Center, v.Address = title(at.Title, at.TitleEN, lang), at.Address
	v.Timeline, v.Updated = timeline(c, lang)
	place, err := s.Cases.Position(ctx, c)
	if err != nil {
		return v, err
	}
	if place.Waiting {
		v.Queue = queue(place, lang)
	}
	v.Appointment, err = s.appointment(ctx, c, lang)
	return v, err
}

func (s *Service) appointment(ctx context.Context, c *dispute.Case, lang string) (*Appointment, error) {
	if c.Appointment == nil || c.State != dispute.Scheduled && c.State != dispute.Mediating {
		return nil, nil
	}
	a := Appointment{Start: c.Appointment.Start, End: c.Appointment.End}
	room, err := s.Places.Room(ctx, c.Appointment.Room)
	switch {
	case err == nil:
		a.Room = title(room.Name, room.NameEN, lang)
	case !fault.Is(err, fault.NotFound): // a room that is gone leaves the time to show
		return nil, err
	}
	return &a, nil
}

func timeline(c *dispute.Case, lang string) (events []Event, updated time.Time) {
	updated = c.Filed
	for i := len(c.Timeline) - 1; i >= 0; i-- {
		e := c.Timeline[i]
		if e.Inner {
			continue
		}
		if e.At.After(updated) {
			updated = e.At
		}
		events = append(events, Event{Event: e.Event, Text: i18n.Text(lang, "event."+string(e.Event), nil), Day: e.At})
	}
	return events, updated
}

func queue(p dispute.Place, lang string) *Queue {
	q := &Queue{Place: p, Text: i18n.Text(lang, "tracking.queue_ahead", map[string]any{"ahead": p.Ahead})}
	switch {
	case p.More:
		q.Text = i18n.Text(lang, "tracking.queue_more", map[string]any{"ahead": p.Ahead})
	case p.Ahead == 0:
		q.Text = i18n.Text(lang, "tracking.queue_first", nil)
	}
	switch {
	case p.Known:
		q.Estimate = i18n.Text(lang, "tracking.queue_days", map[string]any{"low": p.Low, "high": p.High})
	case p.Why == "few":
		q.Estimate = i18n.Text(lang, "queue.unknown_few", nil)
	default:
		q.Estimate = i18n.Text(lang, "queue.unknown_long", nil)
	}
	return q
}

// title chooses between a Chinese and an English name.
func title(zh, en, lang string) string {
	if lang == i18n.Default || en == "" {
		return zh
	}
	return en
}
