package dispute

import (
	"math"
	"strings"
	"testing"

	"yanhe/backend/triage/corpus"
)

// mute is a vault that only makes the sketch's secret.
type mute struct{ Vault }

func (mute) Blind(kind, value string) string { return kind + value }

// share is the exact share of two-character sequences that two texts have in common.
func share(a, b string) float64 {
	grams := func(text string) map[string]bool {
		all := map[string]bool{}
		r := []rune(text)
		for i := 0; i+1 < len(r); i++ {
			all[string(r[i:i+2])] = true
		}
		return all
	}
	x, y := grams(a), grams(b)
	both := 0
	for g := range x {
		if y[g] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// TestTheSketchEstimates the share of what two texts have in common.
func TestTheSketchEstimates(t *testing.T) {
	s := &Service{Vault: mute{}}
	text := "隔壁堆土高过了我家窗台下雨天泥水全流进我家院子里说了好几次都不听村里也来看过没有用"
	for _, other := range []string{text, text[:90] + "现在连门都打不开了请你们派人来看看", text[60:], "工地老板拖欠三个月工资电话不接人也找不到了"} {
		got, want := s.sketchOf(text).like(s.sketchOf(other)), share(text, other)
		if math.Abs(got-want) > 0.2 {
			t.Errorf("estimated %.2f of %.2f", got, want)
		}
	}
	if s.sketchOf("！？").like(s.sketchOf("……")) != 0 {
		t.Error("texts of nothing are alike")
	}
	if s.sketchOf("我 家，漏水。了").like(s.sketchOf("我家漏水了")) != 1 {
		t.Error("punctuation makes a difference")
	}
	again, err := parseSketch(s.sketchOf(text).String())
	if err != nil || again != s.sketchOf(text) {
		t.Errorf("it does not survive being stored: %v", err)
	}
	for _, bad := range []string{"", "AAAA", "not base64!"} {
		if _, err := parseSketch(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// TestDifferentMattersAreNotAlike compares made-up texts of the corpus with one
// another: no two that tell of different matters reach the bound.
func TestDifferentMattersAreNotAlike(t *testing.T) {
	s := &Service{Vault: mute{}}
	texts := corpus.HeldOut()
	sketches := make([]sketch, len(texts))
	for i, x := range texts {
		sketches[i] = s.sketchOf(x.Text)
	}
	most, of := 0.0, ""
	for i := range texts {
		for j := range i {
			if l := sketches[i].like(sketches[j]); l > most {
				most, of = l, strings.Join([]string{texts[i].Text, texts[j].Text}, " / ")
			}
		}
	}
	if most >= alikeText {
		t.Errorf("%.2f alike: %s", most, of)
	}
	t.Logf("the likest of %d pairs: %.2f", len(texts)*(len(texts)-1)/2, most)
}
