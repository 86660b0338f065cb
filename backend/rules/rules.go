// Package rules keeps what admins change without a new release: the routing rules,
// the time limits and the allowance by case. Each change is a new version with its author and reason; the
// versions before stay on record, and version 0 is built in.
package rules

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"slices"

	"yanhe/backend/fault"
)

// Subject is what a set of rules is about.
type Subject string

// Subjects.
const (
	OfRouting Subject = "routing"
	OfLimits  Subject = "limits"
	OfScale   Subject = "allowance"
)

//go:embed routing.json
var routingJSON []byte

//go:embed limits.json
var limitsJSON []byte

var (
	defaultRouting = mustParse[Routing](routingJSON)
	defaultLimits  = mustParse[Limits](limitsJSON)
)

// Defaults are the built-in rules.
type Defaults struct{}

// Routing returns the built-in routing rules and their version, 0.
func (Defaults) Routing() (Routing, int64) { return defaultRouting, 0 }

// Limits returns the built-in limits and their version, 0.
func (Defaults) Limits() (Limits, int64) { return defaultLimits, 0 }

func mustParse[T any](data []byte) T {
	v, err := parse[T](data)
	if err != nil {
		panic(err) // a file of this package, which its test reads
	}
	return v
}

// parse reads rules and refuses fields that nothing would follow.
func parse[T any](data []byte) (T, error) {
	var v T
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return v, fault.Bad("rules", "malformed")
	}
	return v, nil
}

// Offices are the kinds of departments that centers have (入驻部门).
var Offices = []string{"police", "court", "procuratorate", "justice", "petition", "legal_service", "human_resources", "civil_affairs",
	"housing", "natural_resources", "agriculture", "market", "women", "union", "health", "education", "ecology", "transport", "urban"}

// Vocabulary is what rules may name besides; the caller's own lists.
type Vocabulary struct {
	Kinds, Types, Risks, Channels []string
	// Center tells whether a center exists.
	Center func(id string) bool
}

func (v Vocabulary) unknown(list, known []string) string {
	for _, name := range list {
		if !slices.Contains(known, name) {
			return name
		}
	}
	return ""
}
