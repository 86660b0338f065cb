// Package rating takes each party's rating of an ended case, once.
package rating

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Rating is one party's view of an ended case. Its id follows from case and
// party, so there can be only one.
type Rating struct {
	docstore.Meta
	Case     string   `json:"case"`
	Party    string   `json:"party"`
	Center   string   `json:"center"`
	Mediator string   `json:"mediator"`
	Stars    int      `json:"stars"` // 1 to 5
	Tags     []string `json:"tags,omitempty"`
	// Comment is sealed.
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at"`
}

// Tags that a rating can carry; catalog keys "rating.tag_<tag>".
var Tags = []string{"fair", "patient", "quick", "clear", "slow", "partial", "unclear"}

// MaxComment is the longest comment in characters.
const MaxComment = 500

var ratings = docstore.Define[Rating]("ratings").
	Text("case", func(r *Rating) string { return r.Case }).
	Text("mediator", func(r *Rating) string { return r.Mediator }).
	Text("center", func(r *Rating) string { return r.Center }).
	Int("stars", func(r *Rating) int64 { return int64(r.Stars) }).
	Int("at", func(r *Rating) int64 { return r.At.UnixMilli() }).
	Index("case").
	Index("mediator", "stars").
	Index("center", "stars").
	Index("center", "at")

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema { return []docstore.Schema{ratings.Schema()} }

// Cases is what a rating needs of the cases.
type Cases interface {
	Read(ctx context.Context, who policy.Subject, caseID string, a policy.Action) (*dispute.Case, error)
	Take(ctx context.Context, who policy.Subject, caseID string, cmd dispute.Command) (*dispute.Case, error)
}

// Vault seals comments (seal.Box).
type Vault interface {
	Seal(context string, value any) (string, error)
	Open(context, sealed string, into any) error
}

// Service takes ratings.
type Service struct {
	cases   Cases
	vault   Vault
	clock   clock.Clock
	ratings *docstore.Collection[Rating, *Rating]
}

// New makes the service on an engine.
func New(e docstore.Engine, clk clock.Clock, vault Vault, cases Cases) *Service {
	return &Service{cases: cases, vault: vault, clock: clk, ratings: ratings.On(e)}
}

// Input is what a party says. Party may be left out by a party itself; staff who
// enter a rating for somebody name it.
type Input struct {
	Party   string
	Stars   int
	Tags    []string
	Comment string
}

// Rate keeps a party's rating. Sending it again changes nothing; a second,
// different one is refused.
func (s *Service) Rate(ctx context.Context, who policy.Subject, caseID string, in Input) error {
	in.clean()
	if err := in.check(); err != nil {
		return err
	}
	c, err := s.cases.Read(ctx, who, caseID, policy.RateCase)
	if err != nil {
		return err
	}
	party := c.Party(in.Party)
	if !who.Staff {
		party = c.PartyOf(who.Account)
	}
	if party == nil {
		return fault.Bad("party", "case.unknown_party")
	}
	rule, _ := dispute.RuleOf(dispute.Rate)
	if !slices.Contains(rule.From, c.State) {
		return fault.New(fault.Conflict, "case.not_now").With("event", string(dispute.Rate)).With("state", string(c.State))
	}
	if err := s.keep(ctx, c, party.ID, in); err != nil {
		return err
	}
	// The rating is kept; a crash before the next line is mended by sending it again.
	_, err = s.cases.Take(ctx, who, caseID, dispute.Command{ID: "rate-" + party.ID + "-" + round(c), Event: dispute.Rate,
		Party: party.ID, Stars: in.Stars})
	return err
}

func (s *Service) keep(ctx context.Context, c *dispute.Case, party string, in Input) error {
	r := &Rating{Meta: docstore.Meta{ID: id.Derive("rating", c.ID, party, round(c))}, Case: c.ID, Party: party,
		Center: c.Center, Mediator: c.Mediator, Stars: in.Stars, Tags: in.Tags, At: s.clock.Now()}
	var err error
	if in.Comment != "" {
		if r.Comment, err = s.vault.Seal(r.commentContext(), in.Comment); err != nil {
			return err
		}
	}
	if err = s.ratings.Insert(ctx, r); !errors.Is(err, docstore.ErrExists) {
		return err
	}
	before, err := s.ratings.Get(ctx, r.ID)
	if err != nil {
		return err
	}
	comment := ""
	if before.Comment != "" {
		if err := s.vault.Open(before.commentContext(), before.Comment, &comment); err != nil {
			return err
		}
	}
	if before.Stars != in.Stars || !slices.Equal(before.Tags, in.Tags) || comment != in.Comment {
		return fault.New(fault.Conflict, "rating.once")
	}
	return nil
}

// commentContext binds the sealed comment to its rating.
func (r *Rating) commentContext() string { return "rating|" + r.ID }

// round tells how often the case was reopened: a reopened case is rated anew.
func round(c *dispute.Case) string {
	n := 0
	for _, e := range c.Timeline {
		if e.Event == dispute.Reopen {
			n++
		}
	}
	return strconv.Itoa(n)
}

// clean brings an input into the form in which it is kept and compared.
func (in *Input) clean() {
	in.Comment = strings.TrimSpace(in.Comment)
	in.Tags = slices.Clone(in.Tags)
	slices.Sort(in.Tags)
	in.Tags = slices.Compact(in.Tags)
}

func (in Input) check() error {
	var l fault.List
	l.Check(in.Stars >= 1 && in.Stars <= 5, "stars", "rating.stars")
	unknown := func(tag string) bool { return !slices.Contains(Tags, tag) }
	l.Check(!slices.ContainsFunc(in.Tags, unknown), "tags", "rating.tag")
	if utf8.RuneCountInString(in.Comment) > MaxComment {
		l.Add(fault.Bad("comment", "too_long").With("limit", MaxComment))
	}
	return l.Err()
}

// Forget deletes the ratings of a case that is deleted.
func (s *Service) Forget(ctx context.Context, caseID string) error {
	return s.ratings.Each(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("case", caseID)}}, func(r *Rating) error {
		if err := s.ratings.Delete(ctx, r); !errors.Is(err, docstore.ErrMissing) {
			return err
		}
		return nil
	})
}
