// Package mediation is about the people who mediate: their profiles and committees,
// the pool of experts, who is suggested for a case and why, and what their work
// comes to.
package mediation

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yanhe/backend/center"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Profile is what is known of a mediator besides the account. Its id is the account's.
type Profile struct {
	docstore.Meta
	// Grade is one of Grades.
	Grade          string          `json:"grade,omitempty"`
	Qualifications []Qualification `json:"qualifications,omitempty"`
	// Expert lists the dispute types for which the person is in the pool of experts.
	Expert []string `json:"expert,omitempty"`
	// Hours is the working pattern; none for whenever a room is open.
	Hours []center.Period `json:"hours,omitempty"`
	// Conflicts are people and bodies that the mediator is close to, as declared.
	Conflicts []Conflict `json:"conflicts,omitempty"`
	By        string     `json:"by"`
	At        time.Time  `json:"at"`
}

// Qualification is a certificate, training or office with its end.
type Qualification struct {
	Name string `json:"name"`
	// Until is the last day it holds, YYYY-MM-DD; "" for without end.
	Until string `json:"until,omitempty"`
}

// Conflict is a declared closeness. The name is kept as a mask and a blind index: it
// is compared with the names of parties, and read by nobody.
type Conflict struct {
	Name    string `json:"name"` // masked
	NameKey string `json:"name_key"`
	Reason  string `json:"reason"` // one of dispute.RecuseReasons
}

// Grades of mediators, the highest first; catalog keys "grade.<grade>". Provinces name
// them first to fourth (等级评定).
var Grades = []string{"first", "second", "third", "fourth"}

// Bounds of a profile.
const (
	maxEntries = 30
	maxText    = 100
)

var profiles = docstore.Define[Profile]("mediator_profiles").
	Flag("expert", func(p *Profile) bool { return len(p.Expert) > 0 }).
	Index("expert")

// check returns what is wrong with a profile; types are the known dispute types.
func (p *Profile) check(types []string) error {
	var l fault.List
	l.Check(p.Grade == "" || slices.Contains(Grades, p.Grade), "grade", "mediator.grade")
	l.Check(len(p.Qualifications) <= maxEntries && len(p.Conflicts) <= maxEntries, "qualifications", "mediator.too_many")
	for i := range p.Qualifications {
		q := &p.Qualifications[i]
		q.Name = strings.TrimSpace(q.Name)
		l.Check(q.Name != "" && utf8.RuneCountInString(q.Name) <= maxText, "qualifications", "mediator.qualification")
		_, err := time.Parse(time.DateOnly, q.Until)
		l.Check(q.Until == "" || err == nil, "qualifications", "mediator.until")
	}
	l.Check(!slices.ContainsFunc(p.Expert, func(t string) bool { return !slices.Contains(types, t) }), "expert", "case.unknown_type")
	l.Check(!slices.ContainsFunc(p.Hours, func(h center.Period) bool { return !h.Valid() }), "hours", "mediator.hours")
	return l.Err()
}

// qualified tells whether any qualification still holds on a day; a profile without
// any says nothing about it.
func (p *Profile) qualified(day string) bool {
	return len(p.Qualifications) == 0 || slices.ContainsFunc(p.Qualifications, func(q Qualification) bool { return q.Until == "" || q.Until >= day })
}

// Committee is a people's mediation committee (调委会).
type Committee struct {
	docstore.Meta
	Center string `json:"center"`
	Name   string `json:"name"`
	Kind   string `json:"kind"` // one of CommitteeKinds
	// Members are accounts, Chair one of them (主任).
	Members []string  `json:"members"`
	Chair   string    `json:"chair"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// CommitteeKinds (人民调解法 art. 8, 34); catalog keys "committee.<kind>".
var CommitteeKinds = []string{"village", "township", "enterprise", "industry"}

// A committee has three to nine members (人民调解法 art. 8).
const (
	MinMembers = 3
	MaxMembers = 9
)

var committees = docstore.Define[Committee]("committees").
	Text("center", func(c *Committee) string { return c.Center }).
	Text("name", func(c *Committee) string { return c.Name }).
	Index("center", "name")

func (c *Committee) check() error {
	c.Name = strings.TrimSpace(c.Name)
	c.Members = slices.Compact(slices.Sorted(slices.Values(c.Members)))
	var l fault.List
	l.Check(c.Name != "" && utf8.RuneCountInString(c.Name) <= maxText, "name", "committee.name")
	l.Check(slices.Contains(CommitteeKinds, c.Kind), "kind", "committee.kind")
	l.Check(len(c.Members) >= MinMembers && len(c.Members) <= MaxMembers, "members", "committee.members")
	l.Check(slices.Contains(c.Members, c.Chair), "chair", "committee.chair")
	return l.Err()
}

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema { return []docstore.Schema{profiles.Schema(), committees.Schema()} }
