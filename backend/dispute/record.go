package dispute

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Record is the written record of a session or of an inquiry into the facts (调解记录,
// 调查记录; 人民调解法 art. 27). It is never edited: a mistake is put right by another one.
type Record struct {
	ID    string    `json:"id"`   // "r1", "r2", … within the case
	Kind  string    `json:"kind"` // one of RecordKinds
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Present are the parties who were there.
	Present []string  `json:"present,omitempty"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	// Sealed holds the RecordText.
	Sealed string `json:"sealed"`
}

// RecordText is what a record says; it is kept sealed.
type RecordText struct {
	Place string `json:"place,omitempty"`
	// Others who were present, by name and what they are.
	Others string `json:"others,omitempty"`
	Text   string `json:"text"`
}

// RecordKinds; catalog keys "record.<kind>".
var RecordKinds = []string{"mediation", "inquiry"}

// Bounds of records.
const (
	MaxRecords = 40
	MaxRecord  = 20_000 // characters
)

func (c *Case) recordContext(n int) string { return "case|" + c.ID + "|record|" + strconv.Itoa(n) }

// AddRecord writes a record of a case.
func (s *Service) AddRecord(ctx context.Context, who policy.Subject, caseID string, cmd Command, text RecordText) (*Case, error) {
	text.Place, text.Others, text.Text = strings.TrimSpace(text.Place), strings.TrimSpace(text.Others), strings.TrimSpace(text.Text)
	var l fault.List
	l.Check(text.Text != "", "text", "required")
	within(&l, "text", text.Text, MaxRecord)
	within(&l, "place", text.Place, MaxPlace)
	within(&l, "others", text.Others, MaxPlace)
	if err := l.Err(); err != nil {
		return nil, err
	}
	cmd.At, cmd.By, cmd.Event = s.Clock.Now(), who.Account, AddRecord
	rule, _ := RuleOf(AddRecord)
	return s.update(ctx, caseID, func(c *Case) error {
		role, err := s.permit(who, rule, c)
		if err != nil {
			return err
		}
		cmd, r := cmd, *cmd.Record
		cmd.Role = role
		r.ID, r.By, r.At = "r"+strconv.Itoa(len(c.Records)+1), who.Account, cmd.At
		if r.Sealed, err = s.Vault.Seal(c.recordContext(len(c.Records)+1), text); err != nil {
			return err
		}
		cmd.Record = &r
		return c.Take(cmd)
	})
}

// OpenRecord unseals a record; the caller must have been allowed policy.ReadRecords.
func (s *Service) OpenRecord(c *Case, id string) (RecordText, error) {
	var text RecordText
	n := slices.IndexFunc(c.Records, func(r Record) bool { return r.ID == id })
	if n < 0 {
		return text, fault.New(fault.NotFound, "record.missing")
	}
	err := s.Vault.Open(c.recordContext(n+1), c.Records[n].Sealed, &text)
	return text, err
}

func (c *Case) lacksRecord(cmd Command) error {
	r := cmd.Record
	switch {
	case r == nil || !slices.Contains(RecordKinds, r.Kind):
		return fault.Bad("kind", "record.kind")
	case r.Start.IsZero() || r.End.Before(r.Start) || r.End.Sub(r.Start) > 24*time.Hour || r.End.After(cmd.At.Add(time.Hour)):
		return fault.Bad("end", "record.time")
	case len(c.Records) >= MaxRecords:
		return fault.New(fault.Conflict, "record.too_many").With("limit", MaxRecords)
	}
	for _, party := range r.Present {
		if c.Party(party) == nil {
			return fault.Bad("present", "case.unknown_party")
		}
	}
	return nil
}

// AgreementText is what a written agreement says besides its terms (人民调解法 art. 29);
// it is kept sealed in Outcome.More.
type AgreementText struct {
	Facts  string `json:"facts,omitempty"`  // what happened
	Matter string `json:"matter,omitempty"` // what is in dispute, and who is liable
	How    string `json:"how,omitempty"`    // the way it is performed
}

// MoreContext binds an agreement's other texts.
func (c *Case) MoreContext() string { return "case|" + c.ID + "|agreement" }

// OpenMore unseals them.
func (s *Service) OpenMore(c *Case) (AgreementText, error) {
	var text AgreementText
	if c.Outcome == nil || c.Outcome.More == "" {
		return text, nil
	}
	err := s.Vault.Open(c.MoreContext(), c.Outcome.More, &text)
	return text, err
}

func (s *Service) sealMore(caseID string, text AgreementText) (string, error) {
	text.Facts, text.Matter, text.How = strings.TrimSpace(text.Facts), strings.TrimSpace(text.Matter), strings.TrimSpace(text.How)
	if text == (AgreementText{}) {
		return "", nil
	}
	for field, t := range map[string]string{"facts": text.Facts, "matter": text.Matter, "perform_how": text.How} {
		if utf8.RuneCountInString(t) > MaxWhat {
			return "", fault.Bad(field, "too_long").With("limit", MaxWhat)
		}
	}
	return s.Vault.Seal((&Case{Meta: metaOf(caseID)}).MoreContext(), text)
}
