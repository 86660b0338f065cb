package learn

import (
	"math"
	"slices"

	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/internal/linear"
	"yanhe/backend/triage/internal/reading"
)

// Judged is a text with the scores of a model that did not see it in training.
type Judged struct {
	corpus.Sample
	Scores linear.Scores
}

// CrossValidate judges every hand-written text by a model trained on the other
// folds. Variants of a text stay in its fold; extra texts join every training.
func CrossValidate(hand, extra []corpus.Sample, folds int) []Judged {
	features := readAll(hand)
	extraFeatures := readAll(extra)
	judged := make([]Judged, len(hand))
	for fold := range folds {
		var samples []corpus.Sample
		var of []reading.Features
		for i, s := range hand {
			if i%folds != fold {
				samples, of = append(samples, s), append(of, features[i])
			}
		}
		m := fit(append(samples, extra...), append(of, extraFeatures...))
		for i := fold; i < len(hand); i += folds {
			judged[i] = Judged{hand[i], m.Score(m.Layout.Rows(&features[i]))}
		}
	}
	return judged
}

// Judge scores texts by a model.
func Judge(m *linear.Model, samples []corpus.Sample) []Judged {
	judged := make([]Judged, len(samples))
	for i, s := range samples {
		f := reading.Read(s.Text)
		judged[i] = Judged{s, m.Score(m.Layout.Rows(&f))}
	}
	return judged
}

func readAll(samples []corpus.Sample) []reading.Features {
	features := make([]reading.Features, len(samples))
	for i, s := range samples {
		features[i] = reading.Read(s.Text)
	}
	return features
}

// recallAim is the share of high risks in cross-validation that the threshold
// must find: above the 95 % asked for, since a missed one costs most.
const recallAim = 0.975

// Calibrate sets the threshold of high risk and the sharpness of confidences from
// cross-validated scores.
func Calibrate(m *linear.Model, judged []Judged) {
	var high []float32
	for _, j := range judged {
		if j.Risk == "high" {
			high = append(high, j.Scores[linear.High])
		}
	}
	slices.Sort(high)
	if len(high) > 0 {
		m.HighFrom = min(0, high[int(float64(len(high))*(1-recallAim))])
	}
	m.TypeSharpness = sharpness(judged, linear.FirstType, linear.NumTypes, func(j Judged) int { return slices.Index(linear.Types[:], j.Type) })
	m.KindSharpness = sharpness(judged, linear.FirstKind, linear.NumKinds, func(j Judged) int { return slices.Index(linear.Kinds[:], j.Kind) })
}

// sharpness is the factor on the scores under which the right classes are the
// likeliest, from a fixed grid.
func sharpness(judged []Judged, first, n int, right func(Judged) int) float32 {
	best, least := float32(1), math.Inf(1)
	for s := float32(0.3); s < 3; s += 0.1 {
		loss := 0.0
		for _, j := range judged {
			scores := j.Scores[first : first+n]
			top, p := linear.Best(scores, s)
			loss -= math.Log(p) - float64(s)*float64(scores[top]-scores[right(j)])
		}
		if loss < least {
			best, least = s, loss
		}
	}
	return best
}
