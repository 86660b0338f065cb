package triage

import (
	"cmp"
	"slices"
	"strings"

	"yanhe/backend/triage/internal/linear"
	"yanhe/backend/triage/internal/reading"
)

// Limits of an explanation: people read three or four words, not a table.
const (
	mostWords   = 4
	fewestWords = 2
	leastShare  = 0.15 // of the weightiest word
	longestSpan = 10
)

// explanation names the words that weighed most in a decision.
type explanation struct {
	features *reading.Features
	rows     linear.Rows
	layout   *linear.Layout
	weights  [][linear.NumOut]float32
}

func (e *explanation) reasons(d linear.Decision) []Reason {
	var reasons []Reason
	add := func(about string, words []string) {
		if len(words) > 0 {
			reasons = append(reasons, Reason{about, words})
		}
	}
	add("type", e.words(linear.FirstType+d.TypeAt, linear.FirstType, linear.NumTypes, nil))
	add("kind", e.words(linear.FirstKind+d.KindAt, linear.FirstKind, linear.NumKinds, nil))
	switch d.Risk {
	case "high":
		add("risk", e.words(linear.High, linear.High, 1, reading.Cue.IsSign))
	case "medium":
		add("risk", e.words(linear.Medium, linear.Medium, 1, nil))
	}
	return reasons
}

// span is a place in the text and what it adds to a class.
type span struct {
	start, end int
	weight     float32
}

// words are the texts of the weightiest places for an output, beside the mean of
// its n rivals from first on. Cues that certain tells come before all others.
func (e *explanation) words(output, first, n int, certain func(reading.Cue) bool) []string {
	var spans, grams []span
	for _, row := range e.rows {
		w := e.gain(row, output, first, n)
		if w <= 0 {
			continue
		}
		switch l := e.layout; {
		case row.Index < l.WordsAt:
			grams = append(grams, e.gram(row, w))
		case row.Index < l.CuesAt:
			hit := e.features.Words[row.Source]
			spans = append(spans, span{hit.Start, hit.End, w})
		default:
			cue := e.features.Cues[row.Source]
			if certain != nil && certain(cue.Cue) {
				w += 100
			} else if certain == nil && output >= linear.High {
				continue
			}
			spans = append(spans, span{cue.Start, cue.End, w})
		}
	}
	words := e.quotes(nil, spans, mostWords)
	if len(words) < fewestWords {
		words = e.quotes(words, e.stretches(grams), fewestWords)
	}
	return words
}

func (e *explanation) gain(row linear.Row, output, first, n int) float32 {
	w := &e.weights[row.Index]
	gain := w[output]
	if n > 1 {
		sum := float32(0)
		for _, v := range w[first : first+n] {
			sum += v
		}
		gain -= sum / float32(n)
	}
	return gain * row.Value
}

func (e *explanation) gram(row linear.Row, w float32) span {
	grams := e.features.Grams
	if row.Index >= e.layout.EndsAt {
		grams = e.features.Ends
	}
	g := grams[row.Source]
	return span{int(g.Start), int(g.End), w}
}

// stretches merges overlapping sequences into the places where they pile up.
func (e *explanation) stretches(grams []span) []span {
	height := make([]float32, len(e.features.Text.Runes))
	for _, g := range grams {
		for i := g.start; i < g.end; i++ {
			height[i] += g.weight / float32(g.end-g.start)
		}
	}
	top := float32(0)
	for _, h := range height {
		top = max(top, h)
	}
	var spans []span
	for i := 0; i < len(height); i++ {
		s := span{start: i, end: i}
		for s.end < len(height) && height[s.end] > top/3 && s.end-s.start < longestSpan {
			s.weight += height[s.end]
			s.end++
		}
		if s.end-s.start >= 2 {
			spans = append(spans, s)
			i = s.end - 1
		}
	}
	return spans
}

// quotes appends the texts of the weightiest spans until there are enough: none
// within another, none twice, none that weighs next to nothing.
func (e *explanation) quotes(words []string, spans []span, most int) []string {
	slices.SortStableFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.start, b.start))
	})
	for _, s := range spans {
		if len(words) >= most || s.weight < leastShare*spans[0].weight {
			break
		}
		quote := strings.Trim(e.features.Text.Quote(s.start, s.end), " ，。、！？；：,.!?;:…")
		if quote != "" && !slices.ContainsFunc(words, func(w string) bool {
			return strings.Contains(w, quote) || strings.Contains(quote, w)
		}) {
			words = append(words, quote)
		}
	}
	return words
}
