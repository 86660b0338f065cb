package dispute

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// Signature is one under the agreement (人民调解法 art. 29: parties and mediator sign,
// the committee seals).
type Signature struct {
	// Who is a party's id, BySignatory or BySeal.
	Who    string    `json:"who"`
	Method string    `json:"method"` // one of SignMethods
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	// File is the scan of a signature in ink, Hash that of the text that was signed.
	File string `json:"file,omitempty"`
	Hash string `json:"hash"`
}

// Signatories besides the parties.
const (
	BySignatory = "mediator"
	BySeal      = "seal"
)

// SignMethods; catalog keys "sign.<method>".
var SignMethods = []string{"electronic", "ink"}

// inkTypes are those whose agreements are about marriage, adoption or inheritance, to
// which electronic signing does not reach (电子签名法 art. 3).
var inkTypes = []string{"01"}

func (c *Case) lacksSignature(cmd Command) error {
	s := cmd.Signature
	switch {
	case s == nil || !slices.Contains(SignMethods, s.Method):
		return fault.Bad("method", "sign.method")
	case !c.Settled() || c.Outcome.Oral:
		return fault.New(fault.Conflict, "sign.nothing")
	case s.Who != BySignatory && s.Who != BySeal && c.Party(s.Who) == nil:
		return fault.Bad("who", "case.unknown_party")
	case s.Method == "electronic" && slices.Contains(inkTypes, c.Type):
		return fault.Bad("method", "sign.ink")
	case s.Method == "ink" && !slices.ContainsFunc(c.Evidence, func(e Evidence) bool { return e.ID == s.File }):
		return fault.Bad("file", "sign.scan")
	case slices.ContainsFunc(c.Signatures, func(x Signature) bool { return x.Who == s.Who }):
		return fault.New(fault.Conflict, "sign.once")
	}
	return nil
}

// Signed tells whether the agreement has taken effect: an oral one at once (人民调解法 art.
// 30), a written one when everybody has signed and the seal is on it (art. 29).
func (c *Case) Signed() bool {
	if !c.Settled() || c.Outcome.Oral {
		return c.Settled()
	}
	has := func(who string) bool {
		return slices.ContainsFunc(c.Signatures, func(x Signature) bool { return x.Who == who })
	}
	for _, p := range c.Parties {
		acts := p.Side == ApplicantSide && slices.ContainsFunc(c.Parties, func(r Party) bool { return r.Side == Representative && has(r.ID) })
		if p.Side != Representative && !has(p.ID) && !acts {
			return false
		}
	}
	return has(BySignatory) && has(BySeal)
}

// Sign puts somebody's name under the agreement. A party signs for itself, in its own
// account; staff enter a signature in ink by its scan; the mediator and, for the seal, a
// moderator of the center sign as what they are.
func (s *Service) Sign(ctx context.Context, who policy.Subject, caseID string, cmd Command) (*Case, error) {
	c, err := s.Read(ctx, who, caseID, policy.SignCase)
	if err != nil {
		return nil, err
	}
	if cmd.Signature == nil {
		return nil, fault.Bad("method", "sign.method")
	}
	sign := *cmd.Signature
	if err := signs(c, who, sign); err != nil {
		return nil, err
	}
	terms, err := s.OpenTerms(c)
	if err != nil {
		return nil, err
	}
	more, err := s.OpenMore(c)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(terms + "\x00" + more.Facts + "\x00" + more.Matter + "\x00" + more.How))
	sign.Hash, sign.By, sign.At = hex.EncodeToString(sum[:]), who.Account, s.Clock.Now()
	cmd.Signature = &sign
	return s.Take(ctx, who, caseID, withEvent(cmd, Sign))
}

// signs says why somebody cannot sign as whom they name.
func signs(c *Case, who policy.Subject, sign Signature) error {
	refuse := fault.New(fault.Forbidden, "forbidden")
	p := c.PartyOf(who.Account)
	switch {
	case sign.Who == BySignatory && who.Account == c.Mediator:
		return nil
	case sign.Who == BySignatory:
		return refuse
	case sign.Who == BySeal && who.Staff && who.Account != c.Mediator:
		return nil
	case sign.Who == BySeal:
		return refuse
	case p != nil && p.ID == sign.Who:
		return nil
	case who.Staff && sign.Method == "ink":
		return nil
	}
	return refuse
}
