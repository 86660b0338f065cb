// Package learn trains the model of triage from labelled texts: multinomial
// logistic regression for type and kind, logistic regression for risk, by
// stochastic gradient descent with AdaGrad steps. A weight is drawn towards what
// the lexicon says of it, so that words the corpus never shows keep their say.
// The same samples always give the same model.
package learn

import (
	"math"
	"math/rand/v2"
	"slices"

	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/internal/linear"
	"yanhe/backend/triage/internal/reading"
)

// Settings of the training, chosen by cross-validation.
const (
	epochs      = 10
	step        = 0.05
	decay       = 0.02 // pull of a weight towards its prior, per step
	seenAtLeast = 2    // a sequence must stand in so many texts
	maxGrams    = 24000
	maxEnds     = 8000
)

// Prior strengths of lexicon words and cues.
const (
	typePrior    = 1.0
	kindPrior    = 0.22
	closingPrior = 0.22
	riskPrior    = 0.30
	signPrior    = 1.6
	doubtPrior   = -0.8
)

type example struct {
	rows   linear.Rows
	kind   int
	typ    int
	risk   string // empty: unknown, do not learn from it
	weight float32
}

// Fit trains a model. Its sharpness and threshold are neutral; Calibrate sets them.
func Fit(samples []corpus.Sample) *linear.Model {
	features := make([]reading.Features, len(samples))
	for i, s := range samples {
		features[i] = reading.Read(s.Text)
	}
	return fit(samples, features)
}

func fit(samples []corpus.Sample, features []reading.Features) *linear.Model {
	layout := linear.NewLayout(
		vocabulary(features, maxGrams, func(f *reading.Features) []reading.Gram { return f.Grams }),
		vocabulary(features, maxEnds, func(f *reading.Features) []reading.Gram { return f.Ends }))
	m := &linear.Model{Layout: layout, Weights: priors(layout), TypeSharpness: 1, KindSharpness: 1}
	m.Bias[linear.High], m.Bias[linear.Medium] = -2, -1.5
	examples := make([]example, len(samples))
	for i, s := range samples {
		examples[i] = example{
			rows: layout.Rows(&features[i]), weight: s.Weight, risk: s.Risk,
			kind: slices.Index(linear.Kinds[:], s.Kind), typ: slices.Index(linear.Types[:], s.Type),
		}
	}
	newDescent(m).run(examples)
	return m
}

// vocabulary lists the sequences seen in enough texts, the most frequent first
// when there are too many, in a stable order.
func vocabulary(features []reading.Features, most int, of func(*reading.Features) []reading.Gram) []uint32 {
	texts := map[uint32]int{}
	last := map[uint32]int{}
	for i := range features {
		for _, g := range of(&features[i]) {
			if at, ok := last[g.Key]; !ok || at != i {
				last[g.Key] = i
				texts[g.Key]++
			}
		}
	}
	keys := make([]uint32, 0, len(texts))
	for key, n := range texts {
		if n >= seenAtLeast {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b uint32) int {
		if texts[a] != texts[b] {
			return texts[b] - texts[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	keys = keys[:min(most, len(keys))]
	slices.Sort(keys)
	return keys
}

func priors(l *linear.Layout) [][linear.NumOut]float32 {
	weights := make([][linear.NumOut]float32, l.Total)
	for i, word := range reading.Lexicon {
		row, closing := &weights[l.WordsAt+int32(i)], &weights[l.ClosingAt+int32(i)]
		for _, v := range word.Votes {
			switch {
			case v.About == "type":
				row[linear.FirstType+slices.Index(linear.Types[:], v.Class)] = typePrior * v.Weight
			case v.About == "kind":
				o := linear.FirstKind + slices.Index(linear.Kinds[:], v.Class)
				row[o], closing[o] = kindPrior*v.Weight, closingPrior*v.Weight
			case v.Class == "high":
				row[linear.High] = riskPrior * v.Weight / 3
			case v.Class == "medium":
				row[linear.Medium] = riskPrior * v.Weight
			}
		}
	}
	for cue := range reading.NumCues {
		row := &weights[l.CuesAt+int32(cue)]
		switch {
		case cue.IsSign():
			row[linear.High] = signPrior
		case cue >= reading.DoubtfulThreat && cue <= reading.DoubtfulGroup, cue == reading.HypotheticalSign, cue == reading.PastSign:
			row[linear.High] = doubtPrior
		case cue == reading.Question:
			row[linear.FirstKind+3] = 0.5
		case cue == reading.Blow:
			row[linear.High] = 0.5
		case cue == reading.BlowAndHurt:
			row[linear.High] = 0.8
		case cue == reading.AskOffice:
			row[linear.FirstKind+1], row[linear.FirstKind+2] = 0.8, 0.5
		case cue == reading.AskPunish:
			row[linear.FirstKind+2] = 1
		case cue == reading.AskSettle:
			row[linear.FirstKind] = 0.5
		}
	}
	return weights
}

// descent is the state of one training.
type descent struct {
	model  *linear.Model
	prior  [][linear.NumOut]float32
	square [][linear.NumOut]float32 // sums of squared gradients
	bias   linear.Scores
}

func newDescent(m *linear.Model) *descent {
	d := &descent{model: m, prior: slices.Clone(m.Weights), square: make([][linear.NumOut]float32, len(m.Weights))}
	for o := range d.bias {
		d.bias[o] = 1
	}
	for i := range d.square {
		for o := range d.square[i] {
			d.square[i][o] = 0.1
		}
	}
	return d
}

func (d *descent) run(examples []example) {
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(20230901, 1))
	for range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			d.learn(&examples[i])
		}
	}
}

// learn takes one step along the gradient of one example.
func (d *descent) learn(e *example) {
	scores := d.model.Score(e.rows)
	var g linear.Scores
	softmax(g[linear.FirstType:linear.FirstKind], scores[linear.FirstType:linear.FirstKind], e.typ)
	softmax(g[linear.FirstKind:linear.High], scores[linear.FirstKind:linear.High], e.kind)
	if e.risk != "" {
		g[linear.High] = logistic(scores[linear.High], e.risk == "high")
		if e.risk != "high" {
			g[linear.Medium] = logistic(scores[linear.Medium], e.risk == "medium")
		}
	}
	for o := range g {
		g[o] *= e.weight
		d.bias[o] += g[o] * g[o]
		d.model.Bias[o] -= step * g[o] / sqrt(d.bias[o])
	}
	for _, row := range e.rows {
		first, end := 0, linear.NumOut
		if d.model.Layout.KindOnly(row.Index) {
			first, end = linear.FirstKind, linear.High
		}
		w, square, prior := &d.model.Weights[row.Index], &d.square[row.Index], &d.prior[row.Index]
		for o := first; o < end; o++ {
			if g[o] == 0 {
				continue
			}
			grad := g[o]*row.Value + decay*(w[o]-prior[o])
			square[o] += grad * grad
			w[o] -= step * grad / sqrt(square[o])
		}
	}
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

func softmax(g, scores []float32, right int) {
	top := slices.Max(scores)
	sum := 0.0
	for i, s := range scores {
		e := math.Exp(float64(s - top))
		g[i], sum = float32(e), sum+e
	}
	for i := range g {
		g[i] /= float32(sum)
	}
	g[right]--
}

func logistic(score float32, yes bool) float32 {
	p := float32(1 / (1 + math.Exp(-float64(score))))
	if yes {
		return p - 1
	}
	return p
}
