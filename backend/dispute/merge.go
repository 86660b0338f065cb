package dispute

import (
	"context"
	"slices"
	"time"

	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Merger says which case a filing of the same matter went into. Both keep their
// histories; the other case goes on.
type Merger struct {
	Case string `json:"case"`
	// Number and Track let the applicant follow the case that goes on.
	Number string    `json:"number,omitempty"`
	Track  string    `json:"track"`
	At     time.Time `json:"at"`
}

// Merge ends a case as a double of another, which must be open and within the
// moderator's reach, too. The other case learns of it through the outbox.
func (s *Service) Merge(ctx context.Context, who policy.Subject, caseID, into string, cmd Command) (*Case, error) {
	if into == "" || into == caseID {
		return nil, fault.Bad("into", "case.merge_into")
	}
	other, err := s.Read(ctx, who, into, policy.ModerateCase)
	if err != nil {
		return nil, fault.Bad("into", "case.merge_into")
	}
	if c, err := s.Read(ctx, who, caseID, policy.ReadCase); err == nil && c.taken(withEvent(cmd, Merge)) {
		return c, nil // a retry: the other case may have ended since
	}
	if !slices.Contains(open, other.State) {
		return nil, fault.New(fault.Conflict, "case.merge_ended").At("into")
	}
	cmd.Merger = &Merger{Case: other.ID, Number: other.Number, Track: other.Track, At: s.Clock.Now()}
	return s.Take(ctx, who, caseID, withEvent(cmd, Merge))
}

// Absorb tells the case that goes on of one that was merged into it, and takes the
// item off the merged one's outbox. A case that was itself merged meanwhile passes
// the word on to where it went.
func (s *Service) Absorb(ctx context.Context, caseID string, owed Owed) error {
	merged, err := s.Get(ctx, caseID)
	if err != nil {
		return err
	}
	if merged.Merged != nil {
		facts := map[string]string{"case": merged.ID}
		if merged.Number != "" {
			facts["number"] = merged.Number
		}
		into := merged.Merged.Case
		for range mostMerged {
			other, err := s.Apply(ctx, into, Command{ID: "absorb-" + merged.ID, Event: Absorb, Facts: facts,
				By: policy.System.Account, Role: policy.System.Account})
			if err != nil {
				return err
			}
			if other.Merged == nil {
				break
			}
			into = other.Merged.Case
		}
	}
	return s.Paid(ctx, caseID, owed.ID)
}

// mostMerged bounds a chain of mergers.
const mostMerged = 10
