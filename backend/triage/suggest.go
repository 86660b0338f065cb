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

// A text is read as a whole for kind and type. Of one longer than most the risk is read
// piece by piece besides: one sentence of many weighs too little in the whole. Pieces are
// about three sentences, and overlap so that none is cut in all of them; of the sizes that
// were tried these find nearly every threat in a letter of six others' texts, and call
// few calm letters dangerous (TestAThreatInALongLetter).
const (
	long  = 150
	piece = 80
	step  = 50
)

// Suggest reads a text. It is pure and safe for concurrent use; the time grows with the
// length. Of a text over 2,000 characters kind and type follow from its beginning and its
// end, where people say them; a threat counts wherever it stands.
func Suggest(text string) Suggestion {
	found := suggest(text)
	runes := []rune(text)
	for from := 0; from < len(runes) && len(runes) > long; from += step {
		if part := suggest(string(runes[from:min(from+piece, len(runes))])); slices.Index(risks, part.Risk) > slices.Index(risks, found.Risk) {
			found = found.riskier(part)
		}
	}
	return found
}

// risks from the lowest.
var risks = []string{"low", "medium", "high"}

// riskier takes over the risk of a part of the text, with its reason.
func (s Suggestion) riskier(part Suggestion) Suggestion {
	about := func(r Reason) bool { return r.About == "risk" }
	s.Risk, s.Confidence.Risk = part.Risk, part.Confidence.Risk
	s.Reasons = slices.DeleteFunc(slices.Clone(s.Reasons), about)
	if i := slices.IndexFunc(part.Reasons, about); i >= 0 {
		s.Reasons = append(s.Reasons, part.Reasons[i])
	}
	return s
}

func suggest(text string) Suggestion {
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
