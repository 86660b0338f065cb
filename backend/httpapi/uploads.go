package httpapi

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

const (
	uploadPath      = v1 + "/uploads"
	messageFilePath = v1 + "/cases/:id/messages/:message/files/:file"
	evidencePath    = v1 + "/cases/:id/evidence/:file"
)

// UploadView is a file that can be attached to a filing.
type UploadView struct {
	ID   string    `json:"id"`
	Mime string    `json:"mime"`
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
}

// addFiles adds the routes whose bodies are files. They stand outside the OpenAPI
// handlers because a file is streamed, and so ask the guard themselves.
func (s *Server) addFiles() {
	s.App.Post(uploadPath, s.guarded(may(policy.Upload), limitUpload, s.upload))
	s.App.Get(evidencePath, s.guarded(may(policy.ReadEvidence), limitRead, s.evidenceFile))
	s.App.Get(receiptPath, s.guarded(may(policy.PrintReceipt), limitRead, s.receiptOf))
	s.App.Get(letterPath, s.guarded(may(policy.InviteSide), limitRead, s.letterOf))
	s.App.Get(messageFilePath, s.guarded(may(policy.TalkInCase), limitRead, s.messageFile))
	s.App.Get("/files/:file", s.signedFile)
}

// guarded is the guard and the limit for a plain Fiber route.
func (s *Server) guarded(a Access, limit Limit, h fiber.Handler) fiber.Handler {
	l := s.allowance(limit)
	return func(ctx *fiber.Ctx) error {
		c := *ctx.Locals(callerKey).(*caller)
		if err := admit(a, c, ctx.Path(), ctx.Method(), ctx.Get(fiber.HeaderOrigin), string(ctx.Request().Host())); err != nil {
			return err
		}
		state, err := s.spend(ctx.UserContext(), l, l.By(c))
		l.tell(ctx, state)
		if err != nil {
			return err
		}
		return h(ctx)
	}
}

// upload takes one file as the form field "file" (what wx.uploadFile sends). Its
// type is decided by its content.
func (s *Server) upload(ctx *fiber.Ctx) error {
	header, err := ctx.FormFile("file")
	if err != nil {
		return fault.Bad("file", "required")
	}
	file, err := header.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	c := *ctx.Locals(callerKey).(*caller)
	up, err := s.d.Evidence.Add(ctx.UserContext(), c.Subject.Account, header.Filename, file)
	if err != nil {
		return err
	}
	return ctx.Status(fiber.StatusCreated).JSON(UploadView{ID: up.ID, Mime: up.Mime, Size: up.Size, At: up.At})
}

// evidenceFile streams a file of a case to who may read the case's content. A
// look by staff is audited first.
func (s *Server) evidenceFile(ctx *fiber.Ctx) error {
	c := *ctx.Locals(callerKey).(*caller)
	found, err := s.d.Cases.Read(ctx.UserContext(), c.Subject, ctx.Params("id"), policy.ReadEvidence)
	if err != nil {
		return err
	}
	id := ctx.Params("file")
	if !slices.ContainsFunc(found.Evidence, func(e dispute.Evidence) bool {
		return e.ID == id && (c.Subject.Staff || found.Sees(c.Subject.Account, e))
	}) {
		return fault.New(fault.NotFound, "evidence.missing")
	}
	if c.Subject.Staff {
		err := s.d.Audit.Record(ctx.UserContext(), c.Subject.Account, "evidence.read", "case|"+found.ID, "", map[string]string{"file": id})
		if err != nil {
			return err
		}
	}
	return s.stream(ctx, id)
}

// signedFile serves WeChat's media check, which has no session but a signed link.
func (s *Server) signedFile(ctx *fiber.Ctx) error {
	file := ctx.Params("file")
	if !s.d.Signer.Valid(file, ctx.Query("until"), ctx.Query("mark")) {
		return fault.New(fault.NotFound, "evidence.missing")
	}
	return s.stream(ctx, file)
}

func (s *Server) stream(ctx *fiber.Ctx, id string) error {
	body, up, err := s.d.Evidence.Open(ctx.UserContext(), id)
	if err != nil {
		return err
	}
	// A PDF can hold script: it is downloaded or shown in a sandbox, never as a page of ours.
	ctx.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	ctx.Set(fiber.HeaderContentDisposition, `inline; filename="`+id[:8]+"."+up.Ext+`"`)
	ctx.Set(fiber.HeaderContentType, up.Mime)
	ctx.Set(fiber.HeaderCacheControl, "private, no-store")
	return ctx.SendStream(body, int(up.Size))
}
