package reading

import (
	_ "embed"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

//go:embed lexicon.txt
var lexiconFile string

// Word is one entry of the lexicon. A word that speaks for several classes has
// one entry with several votes.
type Word struct {
	Text  string // as matched: normalised, with spaces
	runes []rune
	Votes []Vote
}

// Vote is what a word says before training.
type Vote struct {
	About  string // type, kind or risk
	Class  string // a code of that field
	Weight float32
}

// Lexicon is the word list, in file order.
var Lexicon = mustLexicon(lexiconFile)

var lexiconIndex = newIndex(lexiconRunes())

func mustLexicon(file string) []Word {
	words, err := readLexicon(file)
	if err != nil {
		panic("triage lexicon: " + err.Error())
	}
	return words
}

func lexiconRunes() [][]rune {
	all := make([][]rune, len(Lexicon))
	for i, w := range Lexicon {
		all[i] = w.runes
	}
	return all
}

func readLexicon(file string) ([]Word, error) {
	var words []Word
	at := map[string]int{}
	about, class := "", ""
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "[") {
			if _, err := fmt.Sscanf(line, "[%s %s", &about, &class); err != nil {
				return nil, fmt.Errorf("section %q: %w", line, err)
			}
			class = strings.TrimSuffix(class, "]")
			continue
		}
		head, list, ok := strings.Cut(line, ":")
		weight, err := strconv.ParseFloat(head, 32)
		if !ok || err != nil || about == "" {
			return nil, fmt.Errorf("line %q has no weight or no section", line)
		}
		for _, w := range strings.Fields(list) {
			text := Normalize(strings.ReplaceAll(w, "_", " "))
			key := string(text.Runes)
			i, known := at[key]
			if !known {
				i = len(words)
				at[key] = i
				words = append(words, Word{Text: key, runes: text.Runes})
			}
			vote := Vote{about, class, float32(weight)}
			if !slices.ContainsFunc(words[i].Votes, func(v Vote) bool { return v.About == about && v.Class == class }) {
				words[i].Votes = append(words[i].Votes, vote)
			}
		}
	}
	return words, nil
}

// Hit is an entry found in a text.
type Hit struct {
	Entry      int
	Start, End int
}

// index finds any of many words at a place, by their first rune.
type index struct {
	words   [][]rune
	byFirst map[rune][]int32
}

func newIndex(words [][]rune) index {
	x := index{words: words, byFirst: make(map[rune][]int32, len(words))}
	for i, w := range words {
		x.byFirst[w[0]] = append(x.byFirst[w[0]], int32(i))
	}
	return x
}

// find appends all hits, in order of their place. Latin words match only where a
// word begins, and may go on ("injur" finds "injured") unless they are short.
func (x index) find(runes []rune, hits []Hit) []Hit {
	for at, r := range runes {
		candidates := x.byFirst[r]
		if len(candidates) == 0 || isLatin(r) && at > 0 && isLatin(runes[at-1]) {
			continue
		}
		for _, i := range candidates {
			w := x.words[i]
			if hasPrefix(runes[at:], w) && (len(w) > shortLatin || !isLatin(r) || endsWord(runes[at+len(w):])) {
				hits = append(hits, Hit{int(i), at, at + len(w)})
			}
		}
	}
	return hits
}

func hasPrefix(runes, word []rune) bool {
	return len(runes) >= len(word) && slices.Equal(runes[:len(word)], word)
}

// shortLatin is the length up to which a Latin word must stand whole: "app" is
// not in "apply".
const shortLatin = 4

func endsWord(rest []rune) bool {
	if len(rest) > 0 && rest[0] == 's' {
		rest = rest[1:]
	}
	return len(rest) == 0 || !isLatin(rest[0])
}

// Fingerprint tells the word lists apart that a model was trained with.
func Fingerprint() uint64 {
	h := fnv.New64a()
	for _, file := range []string{lexiconFile, riskFile, traditionalTable} {
		_, _ = h.Write([]byte(file)) // a hash takes everything
	}
	return h.Sum64()
}
