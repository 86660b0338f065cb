package i18n

import (
	"fmt"
	"strconv"
	"time"

	"yanhe/backend/clock"
)

// Money shows an amount of fen: "1,234.50 元", in other languages
// "CNY 1,234.50" (ISO 4217).
func Money(lang string, fen int64) string {
	amount := yuan(fen)
	if lang == Default {
		return amount + " 元"
	}
	return "CNY " + amount
}

// yuan writes fen as yuan with groups of three digits and two decimals.
func yuan(fen int64) string {
	sign, n := "", uint64(fen)
	if fen < 0 {
		sign, n = "-", -n // right for the least int64 too: it is its own two's complement
	}
	digits := strconv.FormatUint(n/100, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, digits, n%100)
}

// Date shows the Shanghai day of a time: "2026年3月5日", or "5 March 2026".
func Date(lang string, t time.Time) string {
	if lang == Default {
		return t.In(clock.Shanghai).Format("2006年1月2日")
	}
	return t.In(clock.Shanghai).Format("2 January 2006")
}

// DateTime shows a time to the minute in Shanghai, on the 24-hour clock.
func DateTime(lang string, t time.Time) string {
	return Date(lang, t) + t.In(clock.Shanghai).Format(" 15:04")
}
