package rules

import (
	"slices"
	"strconv"
	"strings"

	"yanhe/backend/fault"
)

// Levels that a rule may lead to. Besides the tree's own there are the lowest level
// with a mediator (基层优先) and the center whose desk moderates the division.
const (
	Lowest   = "lowest"
	Desk     = "desk"
	Township = "township"
	County   = "county"
	City     = "city"
)

var levels = []string{Lowest, Desk, Township, County, City}

// Routing is an ordered list of rules. There are two questions, which center and which
// office; of each the first rule that matches and answers it decides.
type Routing []Rule

// Rule is one line of the routing rules.
type Rule struct {
	// ID is short and unique in the list: decisions and dry runs name it.
	ID   string `json:"id"`
	When When   `json:"when"`
	// Level or Center say where to; Office is the kind of department. "" leaves the
	// question to a later rule.
	Level  string `json:"level,omitempty"`
	Center string `json:"center,omitempty"`
	Office string `json:"office,omitempty"`
	// Why is told to who asks, by language.
	Why map[string]string `json:"why"`
}

// When is what must hold; an empty list holds for everything.
type When struct {
	Kinds    []string `json:"kinds,omitempty"`
	Types    []string `json:"types,omitempty"`
	Risks    []string `json:"risks,omitempty"`
	Channels []string `json:"channels,omitempty"`
	// Divisions are beginnings of 12-digit codes: 341821 is a whole county.
	Divisions []string `json:"divisions,omitempty"`
	// Amount in fen and Others, the parties of the other side, are minima; 0 for any.
	Amount int64 `json:"amount,omitempty"`
	Others int   `json:"others,omitempty"`
}

// Facts are what rules look at.
type Facts struct {
	Kind, Type, Risk, Channel, Division string
	Amount                              int64
	Others                              int
}

// Decision is what the rules make of a matter, each answer with the rule that gave it.
type Decision struct {
	Level, Center, Place string // Place is the id of the rule that decided where
	Office, OfficeRule   string
}

// Match applies the rules: of each question the first answer counts.
func (all Routing) Match(f Facts) Decision {
	var d Decision
	for _, r := range all {
		if !r.When.holds(f) {
			continue
		}
		if d.Place == "" && (r.Level != "" || r.Center != "") {
			d.Level, d.Center, d.Place = r.Level, r.Center, r.ID
		}
		if d.OfficeRule == "" && r.Office != "" {
			d.Office, d.OfficeRule = r.Office, r.ID
		}
	}
	return d
}

// Rule returns the rule with an id, or nil.
func (all Routing) Rule(id string) *Rule {
	if i := slices.IndexFunc(all, func(r Rule) bool { return r.ID == id }); i >= 0 {
		return &all[i]
	}
	return nil
}

func (w When) holds(f Facts) bool {
	among := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	in := len(w.Divisions) == 0 || slices.ContainsFunc(w.Divisions, func(p string) bool { return strings.HasPrefix(f.Division, p) })
	return in && among(w.Kinds, f.Kind) && among(w.Types, f.Type) && among(w.Risks, f.Risk) && among(w.Channels, f.Channel) &&
		f.Amount >= w.Amount && f.Others >= w.Others
}

// all tells whether the condition holds for every matter.
func (w When) all() bool { return w.holds(Facts{}) }

const (
	maxRules = 200
	maxID    = 40
	maxWhy   = 200
)

// Check returns what is wrong with a list; the fault names the rule by its place, as
// "rules[3].level".
func (all Routing) Check(v Vocabulary) error {
	if len(all) == 0 || len(all) > maxRules {
		return fault.Bad("rules", "rules.count").With("limit", maxRules)
	}
	var l fault.List
	seen := map[string]bool{}
	placed := false // a rule that answers "where" for whatever is left
	for i, r := range all {
		at := "rules[" + strconv.Itoa(i) + "]."
		l.Check(r.ID != "" && len(r.ID) <= maxID && !seen[r.ID], at+"id", "rules.id")
		seen[r.ID] = true
		l.Check(r.Level == "" || slices.Contains(levels, r.Level), at+"level", "rules.level")
		l.Check(r.Level == "" || r.Center == "", at+"center", "rules.two_places")
		l.Check(r.Center == "" || v.Center(r.Center), at+"center", "case.unknown_center")
		l.Check(r.Office == "" || slices.Contains(Offices, r.Office), at+"office", "rules.office")
		l.Check(r.Level != "" || r.Center != "" || r.Office != "", at+"level", "rules.no_answer")
		l.Check(v.unknown(r.When.Kinds, v.Kinds) == "", at+"when.kinds", "case.unknown_kind")
		l.Check(v.unknown(r.When.Types, v.Types) == "", at+"when.types", "case.unknown_type")
		l.Check(v.unknown(r.When.Risks, v.Risks) == "", at+"when.risks", "rules.risk")
		l.Check(v.unknown(r.When.Channels, v.Channels) == "", at+"when.channels", "case.channel")
		l.Check(!slices.ContainsFunc(r.When.Divisions, badPrefix), at+"when.divisions", "rules.division")
		l.Check(r.When.Amount >= 0 && r.When.Others >= 0, at+"when.amount", "malformed")
		l.Check(saysWhy(r.Why), at+"why", "rules.why")
		placed = placed || r.When.all() && (r.Level != "" || r.Center != "")
	}
	l.Check(placed, "rules", "rules.no_last")
	return l.Err()
}

func badPrefix(p string) bool {
	return p == "" || len(p) > 12 || strings.Trim(p, "0123456789") != ""
}

func saysWhy(why map[string]string) bool {
	for _, text := range why {
		if text == "" || len([]rune(text)) > maxWhy {
			return false
		}
	}
	return why["zh-CN"] != ""
}
