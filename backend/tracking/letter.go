package tracking

import (
	"io"
	"time"

	"yanhe/backend/dispute"
	"yanhe/i18n"
)

// Addressee is who an invitation goes to, and what it says.
type Addressee struct {
	Name, Address string
	// ByName: no phone number is known, so the whole name is asked instead.
	ByName bool
	Code   string
	Until  time.Time
	// Note is what the center says of the matter, "" for nothing.
	Note string
}

// Letter invites the other side of a case. It goes to that person alone.
type Letter struct {
	Receipt
	To   Addressee
	Type string
}

// Letter makes the letter of an invitation; whether the asker may have it is the
// caller's to check (policy.InviteSide), and to audit.
func (s *Service) Letter(c *dispute.Case, lang string, to Addressee) (Letter, error) {
	r, err := s.Receipt(c, lang)
	return Letter{Receipt: r, To: to, Type: i18n.Text(lang, "type."+c.Type, nil)}, err
}

// Text is the invitation as a message to copy.
func (l Letter) Text() string {
	key := "invite.text"
	if l.To.ByName {
		key = "invite.text_by_name"
	}
	return i18n.Text(l.Language, key, map[string]any{"center": l.Center, "type": l.Type, "link": l.URL,
		"code": l.To.Code, "date": i18n.Date(l.Language, l.To.Until), "phone": l.Contact.Phone})
}

// Spaced is the code in two halves, as it is easier to read and to type.
func (l Letter) Spaced() string {
	return l.To.Code[:len(l.To.Code)/2] + " " + l.To.Code[len(l.To.Code)/2:]
}

// RenderLetter writes the letter as a page made for printing on A5 or A4.
func RenderLetter(w io.Writer, l Letter) error { return draw(w, l.Language, "letter", l) }
