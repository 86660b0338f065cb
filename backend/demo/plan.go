package demo

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"time"
	"unicode"

	"gopkg.in/yaml.v3"

	"yanhe/backend/dispute"
)

//go:embed filings
var filings embed.FS

// Lane is one file of filings: what one county's people bring. The filings of a
// lane follow one another; lanes run side by side.
type Lane struct {
	Filings []*Filing `yaml:"filings"`
	Clashes []Clash   `yaml:"clashes"`
}

// Filing is what somebody brings and what becomes of it.
type Filing struct {
	// Key is unique and part of all idempotency keys; Title is for the printout.
	Key   string `yaml:"key"`
	Title string `yaml:"title"`
	// EnteredBy is the login of the officer who writes a visit, a call or a letter
	// down; "" for a filing by WeChat.
	EnteredBy string          `yaml:"entered_by"`
	Channel   dispute.Channel `yaml:"channel"`
	Kind      dispute.Kind    `yaml:"kind"`
	Type      string          `yaml:"type"`
	Language  string          `yaml:"language"`
	Division  string          `yaml:"division"`
	Amount    int64           `yaml:"amount"` // fen
	What      string          `yaml:"what"`
	Wishes    string          `yaml:"wishes"`
	Place     string          `yaml:"place"`
	Applicant Person          `yaml:"applicant"`
	Others    []Person        `yaml:"others"`
	// Representative files for the applicant.
	Representative *Proxy `yaml:"representative"`
	// Evidence names papers (papers.go).
	Evidence []string `yaml:"evidence"`
	Plan     []Step   `yaml:"plan"`
	// Ends is the state the plan leaves the case in.
	Ends dispute.State `yaml:"ends"`
}

// Person is invented. Born gives a natural person a resident ID number; an
// organisation has a credit code.
type Person struct {
	Name         string    `yaml:"name"`
	Organisation bool      `yaml:"organisation"`
	Phone        string    `yaml:"phone"`
	Born         time.Time `yaml:"born"`
	Female       bool      `yaml:"female"`
	Address      string    `yaml:"address"`
}

// Proxy acts for an applicant. Authorisation is a paper, "" for who acts by word.
type Proxy struct {
	Person        `yaml:",inline"`
	Relation      string `yaml:"relation"`
	Authorisation string `yaml:"authorisation"`
}

// Step is one thing that somebody does. Only what its verb needs is set.
type Step struct {
	Do string `yaml:"do"`
	// By is a login, or a citizen's name; "" is whoever usually does it.
	By string `yaml:"by"`
	// Refused is the code of the fault that must come back.
	Refused string `yaml:"refused"`

	Note       string   `yaml:"note"`
	Reason     string   `yaml:"reason"`
	Center     string   `yaml:"center"`
	Department string   `yaml:"department"`
	Mediator   string   `yaml:"mediator"` // login
	Risk       string   `yaml:"risk"`
	Kind       string   `yaml:"kind"`
	Type       string   `yaml:"type"`
	Body       string   `yaml:"body"`
	Receipt    string   `yaml:"receipt"`
	Party      string   `yaml:"party"`
	Stand      string   `yaml:"stand"`
	Oral       bool     `yaml:"oral"`
	Terms      string   `yaml:"terms"`
	Amount     int64    `yaml:"amount"` // fen
	Onward     []string `yaml:"onward"`
	Stars      int      `yaml:"stars"`
	Tags       []string `yaml:"tags"`
	Comment    string   `yaml:"comment"`
	Files      []string `yaml:"files"` // papers
	Event      string   `yaml:"event"`
	Into       string   `yaml:"into"` // key of another filing
	Task       string   `yaml:"task"` // id of a follow-up
	Result     string   `yaml:"result"`
	Court      string   `yaml:"court"`
	Consent    []string `yaml:"consent"`
	Text       string   `yaml:"text"`

	// Of the generic steps: where to, what with (words with a $ stand for what only
	// the run knows, see expand), and what must and must not come back.
	Path  string         `yaml:"path"`
	With  map[string]any `yaml:"with"`
	Has   []string       `yaml:"has"`
	Lacks []string       `yaml:"lacks"`
	// Days and Hours move the clock on, from the start of the appointment in hand with
	// Start.
	Days  int  `yaml:"days"`
	Hours int  `yaml:"hours"`
	Start bool `yaml:"start"`
}

// Clash lets two cases that both wait at the step "clash" ask for what only one
// can have, at the same moment.
type Clash struct {
	// Over is slot, mediator or party.
	Over    string   `yaml:"over"`
	Between []string `yaml:"between"` // keys
	With    []string `yaml:"with"`    // mediators' logins, one a case
}

// ReadLanes reads the embedded filings that happen in a day.
func ReadLanes() ([]*Lane, error) { return readLanes("filings/*.yaml") }

// ReadLater reads those that need time to pass: they are driven only against a server
// whose clock the demo can move.
func ReadLater() ([]*Lane, error) { return readLanes("filings/later/*.yaml") }

func readLanes(pattern string) ([]*Lane, error) {
	names, err := fs.Glob(filings, pattern)
	if err != nil {
		return nil, err
	}
	var all []*Lane
	for _, name := range names {
		text, err := filings.ReadFile(name)
		if err != nil {
			return nil, err
		}
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		var l Lane
		if err := d.Decode(&l); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, &l)
	}
	return all, nil
}

// filer is who signs in to file by WeChat.
func (f *Filing) filer() string {
	if f.Representative != nil {
		return f.Representative.Name
	}
	return f.Applicant.Name
}

// longestAccount is how many characters the simulated platform takes of a name.
const longestAccount = 24

// accountName is a person's name as the simulated platform takes it: letters and digits.
func accountName(name string) string {
	short := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
	if r := []rune(short); len(r) > longestAccount {
		return string(r[:longestAccount])
	}
	return short
}
