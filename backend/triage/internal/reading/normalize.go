// Package reading turns what a person wrote into the features that triage
// decides by: normalised text, the lexicon's words, character sequences and the
// cues of risk. It knows no weights but those the lexicon starts from.
package reading

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what is read: a long letter says its matter at its beginning and
// what it asks at its end, and the time for one text stays bounded.
const (
	headRunes = 1500
	tailRunes = 500
)

// The three marks that punctuation is folded to.
const (
	markPause    = '，'
	markStop     = '。'
	markQuestion = '？'
)

//go:embed traditional.txt
var traditionalTable string

var simplified = readTraditional(traditionalTable)

func readTraditional(table string) map[rune]rune {
	pairs := make(map[rune]rune, 3000)
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, pair := range strings.Fields(line) {
			from, size := utf8.DecodeRuneInString(pair)
			to, _ := utf8.DecodeRuneInString(pair[size:])
			pairs[from] = to
		}
	}
	return pairs
}

// Text is a normalised text. Runes and Original have the same length: each rune
// stands for one of the original's.
type Text struct {
	Runes    []rune
	Original []rune
}

// Normalize folds width, case, traditional characters and punctuation, and drops
// whitespace except one space between words of Latin letters or digits.
func Normalize(s string) Text {
	t := Text{Runes: make([]rune, 0, len(s)/2), Original: make([]rune, 0, len(s)/2)}
	gap := false
	for _, r := range s {
		folded := fold(r)
		switch {
		case folded == ' ':
			gap = true
			continue
		case folded == 0:
			continue
		}
		if gap && len(t.Runes) > 0 && isLatin(folded) && isLatin(t.Runes[len(t.Runes)-1]) {
			t.Runes, t.Original = append(t.Runes, ' '), append(t.Original, ' ')
		}
		gap = false
		t.Runes, t.Original = append(t.Runes, folded), append(t.Original, r)
	}
	return t.shortened()
}

func (t Text) shortened() Text {
	if len(t.Runes) <= headRunes+tailRunes {
		return t
	}
	from := len(t.Runes) - tailRunes
	return Text{
		Runes:    append(t.Runes[:headRunes:headRunes], t.Runes[from:]...),
		Original: append(t.Original[:headRunes:headRunes], t.Original[from:]...),
	}
}

// Quote is the original's wording of a span.
func (t Text) Quote(start, end int) string { return string(t.Original[start:end]) }

// fold answers a space for whitespace and 0 for what carries no meaning.
func fold(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E { // full width
		r -= 0xFEE0
	}
	if r < utf8.RuneSelf {
		return foldASCII(r)
	}
	switch r {
	case '。', '！', '…', '；', '：', '—':
		return markStop
	case '，', '、':
		return markPause
	case '？':
		return markQuestion
	case '“', '”', '‘', '’', '「', '」', '《', '》', '【', '】', '·', utf8.RuneError:
		return 0
	}
	if s, ok := simplified[r]; ok {
		return s
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Mn) {
		return 0
	}
	return unicode.ToLower(r)
}

func foldASCII(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + ('a' - 'A')
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return r
	case r == ' ' || r >= '\t' && r <= '\r':
		return ' '
	case r == '.' || r == '!' || r == ';' || r == ':':
		return markStop
	case r == ',':
		return markPause
	case r == '?':
		return markQuestion
	case r == '\'' || r == '+' || r == '-':
		return r
	}
	return 0
}

func isLatin(r rune) bool {
	return r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '-' || r == '+')
}

func isMark(r rune) bool { return r == markPause || r == markStop || r == markQuestion }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
