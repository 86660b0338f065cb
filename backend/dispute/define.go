package dispute

import (
	"fmt"
	"slices"
	"time"

	"yanhe/backend/docstore"
)

// Cases is the collection of cases.
type Cases = docstore.Collection[Case, *Case]

var cases = docstore.Define[Case]("cases").
	Text("track", func(c *Case) string { return c.Track }).
	Text("number", func(c *Case) string { return c.Number }).
	Text("center", func(c *Case) string { return c.Center }).
	Text("state", func(c *Case) string { return string(c.State) }).
	Text("rank", (*Case).rank).
	Text("applicant", func(c *Case) string { return c.Applicant }).
	Text("mediator", func(c *Case) string { return c.Mediator }).
	Text("phone", func(c *Case) string { return c.applicantParty().PhoneKey }).
	Text("person", func(c *Case) string { return c.applicantParty().NumberKey }).
	Text("name", func(c *Case) string { return c.applicantParty().NameKey }).
	Text("offer", (*Case).offerKey).
	Int("filed", func(c *Case) int64 { return millis(c.Filed) }).
	Int("left", func(c *Case) int64 { return millis(c.Left) }).
	Int("due", (*Case).dueMillis).
	Int("wake", (*Case).wakeMillis).
	Int("follow", (*Case).followMillis).
	Int("owed", (*Case).owedMillis).
	Int("ended", (*Case).endedMillis).
	Int("assigned", (*Case).workMillis).
	Flag("live", (*Case).UnderWay).
	Index("track").                    // 128 random bits: unique without an index that a shard cannot enforce
	Sparse("number").                  // look-up by case number
	Index("center", "state", "filed"). // the moderation desk
	Index("center", "filed").
	Sparse("center", "rank"). // the center queue; rank is "" outside it
	Sparse("center", "left"). // the queue's speed
	Index("center", "live", "due").
	Sparse("wake").
	Sparse("center", "follow").
	Sparse("offer"). // what a center is offered
	Index("applicant", "filed").
	Index("mediator", "filed").
	Sparse("ended").                // the archive, by age
	Sparse("mediator", "assigned"). // what a mediator has in hand
	Sparse("mediator", "ended").    // what a mediator has done
	Index("phone", "filed").
	Index("person", "filed").
	Index("name", "filed").
	Sparse("owed")

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema {
	return []docstore.Schema{cases.Schema(), numbers.Schema(), joinings.Schema(), likenesses.Schema()}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// rank orders the center queue: by risk, then by deadline, then by acceptance.
// It is "" for a case that does not wait.
func (c *Case) rank() string {
	if !slices.Contains(waiting, c.State) {
		return ""
	}
	var due int64
	for _, k := range c.Clocks {
		if (k.Limit == LimitMediate || k.Limit == LimitPetition) && k.Stopped.IsZero() {
			due = k.Due.UnixMilli()
		}
	}
	return fmt.Sprintf("%d %013d %013d", c.Risk.rank(), due, millis(c.Accepted))
}

// endedMillis is 0 for an open case, also for one that an earlier release left with the
// end of a decision that was appealed: what goes on must never come up for deletion.
func (c *Case) endedMillis() int64 {
	if c.UnderWay() {
		return 0
	}
	return millis(c.Ended)
}

func (c *Case) dueMillis() int64 {
	k, ok := c.Due()
	if !ok {
		return 0
	}
	return k.Due.UnixMilli()
}

// owedMillis is when the outbox next wants attention; 0 for never.
func (c *Case) owedMillis() int64 {
	var first int64
	for _, o := range c.Outbox {
		if ms := o.Due.UnixMilli(); first == 0 || ms < first {
			first = ms
		}
	}
	return first
}

func (c *Case) applicantParty() Party {
	for _, p := range c.Parties {
		if p.Side == ApplicantSide {
			return p
		}
	}
	return Party{}
}
