// Package gen puts labelled texts together from written parts: what happened, by
// type, and what is asked, by kind. They teach that the two are independent, and
// weigh less in training than texts that a person wrote whole.
package gen

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"

	"yanhe/backend/triage/corpus"
)

//go:embed banks.txt
var banks string

// Weight is that of a generated text beside a written one's 1.
const Weight = 0.35

var kinds = []string{"dispute", "petition", "complaint", "inquiry"}

// Samples makes texts, always the same: per type and event one of each kind that
// fits, and questions. Their risk is not labelled.
func Samples() []corpus.Sample {
	parts := readBanks(banks)
	g := generator{parts: parts, rng: rand.New(rand.NewPCG(18, 4)), seen: map[string]bool{}}
	for _, typ := range types(parts) {
		for _, event := range parts[typ] {
			for _, kind := range kinds {
				g.event(typ, kind, event)
			}
		}
		for _, topic := range parts["topic "+typ] {
			g.question(typ, topic)
			g.question(typ, topic)
		}
	}
	return g.samples
}

type generator struct {
	parts   map[string][]string
	rng     *rand.Rand
	seen    map[string]bool
	samples []corpus.Sample
}

func (g *generator) pick(bank string) string { return g.parts[bank][g.rng.IntN(len(g.parts[bank]))] }

// event joins an event, sometimes with a second one of its type, and what is asked.
func (g *generator) event(typ, kind, event string) {
	var b strings.Builder
	if g.rng.IntN(3) > 0 {
		b.WriteString(g.pick("opening " + kind))
	}
	b.WriteString(g.filled(event))
	if g.rng.IntN(4) == 0 {
		b.WriteString("，")
		b.WriteString(g.filled(g.pick(typ)))
	}
	b.WriteString("，")
	b.WriteString(g.pick("ask " + kind))
	b.WriteString([]string{"。", "。", "", "！"}[g.rng.IntN(4)])
	g.add(typ, kind, b.String())
}

func (g *generator) question(typ, topic string) {
	g.add(typ, "inquiry", strings.ReplaceAll(g.pick("question"), "{T}", topic))
}

func (g *generator) filled(part string) string {
	part = strings.ReplaceAll(part, "{P}", g.pick("party"))
	return strings.ReplaceAll(part, "{N}", fmt.Sprint(2+g.rng.IntN(28)))
}

func (g *generator) add(typ, kind, text string) {
	if !g.seen[text] {
		g.seen[text] = true
		g.samples = append(g.samples, corpus.Sample{Kind: kind, Type: typ, Text: text, Weight: Weight})
	}
}

// types lists the type codes in the order of the file.
func types(parts map[string][]string) []string {
	var all []string
	for n := range 18 {
		code := fmt.Sprintf("%02d", n)
		if n == 0 {
			continue
		}
		if _, ok := parts[code]; ok {
			all = append(all, code)
		}
	}
	return append(all, "99")
}

func readBanks(file string) map[string][]string {
	parts := map[string][]string{}
	section := ""
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		default:
			for part := range strings.SplitSeq(line, "；") {
				if part != "" {
					parts[section] = append(parts[section], part)
				}
			}
		}
	}
	return parts
}
