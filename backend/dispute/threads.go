package dispute

import (
	"context"
	"slices"

	"yanhe/backend/docstore"
)

// Threads of a case. Each party of the other side has one of its own, named by the
// party; the applicant and the representative share theirs.
const (
	ApplicantThread = "applicant"
	JointThread     = "joint"
)

// Threads lists those that somebody may use.
func (c *Case) Threads(account string, staff bool) []string {
	all := []string{ApplicantThread}
	for _, p := range c.Parties {
		if p.Side == OtherSide && p.Account != "" {
			all = append(all, p.ID)
		}
	}
	all = append(all, JointThread)
	return slices.DeleteFunc(all, func(t string) bool { _, ok := c.ThreadSide(account, staff, t); return !ok })
}

// ThreadSide tells whether somebody may use a thread, and as which side; "" is the
// center's.
func (c *Case) ThreadSide(account string, staff bool, thread string) (side string, ok bool) {
	switch p := c.Party(thread); {
	case thread == JointThread && !c.jointOpen():
		return "", false
	case thread != ApplicantThread && thread != JointThread && (p == nil || p.Side != OtherSide || p.Account == ""):
		return "", false
	case staff:
		return "", true
	case !slices.Contains(c.Accounts(), account):
		return "", false
	case c.isOther(account):
		return string(OtherSide), thread == JointThread || thread == c.PartyOf(account).ID
	}
	return string(ApplicantSide), thread == JointThread || thread == ApplicantThread
}

// jointOpen: the applicant's side and every party of the other side that takes part
// have agreed.
func (c *Case) jointOpen() bool {
	ours, theirs := false, false
	for _, p := range c.Parties {
		agreed := slices.Contains(c.Joint, p.ID)
		switch {
		case p.Side != OtherSide:
			ours = ours || agreed
		case p.Account != "" && !agreed:
			return false
		case p.Account != "":
			theirs = true
		}
	}
	return ours && theirs
}

// ThreadReaders are the accounts of the parties in a thread.
func (c *Case) ThreadReaders(thread string) []string {
	return slices.DeleteFunc(c.Accounts(), func(a string) bool { _, ok := c.ThreadSide(a, false, thread); return !ok })
}

// Talks tells whether messages can be sent: not once the matter has gone elsewhere.
func (c *Case) Talks() bool {
	return !slices.Contains([]State{Declined, Withdrawn, Merged, Transferred}, c.State)
}

// OweFor adds items to a case's outbox for another domain; one whose id is there
// already is not added twice.
func (s *Service) OweFor(ctx context.Context, caseID string, items ...Owed) error {
	_, err := s.modify(ctx, caseID, func(c *Case) error {
		added := false
		for _, o := range items {
			if slices.ContainsFunc(c.Outbox, func(x Owed) bool { return x.ID == o.ID }) {
				continue
			}
			o.Due, o.Seq, added = s.Clock.Now(), len(c.Timeline), true
			c.Outbox = append(c.Outbox, o)
		}
		if !added {
			return docstore.ErrUnchanged
		}
		return nil
	})
	return missing(err)
}
