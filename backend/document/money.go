package document

import (
	"strconv"
	"strings"
)

// figures writes an amount in fen as yuan, in groups of three.
func figures(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	yuan := strconv.FormatInt(fen/100, 10)
	for i := len(yuan) - 3; i > 0; i -= 3 {
		yuan = yuan[:i] + "," + yuan[i:]
	}
	cents := strconv.FormatInt(fen%100+100, 10)[1:]
	return sign + yuan + "." + cents
}

var (
	digits = []string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	places = []string{"", "拾", "佰", "仟"}
	myriad = []string{"", "万", "亿", "万亿"}
)

// Capitals writes an amount in fen as documents want it, so that no digit can be added
// (支付结算办法, annex 1: 正确填写票据和结算凭证的基本规定).
func Capitals(fen int64) string {
	if fen == 0 {
		return "零元整"
	}
	if fen < 0 {
		return "负" + Capitals(-fen)
	}
	var b strings.Builder
	yuan, jiao, cent := fen/100, fen/10%10, fen%10
	b.WriteString(whole(yuan))
	if yuan > 0 {
		b.WriteString("元")
	}
	switch {
	case jiao == 0 && cent == 0:
		b.WriteString("整")
	case jiao == 0:
		if yuan > 0 {
			b.WriteString("零")
		}
		b.WriteString(digits[cent] + "分")
	default:
		b.WriteString(digits[jiao] + "角")
		if cent == 0 {
			b.WriteString("整")
		} else {
			b.WriteString(digits[cent] + "分")
		}
	}
	return b.String()
}

// whole writes a number by groups of four digits; zeros between are written once.
func whole(n int64) string {
	var groups []int64
	for ; n > 0; n /= 10_000 {
		groups = append(groups, n%10_000)
	}
	out, gap := "", false
	for i := len(groups) - 1; i >= 0; i-- {
		g := groups[i]
		if g == 0 {
			gap = gap || out != ""
			continue
		}
		if out != "" && (gap || g < 1000) {
			out += "零"
		}
		out += group(g) + myriad[i]
		gap = false
	}
	return out
}

func group(g int64) string {
	out, gap := "", false
	for i, base := 3, int64(1000); i >= 0; i, base = i-1, base/10 {
		d := g / base % 10
		if d == 0 {
			gap = gap || out != ""
			continue
		}
		if gap {
			out += "零"
		}
		out += digits[d] + places[i]
		gap = false
	}
	return out
}
