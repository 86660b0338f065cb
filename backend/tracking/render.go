package tracking

import (
	"context"
	"html/template"
	"io"
	"strings"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/i18n"
)

// TrackPage is the data of the progress page.
type TrackPage struct {
	View
	// Receipt is the path of the printed receipt, "" to offer none: who came by
	// case number has not shown the token that it bears.
	Receipt string
}

// RenderTrack writes the progress page of a case.
func RenderTrack(w io.Writer, p TrackPage) error { return draw(w, p.Language, "track", p) }

// LookupPage is the data of the look-up form.
type LookupPage struct {
	Language string
	// Number is what was typed before; the four digits are never shown again.
	Number  string
	Contact Contact
	// Fault is why the last try failed, nil on the first.
	Fault *fault.Error
}

// Problem returns the text of the fault of one field, "" when it has none.
func (p LookupPage) Problem(field string) string {
	if p.Fault == nil {
		return ""
	}
	for _, f := range append([]*fault.Error{p.Fault}, p.Fault.More...) {
		if f.Field == field {
			return faultText(p.Language, f)
		}
	}
	return ""
}

func faultText(lang string, f *fault.Error) string { return i18n.Text(lang, "fault."+f.Code, f.Args) }

// RenderLookup writes the form that asks for a case number and four digits.
func RenderLookup(w io.Writer, p LookupPage) error { return draw(w, p.Language, "lookup", p) }

// notice is the data of a page that only says something.
type notice struct {
	Title, Text string
	// Retry says when or how to try again, "" for nothing to say.
	Retry   string
	Contact Contact
}

// RenderMissing writes the page for a code that no case has.
func RenderMissing(w io.Writer, lang string, contact Contact) error {
	return draw(w, lang, "notice", notice{Title: i18n.Text(lang, "tracking.missing_title", nil),
		Text: i18n.Text(lang, "tracking.missing_text", nil), Contact: contact})
}

// RenderLimited writes the page for too many tries; minutes is how long to wait.
func RenderLimited(w io.Writer, lang string, minutes int, contact Contact) error {
	return draw(w, lang, "notice", notice{Title: i18n.Text(lang, "tracking.limited_title", nil),
		Text:  i18n.Text(lang, "tracking.limited_text", nil),
		Retry: i18n.Text(lang, "tracking.limited_wait", map[string]any{"minutes": max(1, minutes)}), Contact: contact})
}

// RenderFault writes the page for any other fault.
func RenderFault(w io.Writer, lang string, f *fault.Error, contact Contact) error {
	return draw(w, lang, "notice", notice{Title: i18n.Text(lang, "tracking.fault_title", nil),
		Text: faultText(lang, f), Contact: contact})
}

// Receipt is the paper that an applicant takes home. It names nobody.
type Receipt struct {
	Language string
	Number   string // "" until accepted
	Center   string
	Address  string
	Contact  Contact
	Filed    time.Time
	Printed  time.Time
	// URL is the address in the code, Form that of the look-up form.
	URL, Form string
	Code      template.HTML
}

// Receipt makes the receipt of a case; whether the asker may have it is the
// caller's to check (policy.PrintReceipt, or the token itself).
func (s *Service) Receipt(c *dispute.Case, lang string) (Receipt, error) {
	at, err := s.Places.Get(c.Center)
	if err != nil {
		return Receipt{}, err
	}
	r := Receipt{Language: lang, Number: c.Number, Center: title(at.Title, at.TitleEN, lang), Address: at.Address,
		Contact: s.contact(c.Center, lang), Filed: c.Filed, Printed: s.Clock.Now(),
		URL: s.URL(c.Track), Form: s.PublicURL + "/t/"}
	code, err := SVG(r.URL)
	r.Code = template.HTML(code) // our own drawing: numbers only
	return r, err
}

// ReceiptByToken makes the receipt for somebody who holds the token.
func (s *Service) ReceiptByToken(ctx context.Context, token, lang string) (Receipt, error) {
	c, err := s.Find(ctx, token)
	if err != nil {
		return Receipt{}, err
	}
	return s.Receipt(c, lang)
}

// Short is an address without its scheme, as people type it.
func (r Receipt) Short(url string) string {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		return url
	}
	return rest
}

// RenderReceipt writes the receipt as a page made for printing on A5 or A4.
func RenderReceipt(w io.Writer, r Receipt) error { return draw(w, r.Language, "receipt", r) }
