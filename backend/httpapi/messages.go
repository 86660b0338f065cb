package httpapi

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/message"
	"yanhe/backend/policy"
	"yanhe/backend/tracking"
)

// ThreadIn names a thread of a case.
type ThreadIn struct {
	CaseID
	Thread string `path:"thread" maxLength:"20" doc:"applicant, joint, or a party of the other side"`
}

type messagesIn struct {
	ThreadIn
	PageIn
}

// MessageView is a message in a thread.
type MessageView struct {
	ID      string     `json:"id"`
	Side    string     `json:"side" enum:"center,applicant,other"`
	Mine    bool       `json:"mine"`
	Text    string     `json:"text"`
	Files   []FileView `json:"files,omitempty"`
	At      time.Time  `json:"at"`
	Waiting bool       `json:"waiting" doc:"not shown to the others yet: it is being checked, or held back"`
	Verdict string     `json:"verdict,omitempty" doc:"of the check; staff only"`
}

// FileView is a picture, a paper or voice that came with a message.
type FileView struct {
	Path string `json:"path"`
	Mime string `json:"mime"`
	Size int64  `json:"size"`
}

func filesOf(caseID, messageID string, files []message.File) []FileView {
	var all []FileView
	for _, f := range files {
		all = append(all, FileView{strings.NewReplacer(":id", caseID, ":message", messageID, ":file", f.ID).Replace(messageFilePath), f.Mime, f.Size})
	}
	return all
}

// messageFile streams a file that came with a message. A look by staff is audited first.
func (s *Server) messageFile(ctx *fiber.Ctx) error {
	who := ctx.Locals(callerKey).(*caller).Subject
	file := ctx.Params("file")
	if err := s.d.Messages.MayOpen(ctx.UserContext(), who, ctx.Params("id"), ctx.Params("message"), file); err != nil {
		return err
	}
	if who.Staff {
		err := s.d.Audit.Record(ctx.UserContext(), who.Account, "message.read", "case|"+ctx.Params("id"), "", map[string]string{"file": file})
		if err != nil {
			return err
		}
	}
	return s.stream(ctx, file)
}

// SeenView is how far somebody else has read.
type SeenView struct {
	Side string    `json:"side"`
	At   time.Time `json:"at"`
}

type messagesReply struct {
	Body struct {
		Items []MessageView `json:"items"`
		Next  string        `json:"next,omitempty"`
		Seen  []SeenView    `json:"seen"`
		// Open tells whether the center is at work now; Contact has its hours.
		Open    bool             `json:"open" doc:"the center's hours are now"`
		Contact tracking.Contact `json:"contact"`
	}
}

// messages shows a thread, the newest first. A look by staff is audited.
func (s *Server) messages(ctx context.Context, in *messagesIn) (*messagesReply, error) {
	by := callerOf(ctx)
	c, err := s.d.Cases.Read(ctx, by.Subject, in.ID, policy.TalkInCase)
	if err != nil {
		return nil, err
	}
	if err := s.auditLook(ctx, c, "message.read"); err != nil {
		return nil, err
	}
	page, err := s.d.Messages.List(ctx, by.Subject, in.ID, in.Thread, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &messagesReply{}
	out.Body.Next, out.Body.Items, out.Body.Seen = page.Next, []MessageView{}, []SeenView{}
	for _, m := range page.Items {
		v := MessageView{ID: m.ID, Side: m.Side, Mine: m.Mine, Text: m.Text, At: m.At, Files: filesOf(in.ID, m.ID, m.Files)}
		if by.Subject.Staff {
			v.Verdict = m.Verdict
		} else {
			v.Waiting = !m.Shown
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	for _, m := range page.Seen {
		out.Body.Seen = append(out.Body.Seen, SeenView{Side: m.Side, At: m.At})
	}
	out.Body.Contact = s.d.Tracking.ContactOf(c.Center, by.Lang)
	if at, err := s.d.Centers.Get(c.Center); err == nil {
		now := s.d.Clock.Now()
		out.Body.Open = clock.National.Works(now) && at.OpenAt(now)
	}
	return out, nil
}

type sendIn struct {
	ThreadIn
	Key  string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"100"`
	Body struct {
		Text  string   `json:"text,omitempty" maxLength:"2000"`
		Files []string `json:"files,omitempty" maxItems:"9" doc:"upload ids: pictures, papers or voice"`
	}
}

type sentReply struct{ Body MessageView }

func (s *Server) sendMessage(ctx context.Context, in *sendIn) (*sentReply, error) {
	m, err := s.d.Messages.Send(ctx, callerOf(ctx).Subject, in.ID, in.Thread, in.Key, in.Body.Text, in.Body.Files...)
	if err != nil {
		return nil, err
	}
	return &sentReply{MessageView{ID: m.ID, Side: m.Side, Mine: true, Text: in.Body.Text, At: m.At, Files: filesOf(in.ID, m.ID, m.Files), Waiting: m.Verdict != dispute.Pass}}, nil
}

func (s *Server) readThread(ctx context.Context, in *ThreadIn) (*noReply, error) {
	return nil, s.d.Messages.MarkRead(ctx, callerOf(ctx).Subject, in.ID, in.Thread)
}

type clearIn struct {
	CaseID
	Message string `path:"message" maxLength:"64"`
	Body    struct {
		Pass bool `json:"pass" doc:"true shows the message to the others, false keeps it back"`
	}
}

// clearMessage decides on a message that the check has held back.
func (s *Server) clearMessage(ctx context.Context, in *clearIn) (*noReply, error) {
	return nil, s.d.Messages.Clear(ctx, callerOf(ctx).Subject, in.ID, in.Message, in.Body.Pass)
}

type jointIn struct {
	CaseID
	CommandKey
	Body struct {
		Party string `json:"party,omitempty" doc:"staff name the party; a party agrees for itself"`
	}
}

// agreeJoint records that a party agrees to a thread that all sides read.
func (s *Server) agreeJoint(ctx context.Context, in *jointIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		party, err := s.partyFor(ctx, who, in.ID, in.Body.Party)
		if err != nil {
			return nil, err
		}
		return s.d.Cases.Take(ctx, who, in.ID, dispute.Command{ID: in.Key, Event: dispute.AgreeJoint, Party: party})
	})
}
