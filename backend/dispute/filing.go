package dispute

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yanhe/backend/fault"
	"yanhe/backend/identity/number"
)

// PrivacyVersion is the version of the privacy notice in force; its text is the
// catalog's "privacy.*" (GET /reference). A filing must agree to this one.
const PrivacyVersion = "2026-11"

// Limits of a filing, in characters unless said otherwise.
const (
	MinWhat    = 5
	MaxWhat    = 5000
	MaxWishes  = 2000
	MaxPlace   = 200
	MaxName    = 60
	MaxAddress = 200
	MaxOthers  = 10
	MaxAmount  = 1_000_000_000_00 // fen: a thousand million yuan
)

// Filing is what an applicant hands in, or staff enter for one.
type Filing struct {
	Kind     Kind     `json:"kind"`
	Type     string   `json:"type"`
	Channel  Channel  `json:"channel,omitempty"`
	Language string   `json:"language,omitempty"`
	Division string   `json:"division"`
	Amount   int64    `json:"amount,omitempty"` // fen
	What     string   `json:"what"`
	Wishes   string   `json:"wishes,omitempty"`
	Place    string   `json:"place,omitempty"`
	Person   Person   `json:"applicant"`
	Others   []Person `json:"others,omitempty"`
	// Proxy is set when somebody files for the applicant.
	Proxy    *Proxy   `json:"representative,omitempty"`
	Evidence []string `json:"evidence,omitempty"` // upload ids
	Consent  string   `json:"consent"`            // the version of the privacy notice agreed to
}

// Person is a natural person or an organisation, as told by the applicant.
type Person struct {
	Organisation bool   `json:"organisation,omitempty"`
	Name         string `json:"name"`
	Phone        string `json:"phone,omitempty"`
	Number       string `json:"number,omitempty"` // resident ID or unified social credit code
	Address      string `json:"address,omitempty"`
}

// Proxy is who files for the applicant, how they are related, and the upload id
// of the written authority ("" for a close relative who may act by word).
type Proxy struct {
	Person
	Relation      string `json:"relation"`
	Authorisation string `json:"authorisation,omitempty"`
}

// Relations of a representative; catalog keys "relation.<relation>".
var Relations = []string{"spouse", "parent", "child", "guardian", "relative", "colleague", "committee", "lawyer", "other"}

// byWord are the relations that need no written authority: close relatives and
// guardians act in people's mediation by word, all others show a paper.
var byWord = []string{"spouse", "parent", "child", "guardian"}

// clean folds white space and normal forms, and checks every field; it reports
// all faults of the filing at once.
func (f *Filing) clean(now time.Time) error {
	var l fault.List
	for _, s := range []*string{&f.What, &f.Wishes, &f.Place} {
		*s = strings.TrimSpace(*s)
	}
	l.Check(slices.Contains(Kinds, f.Kind), "kind", "case.unknown_kind")
	l.Check(slices.Contains(Types, f.Type), "type", "case.unknown_type")
	l.Check(f.Division != "", "division", "required")
	if n := utf8.RuneCountInString(f.What); n < MinWhat {
		l.Add(fault.Bad("what", "too_short").With("limit", MinWhat))
	}
	within(&l, "what", f.What, MaxWhat)
	within(&l, "wishes", f.Wishes, MaxWishes)
	within(&l, "place", f.Place, MaxPlace)
	l.Check(f.Amount >= 0 && f.Amount <= MaxAmount, "amount", "case.amount")
	l.Check(f.Consent == PrivacyVersion, "consent", "case.consent")
	if len(f.Evidence) > MaxEvidence {
		l.Add(fault.Bad("evidence", "case.too_many_files").With("limit", MaxEvidence))
	}
	if len(f.Others) > MaxOthers {
		l.Add(fault.Bad("others", "case.too_many_others").With("limit", MaxOthers))
	}
	f.Person.clean(&l, "applicant", now, f.Proxy == nil)
	for i := range f.Others {
		f.Others[i].clean(&l, "others."+strconv.Itoa(i), now, false)
	}
	if f.Proxy != nil {
		f.Proxy.clean(&l, "representative", now, true)
		l.Check(slices.Contains(Relations, f.Proxy.Relation), "representative.relation", "case.unknown_relation")
		if !slices.Contains(byWord, f.Proxy.Relation) {
			l.Check(slices.Contains(f.Evidence, f.Proxy.Authorisation), "representative.authorisation", "case.authorisation")
		}
	}
	return l.Err()
}

// clean checks a person. reachable asks for a phone number: somebody must be.
func (p *Person) clean(l *fault.List, at string, now time.Time, reachable bool) {
	p.Name, p.Address = strings.TrimSpace(p.Name), strings.TrimSpace(p.Address)
	l.Check(p.Name != "", at+".name", "required")
	within(l, at+".name", p.Name, MaxName)
	within(l, at+".address", p.Address, MaxAddress)
	var err error
	if p.Phone != "" {
		p.Phone, err = number.Mobile(p.Phone)
		l.Add(placed(err, at+".phone"))
	} else if reachable {
		l.Add(fault.Bad(at+".phone", "required"))
	}
	if p.Number == "" {
		return
	}
	if p.Organisation {
		p.Number, err = number.CreditCode(p.Number)
	} else {
		p.Number, err = number.ResidentID(p.Number, now)
	}
	l.Add(placed(err, at+".number"))
}

func within(l *fault.List, field, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		l.Add(fault.Bad(field, "too_long").With("limit", limit))
	}
}

func placed(err error, field string) *fault.Error {
	if err == nil {
		return nil
	}
	return fault.From(err).At(field)
}
