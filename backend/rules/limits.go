package rules

import (
	"slices"
	"strconv"

	"yanhe/backend/fault"
)

// Limits are the periods of a case, each with where it comes from.
type Limits []Limit

// Limit is one period, in working days of the national calendar or in days.
type Limit struct {
	Limit    string `json:"limit"`
	Workdays int    `json:"workdays,omitempty"`
	Days     int    `json:"days,omitempty"`
	// Extra is by how many days the period can be extended, when that is not by
	// itself once more.
	Extra int `json:"extra,omitempty"`
	// Law marks a period that a law sets: a center may promise to be faster, never take longer.
	Law bool `json:"law,omitempty"`
	// Right marks a period in which people may act: it is never changed.
	Right  bool   `json:"right,omitempty"`
	Source string `json:"source"`
}

// Of returns the period of a limit; the zero Limit when there is none.
func (all Limits) Of(limit string) Limit {
	if i := slices.IndexFunc(all, func(l Limit) bool { return l.Limit == limit }); i >= 0 {
		return all[i]
	}
	return Limit{}
}

// maxPeriod bounds a period in days.
const maxPeriod = 400

// Check compares limits with the built-in ones: the same limits, none of the law's
// longer and no right of the people's changed.
func (all Limits) Check() error {
	var l fault.List
	l.Check(len(all) == len(defaultLimits), "limits", "rules.limits")
	for i, p := range all {
		at := "limits[" + strconv.Itoa(i) + "]."
		was := defaultLimits.Of(p.Limit)
		l.Check(was.Limit != "" && slices.IndexFunc(all, func(o Limit) bool { return o.Limit == p.Limit }) == i, at+"limit", "rules.limits")
		l.Check((p.Workdays > 0) != (p.Days > 0) && p.Workdays >= 0 && p.Days >= 0 && p.Extra >= 0 && max(p.Workdays, p.Days, p.Extra) <= maxPeriod, at+"days", "rules.period")
		l.Check(p.Law == was.Law && p.Right == was.Right && p.Source != "", at+"source", "rules.source")
		longer := (p.Workdays > 0) != (was.Workdays > 0) || p.Workdays > was.Workdays || p.Days > was.Days || p.Extra > was.Extra
		l.Check(!was.Law || !longer, at+"days", "rules.longer_than_law")
		l.Check(!was.Right || p.Workdays == was.Workdays && p.Days == was.Days && p.Extra == was.Extra, at+"days", "rules.right")
	}
	return l.Err()
}
