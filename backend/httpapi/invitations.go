package httpapi

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/dispute"
	"yanhe/backend/id"
	"yanhe/backend/policy"
	"yanhe/backend/tracking"
)

const letterPath = v1 + "/cases/:id/parties/:party/letter"

type inviteIn struct {
	CaseID
	CommandKey
	Party string `path:"party" maxLength:"10"`
	Body  struct {
		Note string `json:"note,omitempty" maxLength:"2000" doc:"what the other side is told of the matter"`
	}
}

// InvitationView is an open invitation: what to hand to the other side.
type InvitationView struct {
	Code   string    `json:"code" doc:"eight digits; give them to nobody else"`
	Link   string    `json:"link" doc:"the page behind the case's QR code"`
	Letter string    `json:"letter" doc:"path of the letter to print"`
	Text   string    `json:"text" doc:"a message to copy, in the caller's language"`
	Until  time.Time `json:"until"`
}

type inviteReply struct{ Body InvitationView }

// invite asks a party of the other side to take part. The code stands in the reply,
// so the look is audited like one at personal data.
func (s *Server) invite(ctx context.Context, in *inviteIn) (*inviteReply, error) {
	by := callerOf(ctx)
	c, err := s.d.Cases.Invite(ctx, by.Subject, in.ID, dispute.Command{ID: in.Key, Party: in.Party, Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	letter, err := s.letter(ctx, c, in.Party, by)
	if err != nil {
		return nil, err
	}
	path := strings.NewReplacer(":id", c.ID, ":party", in.Party).Replace(letterPath)
	return &inviteReply{InvitationView{Code: letter.To.Code, Link: letter.URL, Letter: path, Text: letter.Text(), Until: letter.To.Until}}, nil
}

// letterOf is the letter of an open invitation, to print.
func (s *Server) letterOf(ctx *fiber.Ctx) error {
	by := *ctx.Locals(callerKey).(*caller)
	by.Lang = printLang(ctx, by)
	c, err := s.d.Cases.Read(ctx.UserContext(), by.Subject, ctx.Params("id"), policy.InviteSide)
	if err != nil {
		return err
	}
	letter, err := s.letter(ctx.UserContext(), c, ctx.Params("party"), by)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := tracking.RenderLetter(&b, letter); err != nil {
		return err
	}
	ctx.Set("Content-Security-Policy", tracking.ContentSecurityPolicy)
	return html(ctx, &b)
}

// letter puts a letter together: it names the party, so an audit entry comes first.
func (s *Server) letter(ctx context.Context, c *dispute.Case, party string, by caller) (tracking.Letter, error) {
	code, err := s.d.Cases.InviteCode(c, party)
	if err != nil {
		return tracking.Letter{}, err
	}
	err = s.d.Audit.Record(ctx, by.Subject.Account, "case.invite", "case|"+c.ID, "", map[string]string{"party": party})
	if err != nil {
		return tracking.Letter{}, err
	}
	to, err := s.d.Cases.OpenParty(c, party)
	if err != nil {
		return tracking.Letter{}, err
	}
	note, err := s.d.Cases.InviteNote(c, party)
	if err != nil {
		return tracking.Letter{}, err
	}
	return s.d.Tracking.Letter(c, by.Lang, tracking.Addressee{Name: to.Name, Address: to.Address, ByName: len(to.Phone) < 4,
		Code: code, Until: c.Party(party).Invitation.Until, Note: note})
}

type joinIn struct {
	Token string `path:"token" minLength:"1" maxLength:"64"`
	Body  struct {
		Code string `json:"code" maxLength:"20" doc:"from the invitation"`
		Tail string `json:"tail,omitempty" maxLength:"8" doc:"last four digits of the invited person's phone"`
		Name string `json:"name,omitempty" maxLength:"60" doc:"whole name, where the center knows no phone"`
	}
}

// join lets an invited person take part. Tries are counted by account and, against
// guessing from many accounts, by case.
func (s *Server) join(ctx context.Context, in *joinIn) (*caseReply, error) {
	token, ok := id.ParseToken(in.Token)
	if !ok {
		return nil, tracking.ErrNotFound
	}
	if _, err := s.spend(ctx, s.allowance(limitTail), id.Derive("join", token)); err != nil {
		return nil, err
	}
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.Join(ctx, who, token, dispute.Proof{Code: in.Body.Code, Tail: in.Body.Tail, Name: in.Body.Name})
	})
}
