package dispute

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// InviteFor is how long an invitation of the other side holds.
const InviteFor = 30 * 24 * time.Hour

// codeDigits is the length of an invitation's code: with tries limited to a few an
// hour, ten to the eighth is out of reach, and a person can type it from a letter.
const codeDigits = 8

// Invitation asks a party of the other side to take part. Its code goes to the
// party by letter, message or telephone, with the case's QR code.
type Invitation struct {
	// Code is sealed: the letter can be printed again.
	Code  string    `json:"code"`
	At    time.Time `json:"at"`
	Until time.Time `json:"until"`
}

// Joining lets an account find the cases in which it is the other side. Its id
// follows from both.
type Joining struct {
	docstore.Meta
	Account string    `json:"account"`
	Case    string    `json:"case"`
	Filed   time.Time `json:"filed"`
}

var joinings = docstore.Define[Joining]("joinings").
	Text("account", func(j *Joining) string { return j.Account }).
	Int("filed", func(j *Joining) int64 { return millis(j.Filed) }).
	Index("account", "filed")

// errInvite is the one answer to a wrong code, a wrong person and an invitation
// that has run out.
var errInvite = fault.New(fault.NotFound, "invite.wrong")

// Invite makes an invitation for a party of the other side, in place of the one
// before. cmd.Note is what the party is told of the matter.
func (s *Service) Invite(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	cmd.Event = Invite
	code, err := newCode()
	if err != nil {
		return nil, err
	}
	sealed, err := s.Vault.Seal((&Case{Meta: metaOf(caseID)}).InviteContext(cmd.Party), code)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	cmd.Invitation = &Invitation{Code: sealed, At: now, Until: now.Add(InviteFor)}
	return s.Take(ctx, who, caseID, cmd)
}

func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(10), big.NewInt(codeDigits), nil))
	if err != nil {
		return "", fault.Wrap(err, "internal")
	}
	return fmt.Sprintf("%0*d", codeDigits, n), nil
}

// InviteCode unseals the code of a party's open invitation, for its letter.
func (s *Service) InviteCode(c *Case, party string) (string, error) {
	p := c.Party(party)
	if p == nil || p.Invitation == nil || !s.Clock.Now().Before(p.Invitation.Until) {
		return "", fault.New(fault.NotFound, "invite.none")
	}
	var code string
	err := s.Vault.Open(c.InviteContext(party), p.Invitation.Code, &code)
	return code, err
}

// InviteNote unseals what a party was told of the matter by its last invitation.
func (s *Service) InviteNote(c *Case, party string) (string, error) {
	for i := len(c.Timeline) - 1; i >= 0; i-- {
		if e := c.Timeline[i]; e.Event == Invite && e.Facts["party"] == party {
			return s.OpenNote(c, e)
		}
	}
	return "", nil
}

// Proof is what an invited person shows: the code, and the end of the phone number
// that the applicant gave; the whole name where no number is known.
type Proof struct {
	Code, Tail, Name string
}

// Join makes who is signed in the invited party of the case with a tracking token.
// Doing it again changes nothing.
func (s *Service) Join(ctx context.Context, who policy.Subject, token string, proof Proof) (*Case, error) {
	if !policy.Allows(who, policy.JoinCase, policy.Object{}) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	var l fault.List
	proof.Code, proof.Tail, proof.Name = strings.TrimSpace(proof.Code), strings.TrimSpace(proof.Tail), strings.TrimSpace(proof.Name)
	l.Check(proof.Code != "", "code", "required")
	l.Check(proof.Tail != "" || proof.Name != "", "tail", "invite.tail_or_name")
	if err := l.Err(); err != nil {
		return nil, err
	}
	found, err := s.ByTrack(ctx, token)
	if errors.Is(err, errNoCase) {
		return nil, errInvite
	}
	if err != nil {
		return nil, err
	}
	if _, err := s.joins(found, who, proof); err != nil && !errors.Is(err, docstore.ErrUnchanged) {
		return nil, err
	}
	// Before the case: a list that names one too many leaves it out again, one that
	// lacks a case would lack it for ever.
	j := &Joining{Meta: metaOf(id.Derive("joining", found.ID, who.Account)), Account: who.Account, Case: found.ID, Filed: found.Filed}
	if err := s.joinings.Insert(ctx, j); err != nil && !errors.Is(err, docstore.ErrExists) {
		return nil, err
	}
	return s.update(ctx, found.ID, func(c *Case) error {
		party, err := s.joins(c, who, proof)
		if err != nil {
			return err
		}
		return c.Take(Command{Event: Join, At: s.Clock.Now(), By: who.Account, Role: string(OtherSide), Party: party})
	})
}

// joins returns the party that somebody becomes; docstore.ErrUnchanged when it is one.
func (s *Service) joins(c *Case, who policy.Subject, proof Proof) (string, error) {
	if c.isOther(who.Account) {
		return "", docstore.ErrUnchanged
	}
	if c.PartyOf(who.Account) != nil || c.Applicant == who.Account {
		return "", fault.New(fault.Conflict, "invite.own_case")
	}
	return s.invited(c, proof)
}

// invited returns the party whose invitation and person the proof fits.
func (s *Service) invited(c *Case, proof Proof) (string, error) {
	for _, p := range c.Parties {
		if p.Invitation == nil {
			continue
		}
		code, err := s.InviteCode(c, p.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		private, err := s.OpenParty(c, p.ID)
		if err != nil {
			return "", err
		}
		if same(code, proof.Code) && s.isPerson(p, private, proof) {
			return p.ID, nil
		}
	}
	return "", errInvite
}

func (s *Service) isPerson(p Party, private Private, proof Proof) bool {
	if n := len(private.Phone); n >= 4 {
		return same(private.Phone[n-4:], proof.Tail)
	}
	return proof.Name != "" && same(p.NameKey, s.Vault.Blind("name", proof.Name))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
