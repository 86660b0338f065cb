package tracking

import (
	"slices"
	"strings"
	"time"

	"yanhe/backend/center"
	"yanhe/i18n"
)

var weekdays = []string{"weekday.sunday", "weekday.monday", "weekday.tuesday", "weekday.wednesday",
	"weekday.thursday", "weekday.friday", "weekday.saturday"}

// Hours writes opening hours, one line for each set of days: "周一至周五
// 08:30–12:00、14:30–17:30".
func Hours(lang string, periods []center.Period) []string {
	comma := i18n.Text(lang, "list.comma", nil)
	var order []string
	spans := map[string][]string{}
	for _, p := range periods {
		days := daysText(lang, p.Days)
		if _, seen := spans[days]; !seen {
			order = append(order, days)
		}
		spans[days] = append(spans[days], span(p.From.String(), p.To.String()))
	}
	var lines []string
	for _, days := range order {
		lines = append(lines, days+" "+strings.Join(spans[days], comma))
	}
	return lines
}

// daysText joins three or more days in a row; the week begins on Monday.
func daysText(lang string, days []time.Weekday) string {
	var at []int
	for _, d := range days {
		at = append(at, (int(d)+6)%7)
	}
	slices.Sort(at)
	at = slices.Compact(at)
	name := func(i int) i18n.Key { return i18n.Key(weekdays[(i+1)%7]) }
	var parts []string
	for i := 0; i < len(at); {
		last := i
		for last+1 < len(at) && at[last+1] == at[last]+1 {
			last++
		}
		if last-i >= 2 {
			parts = append(parts, i18n.Text(lang, "weekday.span", map[string]any{"from": name(at[i]), "to": name(at[last])}))
			i = last + 1
			continue
		}
		parts = append(parts, i18n.Text(lang, string(name(at[i])), nil))
		i++
	}
	return strings.Join(parts, i18n.Text(lang, "list.comma", nil))
}

// span joins two times of day so that no line ends between them (U+2060).
func span(from, to string) string { return from + "\u2060–\u2060" + to }
