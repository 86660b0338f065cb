package rules

import (
	"slices"
	"testing"

	"yanhe/backend/fault"
)

func TestLimitsMayBeShorterNeverAgainstTheLaw(t *testing.T) {
	if err := defaultLimits.Check(); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		limit  string
		change func(*Limit)
		code   string
	}{
		"a house rule longer":      {"moderate", func(l *Limit) { l.Workdays = 4 }, ""},
		"a house rule in days":     {"moderate", func(l *Limit) { l.Workdays, l.Days = 0, 7 }, ""},
		"the law's, faster":        {"mediate", func(l *Limit) { l.Days = 20 }, ""},
		"the law's, slower":        {"mediate", func(l *Limit) { l.Days = 31 }, "rules.longer_than_law"},
		"in working days instead":  {"mediate", func(l *Limit) { l.Days, l.Workdays = 0, 30 }, "rules.longer_than_law"},
		"a longer extension":       {"petition", func(l *Limit) { l.Extra = 31 }, "rules.longer_than_law"},
		"less time to ask a court": {"confirm", func(l *Limit) { l.Days = 29 }, "rules.right"},
		"the law's no more":        {"mediate", func(l *Limit) { l.Law, l.Days = false, 90 }, "rules.source"},
		"no source":                {"supply", func(l *Limit) { l.Source = "" }, "rules.source"},
		"no period":                {"supply", func(l *Limit) { l.Workdays = 0 }, "rules.period"},
		"both kinds of days":       {"supply", func(l *Limit) { l.Days = 1 }, "rules.period"},
		"a year and more":          {"supply", func(l *Limit) { l.Workdays = 401 }, "rules.period"},
		"another name":             {"supply", func(l *Limit) { l.Limit = "x" }, "rules.limits"},
		"the same name twice":      {"supply", func(l *Limit) { l.Limit = "moderate" }, "rules.limits"},
	} {
		all := slices.Clone(defaultLimits)
		i := slices.IndexFunc(all, func(l Limit) bool { return l.Limit == tc.limit })
		tc.change(&all[i])
		err := all.Check()
		if (err == nil) != (tc.code == "") || err != nil && fault.From(err).Code != tc.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f := fault.From(defaultLimits[1:].Check()); f.Code != "rules.limits" {
		t.Error(f.Code)
	}
}
