package dispute

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
	"yanhe/backend/rules"
	"yanhe/backend/seal"
)

// Vault seals personal data and makes blind indexes of it (seal.Box).
type Vault interface {
	Seal(context string, value any) (string, error)
	Open(context, sealed string, into any) error
	Blind(kind, value string) string
}

// Centers is what a case needs to know of the center tree.
type Centers interface {
	// Desk returns the center that moderates filings of a division: the lowest
	// staffed one at or above it.
	Desk(division string) (string, error)
	// Path returns the center and all above it, as one works (市区一体).
	Path(center string) []string
	// Abbr is the short form for the case number.
	Abbr(center string) string
	// Works tells whether a center exists and returns the one that works for it.
	Works(center string) (string, bool)
	// DepartmentOf returns the id of a center's department of a kind, "" for none.
	DepartmentOf(ctx context.Context, center, kind string) (string, error)
	// OnCall returns the center of an on-call department, or a fault that names the field.
	OnCall(ctx context.Context, department string) (string, error)
	// Level is the level of a center, as the routing rules name it.
	Level(center string) string
}

// Rules are the routing rules and time limits in force, with their versions.
type Rules interface {
	Routing() (rules.Routing, int64)
	Limits() (rules.Limits, int64)
}

// Files hands over uploads to a case.
type Files interface {
	// Take returns the uploads of an account with these ids, or a fault that names the field.
	Take(ctx context.Context, account string, ids []string, field string) ([]Evidence, error)
}

// Staff tells who works where.
type Staff interface {
	// MediatorAt tells whether an account is an active mediator who serves a center.
	MediatorAt(ctx context.Context, account, center string) (bool, error)
	// HasMediator tells whether any active mediator serves a center.
	HasMediator(ctx context.Context, center string) (bool, error)
}

// Service does all that is done with cases.
type Service struct {
	Clock      clock.Clock
	Vault      Vault
	Centers    Centers
	Files      Files
	Staff      Staff
	Rules      Rules // the built-in ones unless set
	cases      *Cases
	register   *Register
	likenesses *docstore.Collection[Likeness, *Likeness]
	joinings   *docstore.Collection[Joining, *Joining]
	recent     *docstore.Memory[Case, *Case]
}

// New makes the service on an engine; its exported fields must be set.
func New(e docstore.Engine, clk clock.Clock, vault Vault, centers Centers, files Files, staff Staff) *Service {
	all := cases.On(e)
	return &Service{Clock: clk, Vault: vault, Centers: centers, Files: files, Staff: staff, Rules: rules.Defaults{}, cases: all, recent: recentOf(all), joinings: joinings.On(e), likenesses: likenesses.On(e),
		register: &Register{numbers: numbers.On(e), abbr: centers.Abbr}}
}

// errNoCase hides whether a case exists from those who may not know.
var errNoCase = fault.New(fault.NotFound, "case.missing")

// File hands in a filing. The same key by the same account gives the same case,
// however often it is sent; the bool tells whether it is new. A citizen files as
// applicant or representative, staff enter what came to the window.
func (s *Service) File(ctx context.Context, who policy.Subject, key string, f Filing) (*Case, bool, error) {
	if len(key) < 8 || len(key) > 100 {
		return nil, false, fault.Bad("Idempotency-Key", "idempotency.key")
	}
	now := s.Clock.Now()
	c := &Case{Meta: docstore.Meta{ID: id.Derive("case", who.Account, key)}, Fingerprint: fingerprintOf(f)}
	c.limits, _ = s.Rules.Limits()
	if err := f.clean(now); err != nil {
		return nil, false, err
	}
	desk, err := s.Centers.Desk(f.Division)
	if err != nil {
		return nil, false, err
	}
	if err := s.mayFile(who, f.Channel, desk); err != nil {
		return nil, false, err
	}
	files, err := s.Files.Take(ctx, who.Account, f.Evidence, "evidence")
	if err != nil { // a retry: the files are taken, by the very case that they were sent for
		if before, e := s.filedBefore(ctx, c); !errors.Is(e, docstore.ErrMissing) {
			return before, false, e
		}
		return nil, false, err
	}
	c.Track, c.Center, c.Filed = id.Token(), desk, now
	c.Kind, c.Type, c.Channel, c.Language = f.Kind, f.Type, f.Channel, f.Language
	c.Division, c.Amount, c.Risk = f.Division, f.Amount, Low
	c.Consent = Consent{Version: f.Consent, At: now}
	c.Evidence = files
	role := string(ApplicantSide)
	if who.Staff {
		c.EnteredBy, role = who.Account, string(policy.Intake)
	} else {
		c.Applicant = who.Account
	}
	if err := s.fill(c, f); err != nil {
		return nil, false, err
	}
	if err := c.Take(Command{ID: key, Event: File, At: now, By: who.Account, Role: role, Files: files}); err != nil {
		return nil, false, err
	}
	err = s.cases.Insert(ctx, c)
	if !errors.Is(err, docstore.ErrExists) {
		return c, true, err
	}
	before, err := s.filedBefore(ctx, c)
	return before, false, err
}

// filedBefore returns the case that an earlier sending of the same filing made.
func (s *Service) filedBefore(ctx context.Context, c *Case) (*Case, error) {
	before, err := s.cases.Get(ctx, c.ID)
	if err == nil && before.Fingerprint != c.Fingerprint {
		return nil, fault.New(fault.Conflict, "idempotency.reused")
	}
	return before, err
}

func (s *Service) mayFile(who policy.Subject, channel Channel, desk string) error {
	if !who.Staff {
		if channel != WeChat {
			return fault.Bad("channel", "case.channel")
		}
		return nil
	}
	if !slices.Contains(WindowChannels, channel) {
		return fault.Bad("channel", "case.channel")
	}
	// One window takes everything (无差别受理): an officer may enter a matter of any
	// division; the policy only asks that the officer has a window somewhere.
	if !policy.AllowsSome(who, policy.EnterCase) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	return nil
}

// fingerprintOf tells two filings apart. It is a hash, so that it holds nothing personal in clear.
// The language is left out: who switches it between two tries files the same.
func fingerprintOf(f Filing) string {
	f.Language = ""
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err) // a filing is strings and numbers
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// fill seals the story and the parties into the case.
func (s *Service) fill(c *Case, f Filing) (err error) {
	c.story = &Story{What: f.What, Wishes: f.Wishes, Place: f.Place}
	c.Content, err = s.Vault.Seal(c.StoryContext(), c.story)
	if err != nil {
		return err
	}
	applicant := Party{Side: ApplicantSide}
	if f.Proxy == nil {
		applicant.Account = c.Applicant
	}
	add := func(p Party, who Person) error {
		p.ID = "p" + strconv.Itoa(len(c.Parties)+1)
		if err := s.sealParty(c, &p, who); err != nil {
			return err
		}
		c.Parties = append(c.Parties, p)
		return nil
	}
	if err := add(applicant, f.Person); err != nil {
		return err
	}
	if f.Proxy != nil {
		p := Party{Side: Representative, Account: c.Applicant, Relation: f.Proxy.Relation, Authorisation: f.Proxy.Authorisation}
		if err := add(p, f.Proxy.Person); err != nil {
			return err
		}
	}
	for _, other := range f.Others {
		if err := add(Party{Side: OtherSide}, other); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) sealParty(c *Case, p *Party, who Person) (err error) {
	p.Organisation = who.Organisation
	p.Name, p.Phone = seal.MaskName(who.Name), seal.MaskPhone(who.Phone)
	if who.Organisation {
		p.Name = seal.MaskOrg(who.Name)
	}
	p.NameKey = s.Vault.Blind("name", who.Name)
	if who.Phone != "" {
		p.PhoneKey = s.Vault.Blind("phone", who.Phone)
	}
	if who.Number != "" {
		p.NumberKey = s.Vault.Blind("id_number", who.Number)
	}
	p.Sealed, err = s.Vault.Seal(c.PartyContext(p.ID), Private{Name: who.Name, Phone: who.Phone,
		Number: who.Number, Address: who.Address})
	return err
}

// object is the case as the policy table sees it.
func (s *Service) object(c *Case) policy.Object {
	o := policy.Object{Centers: s.Centers.Path(c.Center), Accounts: c.Accounts(), Applicants: c.Applicants()}
	if c.Mediator != "" {
		o.Mediators = []string{c.Mediator}
	}
	if c.Offer != nil { // who is to decide about a case must be able to read it
		o.Centers = append(o.Centers, s.Centers.Path(c.Offer.To)...)
	}
	return o
}

// about is the case as the table sees it for one action: an offer is the other
// center's to answer, and nothing else of the case is.
func (s *Service) about(c *Case, a policy.Action) policy.Object {
	o := s.object(c)
	switch {
	case a == policy.TakeCase && c.Offer != nil:
		o.Centers = s.Centers.Path(c.Offer.To)
	case !slices.Contains(looks, a):
		o.Centers = s.Centers.Path(c.Center)
	}
	return o
}

// looks are the actions that only read.
var looks = []policy.Action{policy.ReadCase, policy.ReadContent, policy.ReadEvidence, policy.ReadOutcome}

// Take lets somebody take an event on a case. Retrying with the same command id
// is harmless.
func (s *Service) Take(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	cmd.At, cmd.By = s.Clock.Now(), who.Account
	rule, ok := RuleOf(cmd.Event)
	if !ok || cmd.Event == File {
		return nil, fault.Bad("event", "case.unknown_event")
	}
	note := strings.TrimSpace(cmd.Note)
	return s.update(ctx, caseID, func(c *Case) error {
		role, err := s.permit(who, rule, c)
		if err != nil {
			return err
		}
		cmd := cmd // the closure may run again
		cmd.Role = role
		if cmd.Note, err = s.sealNote(c, note); err != nil {
			return err
		}
		return c.Take(cmd)
	})
}

// modify changes a case under the limits in force.
func (s *Service) modify(ctx context.Context, caseID string, change func(*Case) error) (*Case, error) {
	limits, _ := s.Rules.Limits()
	return s.cases.Update(ctx, caseID, func(c *Case) error {
		c.limits = limits
		return change(c)
	})
}

func (s *Service) update(ctx context.Context, caseID string, change func(*Case) error) (*Case, error) {
	c, err := s.modify(ctx, caseID, func(c *Case) error {
		if err := change(c); errors.Is(err, errDone) {
			return docstore.ErrUnchanged
		} else if err != nil {
			return err
		}
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil, errNoCase
	}
	return c, err
}

// permit asks the policy table, and returns the role a person acts in.
func (s *Service) permit(who policy.Subject, rule Rule, c *Case) (string, error) {
	if who.Account == policy.System.Account {
		return policy.System.Account, nil
	}
	object := s.object(c)
	if rule.Action == "" {
		return "", fault.New(fault.Forbidden, "forbidden")
	}
	role, ok := policy.As(who, rule.Action, s.about(c, rule.Action))
	if !ok {
		if !policy.Allows(who, policy.ReadCase, object) {
			return "", errNoCase
		}
		return "", fault.New(fault.Forbidden, "forbidden")
	}
	if c.State == Appealed && rule.Action == policy.ModerateCase && c.lastBy(Decline) == who.Account ||
		rule.Event == AnswerReview && c.lastAnswer() == who.Account {
		return "", fault.New(fault.Forbidden, "case.own_decision")
	}
	if role == policy.Citizen {
		if p := c.PartyOf(who.Account); p != nil {
			return string(p.Side), nil
		}
	}
	return string(role), nil
}

// lastAnswer returns who last answered a petition, or reviewed the answer.
func (c *Case) lastAnswer() string {
	for i := len(c.Timeline) - 1; i >= 0; i-- {
		if e := c.Timeline[i].Event; e == Answer || e == AnswerReview {
			return c.Timeline[i].By
		}
	}
	return ""
}

// lastBy returns who last took an event.
func (c *Case) lastBy(e Event) string {
	for i := len(c.Timeline) - 1; i >= 0; i-- {
		if c.Timeline[i].Event == e {
			return c.Timeline[i].By
		}
	}
	return ""
}

func (s *Service) sealNote(c *Case, note string) (string, error) {
	if note == "" {
		return "", nil
	}
	return s.Vault.Seal(c.NoteContext(len(c.Timeline)+1), note)
}
