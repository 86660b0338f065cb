// Package seed stores what a first start needs: the tree of centers with their
// departments and rooms, and, for the demonstration, invented staff. What it
// stores stands in data/, readable and commented.
package seed

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"time"

	"gopkg.in/yaml.v3"

	"yanhe/backend/center"
	"yanhe/backend/policy"
)

//go:embed data/seed.yaml
var planText []byte

//go:embed data/divisions.csv
var divisionsText []byte

//go:embed data/names_en.csv
var namesText []byte

// plan is seed.yaml.
type plan struct {
	United       map[string]string                 `yaml:"united"`
	Desks        []center.Level                    `yaml:"desks"`
	Hours        []hours                           `yaml:"hours"`
	Departments  map[center.Level][]departmentPlan `yaml:"departments"`
	Rooms        map[center.Level][]roomPlan       `yaml:"rooms"`
	CellMinutes  int                               `yaml:"cell_minutes"`
	WithoutRooms []string                          `yaml:"without_rooms"`
	Staff        []staffPlan                       `yaml:"staff"`
	Committees   []committeePlan                   `yaml:"committees"`
}

type hours struct {
	Days []time.Weekday `yaml:"days"`
	From string         `yaml:"from"`
	To   string         `yaml:"to"`
}

type departmentPlan struct {
	Kind     string          `yaml:"kind"`
	Presence center.Presence `yaml:"presence"`
	Name     string          `yaml:"name"`
	NameEN   string          `yaml:"name_en"`
}

type roomPlan struct {
	Name      string   `yaml:"name"`
	NameEN    string   `yaml:"name_en"`
	Capacity  int      `yaml:"capacity"`
	Equipment []string `yaml:"equipment"`
}

type staffPlan struct {
	Login    string        `yaml:"login"`
	Name     string        `yaml:"name"`
	Password string        `yaml:"password"`
	Roles    []policy.Role `yaml:"roles"`
	Center   string        `yaml:"center"`
}

type committeePlan struct {
	Name      string         `yaml:"name"`
	Center    string         `yaml:"center"`
	Mediators []mediatorPlan `yaml:"mediators"`
}

type mediatorPlan struct {
	Login        string   `yaml:"login"`
	Name         string   `yaml:"name"`
	Password     string   `yaml:"password"`
	FullTime     bool     `yaml:"full_time"`
	Specialities []string `yaml:"specialities"`
}

func readPlan(text []byte) (*plan, error) {
	var p plan
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil {
		return nil, fmt.Errorf("seed.yaml: %w", err)
	}
	return &p, nil
}

// periods reads the opening hours.
func (p *plan) periods() ([]center.Period, error) {
	var all []center.Period
	for _, h := range p.Hours {
		c := center.Period{Days: h.Days}
		if err := c.From.UnmarshalText([]byte(h.From)); err != nil {
			return nil, fmt.Errorf("seed.yaml: %w", err)
		}
		if err := c.To.UnmarshalText([]byte(h.To)); err != nil {
			return nil, fmt.Errorf("seed.yaml: %w", err)
		}
		if !c.Valid() {
			return nil, fmt.Errorf("seed.yaml: hours %v", h)
		}
		all = append(all, c)
	}
	return all, nil
}

// fingerprint is that of everything seeded from; another one means a new edition.
func fingerprint() string {
	h := sha256.New()
	for _, text := range [][]byte{planText, divisionsText, namesText} {
		sum := sha256.Sum256(text)
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
