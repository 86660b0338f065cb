package seal

import "strings"

// starsAtMost hides how long a long name is.
const starsAtMost = 4

// MaskName hides a person's name but for its ends: 张* 张*丰 欧**远.
func MaskName(s string) string {
	switch r := []rune(strings.TrimSpace(s)); len(r) {
	case 0:
		return ""
	case 1:
		return "*"
	case 2:
		return string(r[:1]) + "*"
	default:
		return shown(r, 1, 1, starsAtMost)
	}
}

// MaskOrg hides the middle of an organisation's name: 安徽****公司. Its kind at
// the end stays readable.
func MaskOrg(s string) string {
	switch r := []rune(strings.TrimSpace(s)); {
	case len(r) < 6:
		return MaskName(s)
	default:
		return shown(r, 2, 2, starsAtMost)
	}
}

// MaskPhone hides the middle of a phone number: 138****5678. A short number
// keeps less.
func MaskPhone(s string) string {
	r := []rune(NormalPhone(s))
	switch {
	case len(r) >= 11:
		return shown(r, 3, 4, 4)
	case len(r) >= 7:
		return shown(r, 0, 3, len(r))
	}
	return strings.Repeat("*", len(r))
}

// MaskID hides an ID number but for region and end: 3425**********1234. A text
// that is too short to hide enough of is hidden wholly.
func MaskID(s string) string {
	r := []rune(NormalIDNumber(s))
	if len(r) < 15 {
		return strings.Repeat("*", len(r))
	}
	return shown(r, 4, 4, len(r))
}

// shown keeps so many runes at each end and puts stars for the rest, but not
// more than most.
func shown(r []rune, first, last, most int) string {
	stars := min(len(r)-first-last, most)
	return string(r[:first]) + strings.Repeat("*", stars) + string(r[len(r)-last:])
}
