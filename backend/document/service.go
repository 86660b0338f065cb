package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Template is a center's own template of a kind. The centers below use it too, unless
// they have one of theirs.
type Template struct {
	docstore.Meta
	Center string    `json:"center"`
	Kind   Kind      `json:"kind"`
	Docx   []byte    `json:"docx"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

var templatesOf = docstore.Define[Template]("templates").
	Text("center", func(t *Template) string { return t.Center }).
	Index("center")

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema { return []docstore.Schema{templatesOf.Schema()} }

// Cases is what documents need of the cases (dispute.Service).
type Cases interface {
	Read(ctx context.Context, who policy.Subject, caseID string, a policy.Action) (*dispute.Case, error)
	OpenStory(c *dispute.Case) (dispute.Story, error)
	OpenParty(c *dispute.Case, party string) (dispute.Private, error)
	OpenTerms(c *dispute.Case) (string, error)
	OpenMore(c *dispute.Case) (dispute.AgreementText, error)
	OpenRecord(c *dispute.Case, id string) (dispute.RecordText, error)
	OpenNote(c *dispute.Case, e dispute.Entry) (string, error)
}

// Centers is what documents need of the center tree.
type Centers interface {
	Path(center string) []string
	Title(center string) string
}

// People tells the names of staff.
type People interface {
	Name(ctx context.Context, account string) (string, error)
}

// Papers opens the files of a case.
type Papers interface {
	Paper(ctx context.Context, file string) (io.ReadCloser, error)
	// Extensions are the endings of the files' names, by file.
	Extensions(ctx context.Context, files []string) (map[string]string, error)
}

// Service makes documents. Its exported fields must be set.
type Service struct {
	Clock   clock.Clock
	Cases   Cases
	Centers Centers
	People  People
	Papers  Papers

	templates *docstore.Collection[Template, *Template]
}

// New makes the service on an engine.
func New(e docstore.Engine, s Service) *Service {
	s.templates = templatesOf.On(e)
	return &s
}

// Of lists the documents that a case can have now, in the order of the file.
func Of(c *dispute.Case) []Kind {
	has := func(kind string) bool {
		return slices.ContainsFunc(c.Records, func(r dispute.Record) bool { return r.Kind == kind })
	}
	done := slices.ContainsFunc(c.FollowUps, func(f dispute.FollowUp) bool { return !f.Done.IsZero() })
	can := map[Kind]bool{Application: true, Register: c.Number != "", RightsNotice: c.Number != "", Inquiry: has("inquiry"), Mediation: has("mediation"),
		Agreement: c.Settled() && !c.Outcome.Oral, Oral: c.Settled() && c.Outcome.Oral, FollowUp: done, Confirmation: c.Settled(),
		Declined: c.State == dispute.Declined, Terminated: c.Outcome != nil && !c.Settled(), Cover: !c.Ended.IsZero() && c.Number != "", Index: c.Number != ""}
	return slices.DeleteFunc(slices.Clone(Kinds), func(k Kind) bool { return !can[k] })
}

var errNotYet = fault.New(fault.Conflict, "document.not_yet")

// served are the documents of which each party gets a copy.
var served = []Kind{RightsNotice, Agreement, Oral, Terminated, Declined, Confirmation}

// For lists the documents that somebody can get of a case now.
func For(c *dispute.Case, who policy.Subject) []Kind {
	all := Of(c)
	if !who.Staff {
		all = slices.DeleteFunc(all, func(k Kind) bool { return !slices.Contains(served, k) })
	}
	return all
}

// Make fills a document of a case. The caller writes the audit entry first: the parties
// stand in it in clear, in a party's copy that party alone.
func (s *Service) Make(ctx context.Context, who policy.Subject, caseID string, k Kind) (docx []byte, c *dispute.Case, err error) {
	c, err = s.Cases.Read(ctx, who, caseID, policy.ReadPapers)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(For(c, who), k) {
		return nil, nil, errNotYet
	}
	d, err := s.data(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	if !who.Staff {
		d.copyFor(c, who.Account)
	}
	if k == Index {
		if d.Documents, _, err = s.papers(ctx, c, d); err != nil {
			return nil, nil, err
		}
	}
	docx, err = s.fill(ctx, c, k, d)
	return docx, c, err
}

func (s *Service) fill(ctx context.Context, c *dispute.Case, k Kind, d Data) ([]byte, error) {
	template, err := s.template(ctx, c.Center, k)
	if err != nil {
		return nil, err
	}
	d.Title = k.Title()
	if k == Inquiry || k == Mediation {
		kind := map[Kind]string{Inquiry: recordWord("inquiry"), Mediation: recordWord("mediation")}[k]
		d.Records = slices.DeleteFunc(slices.Clone(d.Records), func(r Record) bool { return r.Kind != kind })
	}
	return Fill(template, d)
}

// papers makes all documents of a case but the index, and lists them.
func (s *Service) papers(ctx context.Context, c *dispute.Case, d Data) ([]Item, []File, error) {
	var items []Item
	var files []File
	for _, k := range Of(c) {
		if k == Index {
			continue
		}
		docx, err := s.fill(ctx, c, k, d)
		if err != nil {
			return nil, nil, err
		}
		sum := sha256.Sum256(docx)
		items = append(items, Item{No: fmt.Sprint(len(items) + 1), Name: k.Title(), Day: d.Today, Hash: hex.EncodeToString(sum[:])})
		files = append(files, File{k.Title() + ".docx", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(docx)), nil }})
	}
	return items, files, nil
}

// WholeFile lists all that belongs into the archive of a case: its documents, with the
// index first, and its evidence.
func (s *Service) WholeFile(ctx context.Context, who policy.Subject, caseID string) ([]File, *dispute.Case, error) {
	c, err := s.Cases.Read(ctx, who, caseID, policy.Document)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(Of(c), Index) {
		return nil, nil, errNotYet
	}
	d, err := s.data(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	items, files, err := s.papers(ctx, c, d)
	if err != nil {
		return nil, nil, err
	}
	d.Documents = items
	index, err := s.fill(ctx, c, Index, d)
	if err != nil {
		return nil, nil, err
	}
	files = slices.Insert(files, 0, File{Index.Title() + ".docx", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(index)), nil }})
	ids := make([]string, len(c.Evidence))
	for i, e := range c.Evidence {
		ids[i] = e.ID
	}
	endings, err := s.Papers.Extensions(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for i, e := range c.Evidence {
		files = append(files, File{d.Evidence[i].Name + "." + endings[e.ID], func() (io.ReadCloser, error) {
			return s.Papers.Paper(ctx, e.ID)
		}})
	}
	return files, c, nil
}

// template is the nearest one up the tree, else the built-in one.
func (s *Service) template(ctx context.Context, center string, k Kind) ([]byte, error) {
	for _, at := range s.Centers.Path(center) {
		t, err := s.templates.Get(ctx, id.Derive("template", at, string(k)))
		if err == nil {
			return t.Docx, nil
		}
		if !errors.Is(err, docstore.ErrMissing) {
			return nil, err
		}
	}
	return Default(k)
}

// TemplateOf returns the template in force at a center, for who may change it.
func (s *Service) TemplateOf(ctx context.Context, who policy.Subject, center string, k Kind) ([]byte, error) {
	if !policy.Allows(who, policy.EditTemplates, policy.Object{Centers: s.Centers.Path(center)}) {
		return nil, fault.New(fault.Forbidden, "forbidden")
	}
	return s.template(ctx, center, k)
}

// SaveTemplate puts a center's own template into force; nil goes back to the one above.
func (s *Service) SaveTemplate(ctx context.Context, who policy.Subject, center string, k Kind, docx []byte) error {
	if !policy.Allows(who, policy.EditTemplates, policy.Object{Centers: s.Centers.Path(center)}) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	key := id.Derive("template", center, string(k))
	if docx == nil {
		t, err := s.templates.Get(ctx, key)
		if err == nil {
			err = s.templates.Delete(ctx, t)
		}
		if errors.Is(err, docstore.ErrMissing) {
			return nil
		}
		return err
	}
	if err := Check(docx); err != nil {
		return err
	}
	t := &Template{Meta: docstore.Meta{ID: key}, Center: center, Kind: k, Docx: docx, By: who.Account, At: s.Clock.Now()}
	err := s.templates.Insert(ctx, t)
	if errors.Is(err, docstore.ErrExists) {
		_, err = s.templates.Update(ctx, key, func(old *Template) error {
			old.Docx, old.By, old.At = t.Docx, t.By, t.At
			return nil
		})
	}
	return err
}

// join writes a list in Chinese.
func join(list []string) string { return strings.Join(list, "、") }
