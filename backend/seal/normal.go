package seal

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NormalPhone brings a phone number into the one form that is compared: digits
// only, without the country code, a landline with the 0 of its area code.
// Characters that belong in no phone number are kept, for a validator to find.
func NormalPhone(s string) string {
	s = without(s, func(r rune) bool { return isSpace(r) || isDash(r) || strings.ContainsRune("()./", r) })
	for {
		rest, plus := strings.CutPrefix(s, "+86")
		if !plus {
			rest, plus = strings.CutPrefix(s, "0086")
		}
		if !plus {
			break
		}
		s = national(rest)
	}
	if len(s) == 13 && strings.HasPrefix(s, "861") {
		return s[2:]
	}
	return s
}

// national gives a landline number from abroad its trunk 0 again: +86 563 201…
// is dialled 0563 201… at home. Mobile and service numbers have none.
func national(s string) string {
	mobile := len(s) == 11 && s[0] == '1' && s[1] >= '3'
	if len(s) < 9 || len(s) > 11 || mobile || s[0] == '0' || !allDigits(s) {
		return s
	}
	for _, service := range []string{"400", "800", "95", "96"} {
		if strings.HasPrefix(s, service) {
			return s
		}
	}
	return "0" + s
}

// NormalIDNumber brings a resident ID or a credit code into capitals and digits
// without spaces and dashes.
func NormalIDNumber(s string) string {
	s = without(s, func(r rune) bool { return isSpace(r) || isDash(r) })
	return norm.NFKC.String(strings.ToUpper(s))
}

// NormalName brings a name of a person or an organisation into the form that is
// compared: one width and case, no spaces, no dots between the parts of a name
// (阿不都·热西提 is typed with many different ones).
func NormalName(s string) string {
	return without(fold(s), func(r rune) bool { return strings.ContainsRune("·•・‧∙⋅.", r) })
}

func fold(s string) string {
	return norm.NFKC.String(strings.ToLower(without(s, isSpace)))
}

// without drops characters from the NFKC form. What stood around them may now
// compose, so the form is made again.
func without(s string, which func(rune) bool) string {
	return norm.NFKC.String(strings.Map(func(r rune) rune {
		if which(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s)))
}

// isSpace also knows the invisible characters that come along with copied text.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc, unicode.Z)
}

func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '−' || r == '_' }

func allDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
