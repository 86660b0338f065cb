package dispute

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// unwilling returns the fault when the case must not be mediated: nobody is mediated
// against a clear refusal (人民调解法 art. 17), and a petition only when every side has
// agreed.
func (c *Case) unwilling() error {
	for _, p := range c.Parties {
		switch {
		case p.Side == Representative:
		case p.Stand == "refused":
			return fault.New(fault.Conflict, "case.side_refuses").With("name", p.Name)
		case c.Kind == Petition && p.Stand != "agreed":
			return fault.New(fault.Conflict, "case.petition_consent").With("name", p.Name)
		}
	}
	return nil
}

// HelperKinds are who may be asked to help (人民调解法 art. 20; the interpreter: 人民调解
// is open to all nationalities and to those who cannot hear or speak).
var HelperKinds = []string{"relative", "neighbour", "colleague", "expert", "organisation", "interpreter"}

// Helper is somebody whom the mediator asks to the table with the parties' consent.
type Helper struct {
	Kind string `json:"kind"`
	// Name is what screens show of the sealed one.
	Name   string `json:"name"`
	Sealed string `json:"sealed"`
	// Consent names the parties who have agreed.
	Consent []string `json:"consent"`
}

func (c *Case) lacksHelper(h *Helper) error {
	if h == nil || !slices.Contains(HelperKinds, h.Kind) {
		return fault.Bad("kind", "case.unknown_helper")
	}
	if len(c.Helpers) >= MaxHelpers {
		return fault.New(fault.Conflict, "case.too_many_helpers").With("limit", MaxHelpers)
	}
	for _, p := range c.Parties {
		if p.Side != Representative && !slices.Contains(h.Consent, p.ID) {
			return fault.Bad("consent", "case.helper_consent").With("name", p.Name)
		}
	}
	return nil
}

// MaxHelpers is how many people may be asked to one case.
const MaxHelpers = 10

// AddHelper asks somebody to the table. The name is sealed; mask makes what screens show.
func (s *Service) AddHelper(ctx context.Context, who policy.Subject, caseID string, cmd Command, name string, mask func(string) string) (*Case, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil, fault.Bad("name", "required")
	}
	if utf8.RuneCountInString(name) > MaxName {
		return nil, fault.Bad("name", "too_long").With("limit", MaxName)
	}
	sealed, err := s.Vault.Seal("case|"+caseID+"|helper", name)
	if err != nil {
		return nil, err
	}
	h := *cmd.Helper
	h.Name, h.Sealed = mask(name), sealed
	cmd.Helper = &h
	return s.Take(ctx, who, caseID, withEvent(cmd, AddHelper))
}

// SeesNote tells whether a party may read the note of a timeline entry. What a party
// of the other side said, itself or by the staff's hand, is its own; all other notes
// are written to the applicant's side, and of them the other side reads what its
// invitation told it.
func (c *Case) SeesNote(account string, e Entry) bool {
	mine := ""
	if c.isOther(account) {
		mine = c.PartyOf(account).ID
	}
	said := e.Event == TakeStand || e.Event == Statement
	switch about := c.Party(e.Facts["party"]); {
	case c.isOther(e.By):
		return e.By == account
	case about != nil && about.Side == OtherSide && said:
		return mine == about.ID
	case mine == "":
		return true
	default:
		return e.Event == Invite && e.Facts["party"] == mine
	}
}
