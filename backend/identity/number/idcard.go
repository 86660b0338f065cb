// Package number checks the numbers that people are known by: resident ID
// numbers, unified social credit codes and phone numbers. Each function returns
// the normal form, in which the number is compared and stored.
package number

import (
	"strings"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
	"yanhe/backend/seal"
)

// What can be wrong with a resident ID number.
var (
	errID       = fault.New(fault.Invalid, "number.id")
	errChecksum = fault.New(fault.Invalid, "number.id_checksum")
	errBirth    = fault.New(fault.Invalid, "number.id_birth")
)

// idWeights and idChecks are those of GB 11643-1999, 5 (ISO 7064 MOD 11-2).
var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const idChecks = "10X98765432"

// regions are the first two digits of GB/T 2260: the provinces, and 81 to 83 for
// the residence permits of people from Hong Kong, Macao and Taiwan.
const regions = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 " +
	"50 51 52 53 54 61 62 63 64 65 71 81 82 83"

// oldest is the earliest year of birth that is believed.
const oldest = 1900

// ResidentID checks a resident ID number of 18 characters (GB 11643-1999): known
// region, date of birth not after today's in Shanghai, check character. The
// number of a foreigner's permanent residence card, which begins with 9 and has
// the same date and check character, is one too. The faults are number.id,
// number.id_birth and number.id_checksum.
func ResidentID(s string, now time.Time) (string, error) {
	s = seal.NormalIDNumber(s)
	if len(s) != 18 || !digits(s[:17]) || !digits(s[17:]) && s[17] != 'X' || !knownRegion(s) {
		return "", errID
	}
	if born, err := Birth(s); err != nil || born.Year() < oldest || clock.Day(born) > clock.Day(now) {
		return "", errBirth
	}
	if checkCharacter(s) != s[17] {
		return "", errChecksum
	}
	return s, nil
}

// Birth returns midnight in Shanghai of the date of birth in a resident ID number.
func Birth(id string) (time.Time, error) {
	if len(id) != 18 {
		return time.Time{}, errID
	}
	return time.ParseInLocation("20060102", id[6:14], clock.Shanghai)
}

func knownRegion(s string) bool {
	if s[0] == '9' {
		s = s[1:]
	}
	for _, r := range strings.Fields(regions) {
		if s[:2] == r {
			return true
		}
	}
	return false
}

func checkCharacter(s string) byte {
	sum := 0
	for i, weight := range idWeights {
		sum += int(s[i]-'0') * weight
	}
	return idChecks[sum%11]
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
