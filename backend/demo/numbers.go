package demo

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// nowhere is a county code of Anhui that no place has, so that a made-up number
// with a right check character is nobody's.
const nowhere = "349999"

// residentID makes the resident ID number of an invented person (GB 11643-1999).
func (p Person) residentID() string {
	order := hash(p.Name) % 499 * 2 // even for women
	if !p.Female {
		order++
	}
	body := fmt.Sprintf("%s%s%03d", nowhere, p.Born.Format("20060102"), order)
	weights, sum := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}, 0
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

// creditCode makes the unified social credit code of an invented organisation (GB 32100-2015).
func (p Person) creditCode() string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("91%s%09d", nowhere, hash(p.Name)%1_000_000_000)
	sum, weight := 0, 1
	for _, r := range body {
		sum += strings.IndexRune(alphabet, r) * weight
		weight = weight * 3 % 31
	}
	return body + string(alphabet[(31-sum%31)%31])
}

// number is the number that a filing gives for a person, "" for none.
func (p Person) number() string {
	switch {
	case p.Organisation:
		return p.creditCode()
	case p.Born.IsZero():
		return ""
	}
	return p.residentID()
}

func hash(text string) int {
	h := fnv.New32a()
	h.Write([]byte(text))
	return int(h.Sum32() & 0x7fffffff)
}
