package dispute

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestEstimateIsHonest lets cases leave as a Poisson stream, at speeds from one in
// four days to ten a day, and asks of each place in the queue: whoever is told a
// range is at the head of the queue within it, at least nine times out of ten.
func TestEstimateIsHonest(t *testing.T) {
	dice := rand.New(rand.NewPCG(20260302, 1))
	days := speedWindow.Hours() / 24
	for _, perDay := range []float64{0.25, 0.5, 1, 3, 10} {
		for _, ahead := range []int64{0, 1, 4, 9, 30, 100, 300} {
			t.Run(fmt.Sprintf("%v a day, %d ahead", perDay, ahead), func(t *testing.T) {
				told, held := 0, 0
				for range 4000 {
					p := Place{Ahead: ahead}
					p.estimate(departures(dice, perDay*days))
					if !p.Known {
						continue
					}
					wait := 0.0
					for range ahead + 1 {
						wait += dice.ExpFloat64() / perDay
					}
					told++
					if float64(p.Low) <= wait && wait <= float64(p.High) {
						held++
					}
				}
				if told < 1000 {
					t.Fatalf("a range was told %d times only", told)
				}
				if share := float64(held) / float64(told); share < 0.9 {
					t.Errorf("the range held %.1f %% of the time", 100*share)
				}
			})
		}
	}
}

// departures draws how many leave in a time in which so many do on average.
func departures(dice *rand.Rand, mean float64) (n int64) {
	for at := dice.ExpFloat64(); at < mean; at += dice.ExpFloat64() {
		n++
	}
	return n
}
