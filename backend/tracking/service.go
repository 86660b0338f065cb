// Package tracking shows where a case stands to whoever holds its code: the
// tracking token in a QR code, or the case number with the last four digits of
// the applicant's phone. A code may be lost, so nothing here tells who, what
// happened or where anybody lives.
package tracking

import (
	"context"
	"strings"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/id"
)

// ErrNotFound is the one answer to a wrong token, a wrong number and a wrong tail.
var ErrNotFound = fault.New(fault.NotFound, "tracking.not_found")

// Cases finds cases (dispute.Service).
type Cases interface {
	ByTrack(ctx context.Context, token string) (*dispute.Case, error)
	ByNumber(ctx context.Context, number string) (*dispute.Case, error)
	PhoneTailMatches(c *dispute.Case, tail string) (bool, error)
	Position(ctx context.Context, c *dispute.Case) (dispute.Place, error)
}

// Places knows centers and rooms (center.Directory).
type Places interface {
	Get(id string) (*center.Center, error)
	Path(id string) []string
	Children(id string) []*center.Center
	Room(ctx context.Context, id string) (*center.Room, error)
}

// Service answers look-ups.
type Service struct {
	Clock  clock.Clock
	Cases  Cases
	Places Places
	// Codes is nil where no mini-program is configured.
	Codes Codes
	// MiniPage is the mini-program's page that a code opens, with the token as its
	// scene; "" is the start page.
	MiniPage string
	// PublicURL is the service's address as people type it, without a slash at its end.
	PublicURL string
}

// ByToken returns what may be seen of the case with a tracking token, in a language.
func (s *Service) ByToken(ctx context.Context, token, lang string) (View, error) {
	c, err := s.Find(ctx, token)
	if err != nil {
		return View{}, err
	}
	return s.Show(ctx, c, lang)
}

// ByNumber returns what may be seen of the case with a number, to somebody who
// knows the last four digits of the applicant's (or representative's) phone.
// Case numbers run on, so that one exists is no secret; whose it is stays one.
func (s *Service) ByNumber(ctx context.Context, number, tail, lang string) (View, error) {
	var l fault.List
	parsed, ok := ParseNumber(number)
	l.Check(ok, "number", "tracking.number_form")
	digits, ok := ParseTail(tail)
	l.Check(ok, "tail", "tracking.tail_form")
	if err := l.Err(); err != nil {
		return View{}, err
	}
	c, err := s.Cases.ByNumber(ctx, parsed)
	if err != nil {
		return View{}, hidden(err)
	}
	match, err := s.Cases.PhoneTailMatches(c, digits)
	if err != nil {
		return View{}, err
	}
	if !match {
		return View{}, ErrNotFound
	}
	return s.Show(ctx, c, lang)
}

// Find returns the case with a tracking token. It is shared and must not be changed.
func (s *Service) Find(ctx context.Context, typed string) (*dispute.Case, error) {
	token, ok := id.ParseToken(typed)
	if !ok {
		return nil, ErrNotFound
	}
	c, err := s.Cases.ByTrack(ctx, token)
	return c, hidden(err)
}

// hidden makes all ways of not being found look alike.
func hidden(err error) error {
	if fault.Is(err, fault.NotFound) {
		return ErrNotFound
	}
	return err
}

// Front is the contact of the top center, for pages that are about no case.
func (s *Service) Front(lang string) Contact {
	for _, top := range s.Places.Children("") {
		return contactOf(top, lang)
	}
	return Contact{}
}

// ContactOf is whom to call about a case of a center.
func (s *Service) ContactOf(at, lang string) Contact { return s.contact(at, lang) }

// contact returns the nearest center, from the one in charge upwards, that can be
// called: a village's room often has no line of its own.
func (s *Service) contact(at, lang string) Contact {
	for _, up := range s.Places.Path(at) {
		if c, err := s.Places.Get(up); err == nil && c.Phone != "" {
			return contactOf(c, lang)
		}
	}
	return s.Front(lang)
}

func contactOf(c *center.Center, lang string) Contact {
	return Contact{Name: title(c.Title, c.TitleEN, lang), Phone: c.Phone,
		Dial: strings.Map(dialled, c.Phone), Hours: Hours(lang, c.Hours)}
}

// dialled keeps what a tel: link may hold (RFC 3966).
func dialled(r rune) rune {
	if r >= '0' && r <= '9' || r == '+' {
		return r
	}
	return -1
}
