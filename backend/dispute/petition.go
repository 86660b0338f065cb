package dispute

import "yanhe/backend/fault"

// lacksPetition checks what is asked of petitions alone (信访工作条例).
func (c *Case) lacksPetition(need Need, cmd Command) error {
	if c.Kind != Petition {
		return fault.New(fault.Conflict, "petition.only")
	}
	switch need {
	case NeedPetition:
		i := c.running(LimitNotify)
		if cmd.Event == Notify && i < 0 {
			return fault.New(fault.Conflict, "petition.notified")
		}
	case NeedReviewable:
		// art. 35, 36: within 30 days, once for a review and once for a second one.
		if i := c.running(LimitAskReview); i < 0 || !cmd.At.Before(c.Clocks[i].Due) {
			return fault.New(fault.Conflict, "petition.no_review")
		}
	case NeedReview:
		if c.running(LimitReview) < 0 {
			return fault.New(fault.Conflict, "petition.not_asked")
		}
	}
	return nil
}
