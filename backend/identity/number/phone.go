package number

import (
	"regexp"

	"yanhe/backend/fault"
	"yanhe/backend/seal"
)

var errPhone = fault.New(fault.Invalid, "number.phone")

// reachable are mobile numbers, and landlines with their area code: three digits
// in Beijing and the 02x cities with eight-digit numbers, four elsewhere.
var reachable = regexp.MustCompile(`^(1[3-9]\d{9}|0(10|2\d)[2-9]\d{7}|0[3-9]\d{2}[2-9]\d{6,7})$`)

// Mobile checks a mobile number of the mainland, or a landline number with its
// area code; +86 before it is understood. The fault is number.phone.
func Mobile(s string) (string, error) {
	s = seal.NormalPhone(s)
	if !reachable.MatchString(s) {
		return "", errPhone
	}
	return s, nil
}
