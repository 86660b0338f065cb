package number

import (
	"strings"

	"yanhe/backend/fault"
	"yanhe/backend/seal"
)

var errCreditCode = fault.New(fault.Invalid, "number.credit_code")

// creditAlphabet is that of GB 32100-2015: no I, O, S, V, Z, which look like digits.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// CreditCode checks a unified social credit code of 18 characters (GB 32100-2015)
// by its check character. The fault is number.credit_code.
func CreditCode(s string) (string, error) {
	s = seal.NormalIDNumber(s)
	if len(s) != 18 {
		return "", errCreditCode
	}
	sum, weight := 0, 1 // weights are 3^i mod 31
	for i := range 17 {
		v := strings.IndexByte(creditAlphabet, s[i])
		if v < 0 {
			return "", errCreditCode
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	if s[17] != creditAlphabet[(31-sum%31)%31] {
		return "", errCreditCode
	}
	return s, nil
}
