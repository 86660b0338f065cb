package rules

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yanhe/backend/fault"
)

var words = Vocabulary{Kinds: []string{"dispute", "petition", "complaint", "inquiry"}, Types: []string{"01", "02", "10", "12"},
	Risks: []string{"high", "medium", "low"}, Channels: []string{"wechat", "visit"}, Center: func(id string) bool { return id == "341821000000" }}

// TestTheBuiltInRules lead where law and policy say; each names its source in its why.
func TestTheBuiltInRules(t *testing.T) {
	all := words
	all.Types = []string{"01", "03", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17"}
	if err := defaultRouting.Check(all); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		facts         Facts
		level, place  string
		office, orule string
	}{
		"neighbours: 小事不出村":            {Facts{Kind: "dispute", Type: "02", Risk: "low"}, Lowest, "lowest", "justice", "lowest"},
		"wages: 劳动争议调解仲裁法 art. 8":      {Facts{Kind: "dispute", Type: "10", Risk: "low"}, Lowest, "lowest", "human_resources", "type-10"},
		"a threat stays above":         {Facts{Kind: "dispute", Type: "10", Risk: "high"}, Desk, "high-risk", "human_resources", "type-10"},
		"a petition: 信访工作条例 art. 22":   {Facts{Kind: "petition", Type: "08", Risk: "low"}, Desk, "petition", "petition", "petition"},
		"a complaint, to its office":   {Facts{Kind: "complaint", Type: "12", Risk: "low"}, Desk, "complaint", "market", "type-12"},
		"an inquiry, to legal service": {Facts{Kind: "inquiry", Type: "99", Risk: "low"}, Desk, "inquiry", "legal_service", "inquiry"},
	} {
		d := defaultRouting.Match(tc.facts)
		if d.Level != tc.level || d.Place != tc.place || d.Office != tc.office || d.OfficeRule != tc.orule {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestConditions(t *testing.T) {
	for name, tc := range map[string]struct {
		when When
		want bool
	}{
		"everything":            {When{}, true},
		"its kind":              {When{Kinds: []string{"petition", "dispute"}}, true},
		"another kind":          {When{Kinds: []string{"petition"}}, false},
		"its county":            {When{Divisions: []string{"341822", "341821"}}, true},
		"another county":        {When{Divisions: []string{"341822"}}, false},
		"as much money":         {When{Amount: 500}, true},
		"more money":            {When{Amount: 501}, false},
		"as many on that side":  {When{Others: 2}, true},
		"more":                  {When{Others: 3}, false},
		"type and channel":      {When{Types: []string{"02"}, Channels: []string{"visit"}}, true},
		"type, another channel": {When{Types: []string{"02"}, Channels: []string{"wechat"}}, false},
		"another risk":          {When{Risks: []string{"high"}}, false},
	} {
		f := Facts{Kind: "dispute", Type: "02", Risk: "low", Channel: "visit", Division: "341821100201", Amount: 500, Others: 2}
		if got := tc.when.holds(f); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func last() Rule {
	return Rule{ID: "last", Level: Lowest, Why: map[string]string{"zh-CN": "基层优先"}}
}

func TestWhatIsWrongWithRulesIsNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Rule)
		field  string
		code   string
	}{
		"no id":             {func(r *Rule) { r.ID = "" }, "rules[0].id", "rules.id"},
		"a double id":       {func(r *Rule) { r.ID = "last" }, "rules[1].id", "rules.id"},
		"a level":           {func(r *Rule) { r.Level = "province" }, "rules[0].level", "rules.level"},
		"two places":        {func(r *Rule) { r.Center = "341821000000" }, "rules[0].center", "rules.two_places"},
		"no such center":    {func(r *Rule) { r.Level, r.Center = "", "1" }, "rules[0].center", "case.unknown_center"},
		"no such office":    {func(r *Rule) { r.Office = "army" }, "rules[0].office", "rules.office"},
		"no answer":         {func(r *Rule) { r.Level = "" }, "rules[0].level", "rules.no_answer"},
		"no such kind":      {func(r *Rule) { r.When.Kinds = []string{"x"} }, "rules[0].when.kinds", "case.unknown_kind"},
		"no such type":      {func(r *Rule) { r.When.Types = []string{"77"} }, "rules[0].when.types", "case.unknown_type"},
		"no such risk":      {func(r *Rule) { r.When.Risks = []string{"x"} }, "rules[0].when.risks", "rules.risk"},
		"no such channel":   {func(r *Rule) { r.When.Channels = []string{"fax"} }, "rules[0].when.channels", "case.channel"},
		"a division":        {func(r *Rule) { r.When.Divisions = []string{"34x"} }, "rules[0].when.divisions", "rules.division"},
		"a negative sum":    {func(r *Rule) { r.When.Amount = -1 }, "rules[0].when.amount", "malformed"},
		"no reason":         {func(r *Rule) { r.Why = map[string]string{"en": "x"} }, "rules[0].why", "rules.why"},
		"an endless reason": {func(r *Rule) { r.Why = map[string]string{"zh-CN": strings.Repeat("长", maxWhy+1)} }, "rules[0].why", "rules.why"},
	} {
		r := Rule{ID: "first", When: When{Kinds: []string{"petition"}}, Level: Desk, Why: map[string]string{"zh-CN": "信访"}}
		if err := (Routing{r, last()}).Check(words); err != nil {
			t.Fatal(err)
		}
		tc.change(&r)
		f := fault.From(Routing{r, last()}.Check(words))
		if f.Field != tc.field || f.Code != tc.code {
			t.Errorf("%s: %s %s", name, f.Field, f.Code)
		}
	}
	only := Rule{ID: "only", When: When{Kinds: []string{"petition"}}, Level: Desk, Why: map[string]string{"zh-CN": "信访"}}
	if f := fault.From(Routing{only}.Check(words)); f.Code != "rules.no_last" {
		t.Error(f.Code)
	}
	if f := fault.From(Routing{}.Check(words)); f.Code != "rules.count" {
		t.Error(f.Code)
	}
}

// TestTheFirstMatchWins: whatever the rules, each answer is that of the first rule
// that holds and gives one.
func TestTheFirstMatchWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(name string, list []string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(list), 0, 2, rapid.ID).Draw(t, name)
		}
		var all Routing
		for range rapid.IntRange(0, 8).Draw(t, "rules") {
			all = append(all, Rule{ID: rapid.StringMatching("[a-z]{6}").Draw(t, "id"),
				When:   When{Kinds: pick("kinds", words.Kinds), Types: pick("types", words.Types), Risks: pick("risks", words.Risks)},
				Level:  rapid.SampledFrom([]string{"", Lowest, Desk}).Draw(t, "level"),
				Office: rapid.SampledFrom([]string{"", "police", "court"}).Draw(t, "office")})
		}
		f := Facts{Kind: rapid.SampledFrom(words.Kinds).Draw(t, "kind"), Type: rapid.SampledFrom(words.Types).Draw(t, "type"),
			Risk: rapid.SampledFrom(words.Risks).Draw(t, "risk")}
		d := all.Match(f)
		place := slices.IndexFunc(all, func(r Rule) bool { return r.When.holds(f) && r.Level != "" })
		office := slices.IndexFunc(all, func(r Rule) bool { return r.When.holds(f) && r.Office != "" })
		if (place < 0) != (d.Place == "") || place >= 0 && d.Level != all[place].Level {
			t.Fatalf("place %d, decision %+v", place, d)
		}
		if (office < 0) != (d.OfficeRule == "") || office >= 0 && d.Office != all[office].Office {
			t.Fatalf("office %d, decision %+v", office, d)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`[{"id":"a","when":{},"level":"desk","why":{"zh-CN":"x"}}]`))
	f.Add([]byte(`[{"id":"a","surprise":1}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := parse[Routing](data); err == nil {
			_ = r.Check(words)
			_ = r.Match(Facts{Kind: "dispute"})
		}
	})
}
