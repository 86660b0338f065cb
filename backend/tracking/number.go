package tracking

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"yanhe/backend/dispute"
)

// maxTyped bounds what is looked at, in bytes: the longest short form and number
// take less than half of it.
const maxTyped = 120

// The two ways in which people write a case number, after folding: with the
// word 人调字, where any short form may stand before it, and without.
var (
	full  = regexp.MustCompile(`^(\d{4})年?([\p{L}\p{N}]{1,20}?)人调字?第?(\d{1,9})号?$`)
	short = regexp.MustCompile(`^(\d{4})年?(\p{L}{1,20}?)第?(\d{1,9})号?$`)
)

// ParseNumber folds what a person has typed or copied into a case number as the
// register prints it. Brackets, spaces and dashes of any kind may be there or
// not, digits may be full-width, and 人调字, 第 and 号 may be left out:
// "2026宣12" is （2026）宣人调字第12号. It reports false for what cannot be one.
func ParseNumber(typed string) (string, bool) {
	if len(typed) > maxTyped {
		return "", false
	}
	text := strings.Map(fold, typed)
	m := full.FindStringSubmatch(text)
	if m == nil {
		m = short.FindStringSubmatch(text)
	}
	if m == nil || strings.ContainsAny(m[2], "第号") || strings.Contains(m[2], "人调") {
		return "", false
	}
	year, _ := strconv.Atoi(m[1])
	n, _ := strconv.ParseInt(m[3], 10, 64)
	if year < 2000 || n == 0 {
		return "", false
	}
	return dispute.PrintNumber(year, m[2], n), true
}

// ParseTail folds four typed digits; it reports false for anything else.
func ParseTail(typed string) (string, bool) {
	if len(typed) > maxTyped {
		return "", false
	}
	tail := strings.Map(fold, typed)
	if len(tail) != 4 || strings.Trim(tail, "0123456789") != "" {
		return "", false
	}
	return tail, true
}

// fold makes full-width forms half-width and drops all that only separates.
func fold(r rune) rune {
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	switch {
	case r >= '0' && r <= '9', unicode.IsLetter(r):
		return r
	case unicode.IsSpace(r), unicode.IsPunct(r), unicode.Is(unicode.Cf, r):
		return -1 // brackets, dashes, spaces, the marks that copying brings along
	}
	return r
}
