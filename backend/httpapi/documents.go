package httpapi

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/dispute"
	"yanhe/backend/document"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

const (
	documentPath  = v1 + "/cases/:id/documents/:kind"
	wholeFilePath = v1 + "/cases/:id/file.zip"
	templatePath  = v1 + "/centers/:id/templates/:kind"
	docxType      = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

func (s *Server) addDocuments() {
	handle(s, Route{get, v1 + "/cases/{id}/documents", may(policy.ReadPapers), limitRead, "The documents that the caller can get of a case now", 0}, s.documents)
	handle(s, Route{post, v1 + "/cases/{id}/records", may(policy.MediateCase), limitWrite, "Write the record of a session or an inquiry", 0}, s.addRecord)
	handle(s, Route{get, v1 + "/cases/{id}/records", may(policy.ReadRecords), limitRead, "The records of a case", 0}, s.records)
	handle(s, Route{post, v1 + "/cases/{id}/signature", may(policy.SignCase), limitWrite, "Sign the agreement", 0}, s.sign)
	handle(s, Route{get, v1 + "/document-names", may(policy.EditTemplates), limitRead, "What a template can ask for", 0}, s.documentNames)
	s.App.Get(documentPath, s.guarded(may(policy.ReadPapers), limitRead, s.document))
	s.App.Get(wholeFilePath, s.guarded(may(policy.Document), limitArchive, s.wholeFile))
	s.App.Get(templatePath, s.guarded(may(policy.EditTemplates), limitRead, s.readTemplate))
	s.App.Post(templatePath, s.guarded(may(policy.EditTemplates), limitWrite, s.saveTemplate))
	s.App.Delete(templatePath, s.guarded(may(policy.EditTemplates), limitWrite, s.dropTemplate))
}

// DocumentView is a document that can be made.
type DocumentView struct {
	Kind  string `json:"kind"`
	Title string `json:"title" doc:"in Chinese: these are papers of Chinese law"`
	// Word and Print are where it is.
	Word  string `json:"word"`
	Print string `json:"print"`
}

type documentsReply struct {
	Body struct {
		Items []DocumentView `json:"items"`
		File  string         `json:"file,omitempty" doc:"the whole file as one archive, for who keeps it"`
	}
}

func (s *Server) documents(ctx context.Context, in *CaseID) (*documentsReply, error) {
	who := callerOf(ctx).Subject
	c, err := s.d.Cases.Read(ctx, who, in.ID, policy.ReadPapers)
	if err != nil {
		return nil, err
	}
	out := &documentsReply{}
	base := v1 + "/cases/" + c.ID + "/"
	if s.d.Cases.May(who, policy.Document, c) {
		out.Body.File = base + "file.zip"
	}
	out.Body.Items = []DocumentView{}
	for _, k := range document.For(c, who) {
		path := base + "documents/" + string(k)
		out.Body.Items = append(out.Body.Items, DocumentView{string(k), k.Title(), path + ".docx", path + ".html"})
	}
	return out, nil
}

// document makes one document, as kind.docx or kind.html. The parties stand in it in
// clear, so an audit entry comes first.
func (s *Server) document(ctx *fiber.Ctx) error {
	name, form, _ := strings.Cut(ctx.Params("kind"), ".")
	k, err := document.ParseKind(name)
	if err != nil || form != "docx" && form != "html" {
		return fault.New(fault.NotFound, "not_found")
	}
	who := ctx.Locals(callerKey).(*caller).Subject
	if err := s.auditDocument(ctx, who, ctx.Params("id"), name, policy.ReadPapers); err != nil {
		return err
	}
	docx, _, err := s.d.Documents.Make(ctx.UserContext(), who, ctx.Params("id"), k)
	if err != nil {
		return err
	}
	ctx.Set(fiber.HeaderCacheControl, "private, no-store")
	if form == "docx" {
		return sendFile(ctx, k.Title()+".docx", docxType, docx)
	}
	page, err := document.HTML(docx, k.Title())
	if err != nil {
		return err
	}
	ctx.Set("Content-Security-Policy", documentPolicy)
	ctx.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return ctx.Send(page)
}

// documentPolicy lets the page have its one style sheet and nothing else.
var documentPolicy = func() string {
	sum := sha256.Sum256([]byte(document.Style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
}()

func (s *Server) auditDocument(ctx *fiber.Ctx, who policy.Subject, caseID, what string, a policy.Action) error {
	if _, err := s.d.Cases.Read(ctx.UserContext(), who, caseID, a); err != nil || !who.Staff {
		return err
	}
	return s.d.Audit.Record(ctx.UserContext(), who.Account, "case.document", "case|"+caseID, "", map[string]string{"document": what})
}

// sendFile sends a file under a name that need not be ASCII (RFC 6266).
func sendFile(ctx *fiber.Ctx, name, mime string, content []byte) error {
	ctx.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(name))
	ctx.Set(fiber.HeaderContentType, mime)
	return ctx.Send(content)
}

// wholeFile streams the case file as one archive.
func (s *Server) wholeFile(ctx *fiber.Ctx) error {
	who := ctx.Locals(callerKey).(*caller).Subject
	if err := s.auditDocument(ctx, who, ctx.Params("id"), "file", policy.Document); err != nil {
		return err
	}
	work, stop := context.WithTimeout(context.WithoutCancel(ctx.UserContext()), archiveTime)
	files, c, err := s.d.Documents.WholeFile(work, who, ctx.Params("id"))
	if err != nil {
		stop()
		return err
	}
	ctx.Set(fiber.HeaderCacheControl, "private, no-store")
	ctx.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(c.Number+".zip"))
	ctx.Set(fiber.HeaderContentType, "application/zip")
	at := s.d.Clock.Now()
	ctx.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer stop()
		// Half a file must not look like a whole one: without its end no program opens it.
		if err := document.Archive(w, files, at); err != nil {
			s.log.Warn("an archive broke off", "problem", err)
		}
	})
	return nil
}

// archiveTime bounds how long one archive may take to be fetched.
const archiveTime = 10 * time.Minute

func (s *Server) templateAt(ctx *fiber.Ctx) (policy.Subject, string, document.Kind, error) {
	k, err := document.ParseKind(strings.TrimSuffix(ctx.Params("kind"), ".docx"))
	if err == nil {
		_, err = s.d.Centers.Get(ctx.Params("id"))
	}
	return ctx.Locals(callerKey).(*caller).Subject, s.d.Centers.Canonical(ctx.Params("id")), k, err
}

// readTemplate sends the template in force, to be edited in Word.
func (s *Server) readTemplate(ctx *fiber.Ctx) error {
	who, at, k, err := s.templateAt(ctx)
	if err != nil {
		return err
	}
	docx, err := s.d.Documents.TemplateOf(ctx.UserContext(), who, at, k)
	if err != nil {
		return err
	}
	return sendFile(ctx, k.Title()+".docx", docxType, docx)
}

// saveTemplate takes an edited template as a form's file.
func (s *Server) saveTemplate(ctx *fiber.Ctx) error {
	who, at, k, err := s.templateAt(ctx)
	if err != nil {
		return err
	}
	header, err := ctx.FormFile("file")
	if err != nil {
		return fault.Bad("file", "required")
	}
	f, err := header.Open()
	if err != nil {
		return fault.Bad("file", "malformed")
	}
	defer func() { _ = f.Close() }() // only read from
	docx, err := io.ReadAll(io.LimitReader(f, document.MaxTemplate+1))
	if err != nil {
		return fault.Bad("file", "malformed")
	}
	if err := s.d.Documents.SaveTemplate(ctx.UserContext(), who, at, k, docx); err != nil {
		return err
	}
	return s.templateChanged(ctx, who, at, k, "saved")
}

// dropTemplate goes back to the template of the center above, or the built-in one.
func (s *Server) dropTemplate(ctx *fiber.Ctx) error {
	who, at, k, err := s.templateAt(ctx)
	if err != nil {
		return err
	}
	if err := s.d.Documents.SaveTemplate(ctx.UserContext(), who, at, k, nil); err != nil {
		return err
	}
	return s.templateChanged(ctx, who, at, k, "dropped")
}

func (s *Server) templateChanged(ctx *fiber.Ctx, who policy.Subject, at string, k document.Kind, how string) error {
	err := s.d.Audit.Record(ctx.UserContext(), who.Account, "template.edit", "center|"+at, "", map[string]string{"document": string(k), "how": how})
	if err != nil {
		return err
	}
	return ctx.SendStatus(fiber.StatusNoContent)
}

type namesReply struct {
	Body map[string][]string `doc:"texts of the document under the empty name, and of each list under its name"`
}

func (s *Server) documentNames(context.Context, *struct{}) (*namesReply, error) {
	return &namesReply{document.Names()}, nil
}

type recordIn struct {
	CaseID
	CommandKey
	Body struct {
		Kind    string    `json:"kind" enum:"mediation,inquiry"`
		Start   time.Time `json:"start"`
		End     time.Time `json:"end"`
		Present []string  `json:"present,omitempty" maxItems:"20" doc:"ids of parties"`
		Place   string    `json:"place,omitempty" maxLength:"200"`
		Others  string    `json:"others,omitempty" maxLength:"200"`
		Text    string    `json:"text" maxLength:"20000"`
	}
}

func (s *Server) addRecord(ctx context.Context, in *recordIn) (*caseReply, error) {
	b := in.Body
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		return s.d.Cases.AddRecord(ctx, who, in.ID, dispute.Command{ID: in.Key,
			Record: &dispute.Record{Kind: b.Kind, Start: b.Start.UTC(), End: b.End.UTC(), Present: b.Present}},
			dispute.RecordText{Place: b.Place, Others: b.Others, Text: b.Text})
	})
}

// RecordView is the record of a session in clear.
type RecordView struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Present []string  `json:"present"`
	By      string    `json:"by" doc:"account"`
	dispute.RecordText
}

type recordsReply struct {
	Body struct {
		Items []RecordView `json:"items"`
	}
}

func (s *Server) records(ctx context.Context, in *CaseID) (*recordsReply, error) {
	c, err := s.d.Cases.Read(ctx, callerOf(ctx).Subject, in.ID, policy.ReadRecords)
	if err != nil {
		return nil, err
	}
	if err := s.auditLook(ctx, c, "case.read_records"); err != nil {
		return nil, err
	}
	out := &recordsReply{}
	out.Body.Items = make([]RecordView, 0, len(c.Records))
	for _, r := range c.Records {
		text, err := s.d.Cases.OpenRecord(c, r.ID)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, RecordView{r.ID, r.Kind, r.Start, r.End, append([]string{}, r.Present...), r.By, text})
	}
	return out, nil
}

type signIn struct {
	CaseID
	CommandKey
	Body struct {
		Who    string `json:"who,omitempty" maxLength:"10" doc:"a party's id, mediator or seal; a party signs for itself"`
		Method string `json:"method" enum:"electronic,ink"`
		File   string `json:"file,omitempty" maxLength:"64" doc:"the scan of a signature in ink, among the case's files"`
	}
}

func (s *Server) sign(ctx context.Context, in *signIn) (*caseReply, error) {
	return s.take(ctx, func(who policy.Subject) (*dispute.Case, error) {
		as := in.Body.Who
		if !who.Staff {
			c, err := s.d.Cases.Read(ctx, who, in.ID, policy.SignCase)
			if err != nil {
				return nil, err
			}
			if p := c.PartyOf(who.Account); p != nil {
				as = p.ID
			}
		}
		return s.d.Cases.Sign(ctx, who, in.ID, dispute.Command{ID: in.Key,
			Signature: &dispute.Signature{Who: as, Method: in.Body.Method, File: in.Body.File}})
	})
}
