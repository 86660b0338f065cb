// Package triage suggests what a matter is from the applicant's own words: its
// kind, its type and its risk, each with the words that decided. A person can
// override every suggestion.
//
// Risk is high when the text itself shows a threat or act of violence, self-harm,
// weapons, a minor in danger, or a group action of five or more people.
package triage

//go:generate go run ./train model.bin

import (
	_ "embed"
	"slices"
	"unicode"

	"yanhe/backend/triage/internal/linear"
	"yanhe/backend/triage/internal/reading"
)

//go:embed model.bin
var modelFile []byte

var model = mustParse(modelFile)

func mustParse(file []byte) *linear.Model {
	m, err := linear.Parse(file)
	if err != nil {
		panic("triage: " + err.Error())
	}
	return m
}

// Suggestion is what the matter seems to be.
type Suggestion struct {
	Kind       string // dispute, petition, complaint or inquiry
	Type       string // two-digit code
	Risk       string // high, medium or low
	Reasons    []Reason
	Confidence Confidence
}

// Reason names the words of the text that spoke for a field, the weightiest
// first. A low risk has none: nothing in the text speaks for a higher one.
type Reason struct {
	About string // kind, type or risk
	Words []string
}

// Confidence is how likely each field is right, from 0 to 1.
type Confidence struct{ Kind, Type, Risk float64 }

// Unread is the suggestion for a text that says nothing: it waits for a person.
func Unread() Suggestion { return Suggestion{Kind: "inquiry", Type: "99", Risk: "low"} }

// Suggest reads a text. It is pure and safe for concurrent use; the time grows
// with the length up to 2,000 characters, beyond which the middle is not read.
func Suggest(text string) Suggestion {
	f := reading.Read(text)
	rows := model.Layout.Rows(&f)
	if len(rows) == 0 || !slices.ContainsFunc(f.Text.Runes, isWritten) {
		return Unread()
	}
	d := model.Decide(model.Score(rows))
	e := explanation{features: &f, rows: rows, layout: model.Layout, weights: model.Weights}
	return Suggestion{
		Kind: d.Kind, Type: d.Type, Risk: d.Risk,
		Reasons:    e.reasons(d),
		Confidence: Confidence{Kind: d.KindSurety, Type: d.TypeSurety, Risk: d.RiskSurety},
	}
}

// isWritten tells what says something from punctuation, which alone says nothing.
func isWritten(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
