package dispute

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Page is one page of cases.
type Page = docstore.Page[*Case]

func metaOf(id string) docstore.Meta { return docstore.Meta{ID: id} }

func missing(err error) error {
	if errors.Is(err, docstore.ErrMissing) {
		return errNoCase
	}
	return err
}

// Read returns a case that the subject may see in the way of an action; for all
// others there is no such case.
func (s *Service) Read(ctx context.Context, who policy.Subject, caseID string, a policy.Action) (*Case, error) {
	c, err := s.cases.Get(ctx, caseID)
	if err != nil {
		return nil, missing(err)
	}
	if who.Account == policy.System.Account || policy.Allows(who, a, s.about(c, a)) {
		return c, nil
	}
	if policy.Allows(who, policy.ReadCase, s.object(c)) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	return nil, errNoCase
}

// GetAll returns those of some cases that there are, for the program's own use.
func (s *Service) GetAll(ctx context.Context, ids []string) ([]*Case, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var all []*Case
	for some := range slices.Chunk(ids, docstore.MaxPage) {
		found, err := s.cases.GetAll(ctx, some)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// May tells whether a subject may take an action on a case it has read.
func (s *Service) May(who policy.Subject, a policy.Action, c *Case) bool {
	return policy.Allows(who, a, s.about(c, a))
}

// Open lists the events that a subject may take on a case now, in table order:
// what screens offer as buttons.
func (s *Service) Open(who policy.Subject, c *Case) []Event {
	var events []Event
	for _, r := range Table {
		if r.Action == "" || !slices.Contains(r.From, c.State) {
			continue
		}
		if _, err := s.permit(who, r, c); err == nil && !s.pointless(c, r) {
			events = append(events, r.Event)
		}
	}
	return events
}

// ofTheCase are needs that no input can meet: what the case is decides.
var ofTheCase = []Need{NeedOffer, NeedNoOffer, NeedPetition, NeedReviewable, NeedReview, NeedAsked, NeedRuling, NeedUnpaused, NeedPaused, NeedFirst}

// pointless tells whether an event would be refused whatever it came with.
func (s *Service) pointless(c *Case, r Rule) bool {
	try := Command{Event: r.Event, At: s.Clock.Now(), Center: c.offeredTo()}
	return slices.ContainsFunc(r.Needs, func(n Need) bool { return slices.Contains(ofTheCase, n) && c.lacks(n, try) != nil })
}

// ByTrack finds a case by its tracking token. The case is shared with other
// callers and must not be changed.
func (s *Service) ByTrack(ctx context.Context, token string) (*Case, error) {
	now := s.Clock.Now()
	c, turn := s.recent.Get(token, now)
	if c != nil {
		return c, nil
	}
	c, err := s.cases.First(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("track", token)}})
	if err != nil {
		return nil, missing(err)
	}
	s.recent.Keep(c, turn, now)
	return c, nil
}

// ByNumber finds a case by its number.
func (s *Service) ByNumber(ctx context.Context, number string) (*Case, error) {
	if number == "" {
		return nil, errNoCase
	}
	c, err := s.cases.First(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("number", number)}})
	return c, missing(err)
}

// Mine lists the cases an account filed, the newest first.
func (s *Service) Mine(ctx context.Context, account, after string, limit int) (Page, error) {
	return s.byAccount(ctx, "applicant", account, after, limit)
}

// EachOf walks all cases in which an account has a part, on either side, until do fails.
func (s *Service) EachOf(ctx context.Context, account string, do func(*Case) error) error {
	for _, list := range []func(context.Context, string, string, int) (Page, error){s.Mine, s.AgainstMe} {
		for after := ""; ; {
			page, err := list(ctx, account, after, docstore.MaxPage)
			if err != nil {
				return err
			}
			for _, c := range page.Items {
				if err := do(c); err != nil {
					return err
				}
			}
			if after = page.Next; after == "" {
				break
			}
		}
	}
	return nil
}

// UnderWay tells whether a case is not over yet.
func (c *Case) UnderWay() bool { return slices.Contains(open, c.State) }

// AgainstMe lists the cases in which an account takes part as the other side, the
// newest first.
func (s *Service) AgainstMe(ctx context.Context, account, after string, limit int) (Page, error) {
	joined, err := s.joinings.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("account", account)},
		Sort: []string{"filed"}, Desc: true, After: after, Limit: limit})
	if err != nil {
		return Page{}, err
	}
	ids := make([]string, len(joined.Items))
	for i, j := range joined.Items {
		ids[i] = j.Case
	}
	page := Page{Next: joined.Next}
	if page.Items, err = s.cases.GetAll(ctx, ids); err != nil {
		return Page{}, err
	}
	// A joining whose case was not written, because the program ended in between.
	page.Items = slices.DeleteFunc(page.Items, func(c *Case) bool { return !c.isOther(account) })
	return page, nil
}

// OfMediator lists the cases of a mediator, the newest first.
func (s *Service) OfMediator(ctx context.Context, account, after string, limit int) (Page, error) {
	return s.byAccount(ctx, "mediator", account, after, limit)
}

func (s *Service) byAccount(ctx context.Context, field, account, after string, limit int) (Page, error) {
	if account == "" {
		return Page{}, nil // "" stands for nobody, and many cases have nobody
	}
	return s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq(field, account)},
		Sort: []string{"filed"}, Desc: true, After: after, Limit: limit})
}

// Desk lists the filings that wait for moderation at a center, the oldest first.
func (s *Service) Desk(ctx context.Context, center, after string, limit int) (Page, error) {
	return s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", center),
		docstore.In("state", atDesk...)}, Sort: []string{"filed"}, After: after, Limit: limit})
}

// InState lists the cases of a center in one state, the newest first.
func (s *Service) InState(ctx context.Context, center string, state State, after string, limit int) (Page, error) {
	return s.cases.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("center", center),
		docstore.Eq("state", state)}, Sort: []string{"filed"}, Desc: true, After: after, Limit: limit})
}

// Search finds cases by what a person at the counter can say: a case number
// (its beginning is enough), a phone number, an ID number or a name. Only cases
// that the subject may search are returned; the page may therefore be short.
func (s *Service) Search(ctx context.Context, who policy.Subject, by SearchBy, text, after string, limit int) (Page, error) {
	q := docstore.Query{After: after, Limit: limit}
	switch by {
	case ByCaseNumber:
		if text == "" {
			return Page{}, fault.Bad("q", "required")
		}
		q.Where = []docstore.Cond{docstore.Prefix("number", text)}
	case ByPhone, ByPerson, ByName:
		kind := map[SearchBy]string{ByPhone: "phone", ByPerson: "id_number", ByName: "name"}[by]
		if text == "" {
			return Page{}, fault.Bad("q", "required")
		}
		q.Where = []docstore.Cond{docstore.Eq(string(by), s.Vault.Blind(kind, text))}
		q.Sort, q.Desc = []string{"filed"}, true
	default:
		return Page{}, fault.Bad("by", "case.search_by")
	}
	page, err := s.cases.Find(ctx, q)
	if err != nil {
		return Page{}, err
	}
	page.Items = slices.DeleteFunc(page.Items, func(c *Case) bool { return !s.May(who, policy.SearchCase, c) })
	return page, nil
}

// SearchBy names what a search text is.
type SearchBy string

// What can be searched by; the values are the indexed fields.
const (
	ByCaseNumber SearchBy = "number"
	ByPhone      SearchBy = "phone"
	ByPerson     SearchBy = "person"
	ByName       SearchBy = "name"
)

// CountStates counts the cases of a center by state.
func (s *Service) CountStates(ctx context.Context, center string) (map[string]int64, error) {
	return s.cases.CountBy(ctx, "state", docstore.Eq("center", center))
}

// OpenStory unseals the story; the caller must have been allowed policy.ReadContent.
func (s *Service) OpenStory(c *Case) (Story, error) {
	if c.story != nil {
		return *c.story, nil
	}
	var story Story
	err := s.Vault.Open(c.StoryContext(), c.Content, &story)
	return story, err
}

// OpenNote unseals the note of a timeline entry.
func (s *Service) OpenNote(c *Case, e Entry) (string, error) {
	var note string
	if e.Note == "" {
		return "", nil
	}
	err := s.Vault.Open(c.NoteContext(e.Seq), e.Note, &note)
	return note, err
}

// OpenTerms unseals the outcome's text.
func (s *Service) OpenTerms(c *Case) (string, error) {
	var terms string
	if c.Outcome == nil || c.Outcome.Terms == "" {
		return "", nil
	}
	err := s.Vault.Open(c.TermsContext(), c.Outcome.Terms, &terms)
	return terms, err
}

// OpenParty unseals a party's personal data. The caller must have been allowed
// policy.RevealPerson and must write the audit entry first; a party may see its own.
func (s *Service) OpenParty(c *Case, party string) (Private, error) {
	var private Private
	p := c.Party(party)
	if p == nil {
		return private, fault.New(fault.NotFound, "case.unknown_party")
	}
	err := s.Vault.Open(c.PartyContext(party), p.Sealed, &private)
	return private, err
}

// PhoneTailMatches tells whether four digits are the end of the phone of an
// applicant or representative; it takes the same time either way.
func (s *Service) PhoneTailMatches(c *Case, tail string) (bool, error) {
	match := false
	for _, p := range c.Parties {
		if p.Side == OtherSide {
			continue
		}
		private, err := s.OpenParty(c, p.ID)
		if err != nil {
			return false, err
		}
		if n := len(private.Phone); n >= 4 && subtle.ConstantTimeCompare([]byte(private.Phone[n-4:]), []byte(tail)) == 1 {
			match = true
		}
	}
	return match, nil
}
