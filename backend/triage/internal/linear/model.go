// Package linear is the model of triage: one weight per feature and class, read
// from a compact file, scored without branches worth naming.
package linear

import (
	"math"

	"yanhe/backend/triage/internal/reading"
)

// Outputs of a model, by place in a Scores.
const (
	FirstType = 0
	NumTypes  = 18
	FirstKind = FirstType + NumTypes
	NumKinds  = 4
	High      = FirstKind + NumKinds
	Medium    = High + 1 // of those that are not high
	NumOut    = Medium + 1
)

// Types and Kinds are the classes in the order of their outputs.
var (
	Types = [NumTypes]string{
		"01", "02", "03", "04", "05", "06", "07", "08", "09", "10",
		"11", "12", "13", "14", "15", "16", "17", "99",
	}
	Kinds = [NumKinds]string{"dispute", "petition", "complaint", "inquiry"}
)

// Scores are log-odds, one per output.
type Scores [NumOut]float32

// Rows are the places of a text's features in the weights, with their values.
type Rows []Row

// Row is one feature. Source says where in the text it came from, for the
// explanation: the index of a gram, end gram, word hit or cue hit.
type Row struct {
	Index  int32
	Value  float32
	Source int32
}

// Layout tells the blocks of rows apart: grams, end grams, words, words at the
// end, cues. End grams and words at the end speak about the kind only.
type Layout struct {
	Grams, Ends map[uint32]int32 // key → row
	EndsAt      int32
	WordsAt     int32
	ClosingAt   int32
	CuesAt      int32
	Total       int32
}

// NewLayout numbers the rows for a vocabulary.
func NewLayout(grams, ends []uint32) *Layout {
	l := &Layout{Grams: make(map[uint32]int32, len(grams)), Ends: make(map[uint32]int32, len(ends))}
	for i, key := range grams {
		l.Grams[key] = int32(i)
	}
	l.EndsAt = int32(len(grams))
	for i, key := range ends {
		l.Ends[key] = l.EndsAt + int32(i)
	}
	l.WordsAt = l.EndsAt + int32(len(ends))
	l.ClosingAt = l.WordsAt + int32(len(reading.Lexicon))
	l.CuesAt = l.ClosingAt + int32(len(reading.Lexicon))
	l.Total = l.CuesAt + int32(reading.NumCues)
	return l
}

// KindOnly tells the rows that weigh in on the kind alone.
func (l *Layout) KindOnly(row int32) bool {
	return row >= l.EndsAt && row < l.WordsAt || row >= l.ClosingAt && row < l.CuesAt
}

// Strengths of the blocks beside each other: all grams of a text together count
// about as much as a few words of the lexicon, however long the text is.
const (
	gramStrength = 6
	endStrength  = 2.5
)

var gramValue = [...]float32{0, 0.5, 1, 1, 0.8}

// Rows lists the features of a text that the layout knows.
func (l *Layout) Rows(f *reading.Features) Rows {
	rows := make(Rows, 0, len(f.Grams)/3+len(f.Ends)/2+2*len(f.Words)+len(f.Cues))
	rows = appendGrams(rows, l.Grams, f.Grams, gramStrength)
	rows = appendGrams(rows, l.Ends, f.Ends, endStrength)
	seen := make(map[int]float32, len(f.Words))
	for i, hit := range f.Words {
		value := float32(1)
		if v, again := seen[hit.Entry]; again {
			value = v / 2 // said twice is not twice as true
		}
		seen[hit.Entry] = value
		rows = append(rows, Row{l.WordsAt + int32(hit.Entry), value, int32(i)})
		if hit.Start >= f.Close {
			rows = append(rows, Row{l.ClosingAt + int32(hit.Entry), value, int32(i)})
		}
	}
	var cues [reading.NumCues]bool
	for i, cue := range f.Cues {
		if !cues[cue.Cue] {
			cues[cue.Cue] = true
			rows = append(rows, Row{l.CuesAt + int32(cue.Cue), 1, int32(i)})
		}
	}
	return rows
}

func appendGrams(rows Rows, known map[uint32]int32, grams []reading.Gram, strength float32) Rows {
	first := len(rows)
	for i, g := range grams {
		if row, ok := known[g.Key]; ok {
			rows = append(rows, Row{row, gramValue[g.Units], int32(i)})
		}
	}
	if n := len(rows) - first; n > 0 {
		scale := strength / float32(math.Sqrt(float64(max(n, 12))))
		for i := first; i < len(rows); i++ {
			rows[i].Value *= scale
		}
	}
	return rows
}

// Model scores texts. It is read-only after loading.
type Model struct {
	Layout  *Layout
	Bias    Scores
	Weights [][NumOut]float32 // by row; kind-only rows are zero elsewhere
	// HighFrom is the log-odds from which risk is high.
	HighFrom float32
	// Sharpness scales scores of types and kinds so that confidence is honest.
	TypeSharpness, KindSharpness float32
}

// Score sums a text's features.
func (m *Model) Score(rows Rows) Scores {
	s := m.Bias
	for _, row := range rows {
		w := &m.Weights[row.Index]
		for o := range s {
			s[o] += row.Value * w[o]
		}
	}
	return s
}

// Best answers the place of the highest score, and its share of the probability.
func Best(scores []float32, sharpness float32) (best int, confidence float64) {
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(float64(sharpness * (s - scores[best])))
	}
	return best, 1 / sum
}

// Decision is what the scores come to.
type Decision struct {
	Type, Kind, Risk                   string
	TypeAt, KindAt                     int // places in Types and Kinds
	TypeSurety, KindSurety, RiskSurety float64
}

// Decide turns scores into classes with their confidence from 0 to 1.
func (m *Model) Decide(s Scores) Decision {
	d := Decision{}
	d.TypeAt, d.TypeSurety = Best(s[FirstType:FirstKind], m.TypeSharpness)
	d.KindAt, d.KindSurety = Best(s[FirstKind:High], m.KindSharpness)
	d.Type, d.Kind = Types[d.TypeAt], Kinds[d.KindAt]
	high := chance(s[High] - m.HighFrom)
	medium := chance(s[Medium])
	switch {
	case s[High] >= m.HighFrom:
		d.Risk, d.RiskSurety = "high", high
	case s[Medium] >= 0:
		d.Risk, d.RiskSurety = "medium", (1-high)*medium
	default:
		d.Risk, d.RiskSurety = "low", (1-high)*(1-medium)
	}
	return d
}

func chance(logOdds float32) float64 { return 1 / (1 + math.Exp(-float64(logOdds))) }
