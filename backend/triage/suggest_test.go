package triage_test

import (
	"bytes"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"yanhe/backend/triage"
	"yanhe/backend/triage/corpus"
	"yanhe/backend/triage/internal/linear"
	"yanhe/backend/triage/learn"
)

// TestTheShippedModelIsThatOfTheCorpus trains anew: a corpus or a word list that
// changed without its model fails here. The model was made on amd64; processors
// that fuse multiplying and adding round otherwise, so there its rows must be the
// same and its weights close.
func TestTheShippedModelIsThatOfTheCorpus(t *testing.T) {
	built, _ := learn.Build()
	if runtime.GOARCH == "amd64" {
		if !bytes.Equal(built.Bytes(), triage.ModelFile()) {
			t.Error("model.bin is not what the corpus teaches: run make gen")
		}
		return
	}
	shipped, err := linear.Parse(triage.ModelFile())
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(built.Layout.Grams, shipped.Layout.Grams) || !maps.Equal(built.Layout.Ends, shipped.Layout.Ends) {
		t.Fatal("model.bin has other rows than the corpus: run make gen on amd64")
	}
	for row := range built.Weights {
		for o, w := range built.Weights[row] {
			if diff := w - shipped.Weights[row][o]; diff > 0.05 || diff < -0.05 {
				t.Fatalf("weight %d of row %d is %v, shipped as %v: run make gen on amd64", o, row, w, shipped.Weights[row][o])
			}
		}
	}
}

// TestHeldOutTextsAreJudgedWellEnough holds the shipped model, with its rounded
// weights, to the aims on the texts that no training sees.
func TestHeldOutTextsAreJudgedWellEnough(t *testing.T) {
	all := corpus.HeldOut()
	var kind, category, high, found, said float64
	for _, sample := range all {
		s := triage.Suggest(sample.Text)
		count := func(n *float64, is bool) {
			if is {
				*n++
			}
		}
		count(&kind, s.Kind == sample.Kind)
		count(&category, s.Type == sample.Type)
		count(&high, sample.Risk == "high")
		count(&said, s.Risk == "high")
		count(&found, s.Risk == "high" && sample.Risk == "high")
	}
	n := float64(len(all))
	if n < 300 || high < 40 {
		t.Fatalf("only %v texts are held out, %v of them of high risk", n, high)
	}
	for _, c := range []struct {
		what     string
		got, aim float64
	}{{"kind right", kind / n, 0.80}, {"type right", category / n, 0.85}, {"high risk found", found / high, 0.95}, {"high risk precise", found / said, 0.60}} {
		if c.got < c.aim {
			t.Errorf("%s: %.3f, aim %.2f", c.what, c.got, c.aim)
		}
	}
}

// TestNoHeldOutTextIsTaught keeps the two apart.
func TestNoHeldOutTextIsTaught(t *testing.T) {
	taught := map[string]bool{}
	for _, s := range corpus.HandWritten() {
		taught[s.Text] = true
	}
	for _, s := range corpus.HeldOut() {
		if taught[s.Text] {
			t.Errorf("taught and held out: %s", s.Text)
		}
	}
}

func TestSuggestionsNameWordsOfTheText(t *testing.T) {
	for _, sample := range corpus.HeldOut() {
		for _, r := range triage.Suggest(sample.Text).Reasons {
			for _, word := range r.Words {
				if !strings.Contains(sample.Text, word) {
					t.Errorf("%s is explained by %q, which does not stand in: %s", r.About, word, sample.Text)
				}
			}
		}
	}
}

// TestRiskAndItsHardNegatives follows the definition: what the text itself shows,
// and neither many affected people nor violence that is only asked about.
func TestRiskAndItsHardNegatives(t *testing.T) {
	for text, high := range map[string]bool{
		"他昨天拿着菜刀堵在我家门口，说要砍死我全家":     true,
		"再不给我个说法我就从楼顶跳下去，反正也不想活了":   true,
		"我们二十多个工人明天就去政府门口拉横幅堵大门":    true,
		"邻居在我家菜地边上种了几棵树，叶子落得到处都是":   false,
		"我想问一下买菜刀能不能七天无理由退货":        false,
		"小区三百多户的电梯坏了半个月，物业一直不修":     false,
		"请问如果别人打人，法律上怎么规定赔偿医药费":     false,
		"快递把我的手机摔坏了，商家和快递公司互相推都不肯赔": false,
	} {
		if s := triage.Suggest(text); (s.Risk == "high") != high {
			t.Errorf("%s: risk %s, %v", text, s.Risk, s.Reasons)
		}
	}
}

func TestATextThatSaysNothingWaitsForAPerson(t *testing.T) {
	for _, text := range []string{"", "  ", "。。。？！", "\x00\ufeff"} {
		if s := triage.Suggest(text); s.Kind != "inquiry" || s.Type != "99" || s.Risk != "low" || s.Reasons != nil {
			t.Errorf("%q: %+v", text, s)
		}
	}
}

func FuzzSuggest(f *testing.F) {
	for _, s := range []string{"", "邻居占了我家的地", "\xff\xfe刀", strings.Repeat("打", 5000), "他说：“要砍我”", "５个人１５：３０"} {
		f.Add(s)
	}
	kinds, risks := []string{"dispute", "petition", "complaint", "inquiry"}, []string{"high", "medium", "low"}
	f.Fuzz(func(t *testing.T, text string) {
		s := triage.Suggest(text)
		if !slices.Contains(kinds, s.Kind) || !slices.Contains(risks, s.Risk) || len(s.Type) != 2 {
			t.Errorf("%q: %+v", text, s)
		}
		for _, r := range s.Reasons {
			for _, w := range r.Words {
				if w == "" || !utf8.ValidString(w) {
					t.Errorf("%q is explained by %q", text, w)
				}
			}
		}
	})
}

// TestAThreatInALongLetter: each held-out text of high risk is put among six that are
// calm, and letters are made of calm ones alone.
func TestAThreatInALongLetter(t *testing.T) {
	var calm, high []string
	for _, s := range corpus.HeldOut() {
		if s.Risk == "high" {
			high = append(high, s.Text)
		} else {
			calm = append(calm, s.Text)
		}
	}
	letters, alarms := 0, 0
	for i := 0; i+6 <= len(calm); i += 6 {
		letters++
		if triage.Suggest(strings.Join(calm[i:i+6], "")).Risk == "high" {
			alarms++
		}
	}
	found := 0
	for i, threat := range high {
		at := i * 5 % (len(calm) - 6)
		got := triage.Suggest(strings.Join(calm[at:at+3], "") + threat + strings.Join(calm[at+3:at+6], ""))
		if got.Risk == "high" && slices.ContainsFunc(got.Reasons, func(r triage.Reason) bool { return r.About == "risk" && len(r.Words) > 0 }) {
			found++
		}
	}
	t.Logf("%d of %d threats found, %d of %d calm letters called dangerous", found, len(high), alarms, letters)
	if found*100 < len(high)*95 || alarms*100 > letters*10 {
		t.Error("worse than it was")
	}
}
