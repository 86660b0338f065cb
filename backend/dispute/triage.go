package dispute

import (
	"context"
	"slices"
	"strconv"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/policy"
	"yanhe/backend/triage"
)

// Suggested is what the applicant's own words make of a filing. A moderator decides
// (Correct, SetRisk, Route); nothing but the risk light follows it by itself.
type Suggested struct {
	Kind Kind   `json:"kind"`
	Type string `json:"type"`
	Risk Risk   `json:"risk"`
	// Reasons is the sealed list of the words that decided.
	Reasons string    `json:"reasons,omitempty"`
	At      time.Time `json:"at"`
}

// Why names the words that spoke for a field of a suggestion.
type Why struct {
	About string   `json:"about"` // kind, type or risk
	Words []string `json:"words"`
}

// ByTriage is the fact "by" of a risk that was set by triage.
const ByTriage = "triage"

// Triage reads the text of an owed item and takes it off the outbox in the same
// write as what it suggests. A filing gets a suggestion and its likeness; of a
// supplement and an appeal only the risk counts. A risk that triage finds higher
// raises the light at once, unless a person has set it: a threat must not wait for
// a moderator.
func (s *Service) Triage(ctx context.Context, caseID string, owed Owed) error {
	c, err := s.cases.Get(ctx, caseID)
	if err != nil {
		return missing(err)
	}
	text, first, err := s.toldBy(c, owed)
	if err != nil {
		return err
	}
	found := triage.Suggest(text)
	suggested, err := s.suggested(c, found)
	if err != nil {
		return err
	}
	if first {
		if err := s.keepLikeness(ctx, c, text); err != nil {
			return err
		}
	}
	return s.settle(ctx, caseID, owed.ID, func(c *Case) error {
		if first {
			c.Suggested = suggested
		}
		if !slices.Contains(open, c.State) || c.riskByPerson() || suggested.Risk.rank() >= c.Risk.rank() {
			return nil
		}
		return c.Take(Command{ID: "triage-" + owed.ID, Event: SetRisk, Risk: suggested.Risk, At: s.Clock.Now(),
			By: policy.System.Account, Role: policy.System.Account, Facts: map[string]string{"by": ByTriage}})
	})
}

// settle takes an item off the outbox together with a change that it brings.
func (s *Service) settle(ctx context.Context, caseID, owed string, change func(*Case) error) error {
	_, err := s.modify(ctx, caseID, func(c *Case) error {
		i := slices.IndexFunc(c.Outbox, func(o Owed) bool { return o.ID == owed })
		if i < 0 {
			return docstore.ErrUnchanged
		}
		c.Outbox = slices.Delete(c.Outbox, i, i+1)
		return change(c)
	})
	return missing(err)
}

// toldBy is the text that an item is about, and whether it is the filing's own.
func (s *Service) toldBy(c *Case, o Owed) (text string, first bool, err error) {
	if o.Seq > 1 && o.Seq <= len(c.Timeline) {
		text, err = s.OpenNote(c, c.Timeline[o.Seq-1])
		return text, false, err
	}
	story, err := s.OpenStory(c)
	return story.What + "\n" + story.Wishes, true, err
}

func (s *Service) suggested(c *Case, found triage.Suggestion) (*Suggested, error) {
	out := &Suggested{Kind: Kind(found.Kind), Type: found.Type, Risk: Risk(found.Risk), At: s.Clock.Now()}
	why := whyOf(found)
	if len(why) == 0 {
		return out, nil
	}
	var err error
	out.Reasons, err = s.Vault.Seal(c.ReasonsContext(), why)
	return out, err
}

func whyOf(found triage.Suggestion) []Why {
	var all []Why
	for _, r := range found.Reasons {
		all = append(all, Why{About: r.About, Words: r.Words})
	}
	return all
}

// OpenReasons unseals the words that decided; the caller must have been allowed
// policy.ReadContent.
func (s *Service) OpenReasons(c *Case) ([]Why, error) {
	var why []Why
	if c.Suggested == nil || c.Suggested.Reasons == "" {
		return nil, nil
	}
	err := s.Vault.Open(c.ReasonsContext(), c.Suggested.Reasons, &why)
	return why, err
}

// riskByPerson tells whether somebody has set the risk since it was last reopened.
func (c *Case) riskByPerson() bool {
	return slices.ContainsFunc(c.Timeline, func(e Entry) bool { return e.Event == SetRisk && e.Facts["by"] != ByTriage })
}

// ReasonsContext binds the reasons of a suggestion.
func (c *Case) ReasonsContext() string { return "case|" + c.ID + "|reasons" }

// Likely is what a text seems to be, and the asker's own open matters that it
// resembles: who describes a matter before filing it sees both.
type Likely struct {
	Kind  Kind
	Type  string
	Risk  Risk
	Why   []Why
	Yours []Alike
}

// SuggestFor reads a text for somebody who is about to file.
func (s *Service) SuggestFor(ctx context.Context, who policy.Subject, text string) (Likely, error) {
	found := triage.Suggest(text)
	out := Likely{Kind: Kind(found.Kind), Type: found.Type, Risk: Risk(found.Risk), Why: whyOf(found)}
	var err error
	out.Yours, err = s.ownAlike(ctx, who.Account, text)
	return out, err
}

// percent rounds a share for people.
func percent(share float64) int {
	n, _ := strconv.Atoi(strconv.FormatFloat(share*100, 'f', 0, 64)) // digits, by their making
	return n
}
