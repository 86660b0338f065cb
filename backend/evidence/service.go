package evidence

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
)

// ErrMissing: there is no such file, or it is not there any more.
var ErrMissing = fault.New(fault.NotFound, "evidence.missing")

// File is what an Acceptor has made of an upload.
type File struct {
	Mime   string
	Ext    string // without a dot
	Size   int64  // bytes of Content
	SHA256 string // of Content, in hexadecimal
	// Content is read once and closed.
	Content io.ReadCloser
}

// Acceptor decides by its content whether a file is taken and what it is, and
// takes out of it what the sender did not mean to send (blob/media).
type Acceptor interface {
	Accept(ctx context.Context, name string, r io.Reader) (File, error)
}

// Blobs keeps contents. Delete of a key that is not there is no fault.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader, size int64, mime string) error
	Open(ctx context.Context, key string) (io.ReadCloser, error)
	Delete(ctx context.Context, key string) error
}

// Service does all that is done with uploads.
type Service struct {
	clock      clock.Clock
	acceptor   Acceptor
	blobs      Blobs
	uploads    *docstore.Collection[Upload, *Upload]
	allowances *docstore.Collection[allowance, *allowance]
}

// New makes the service on an engine.
func New(e docstore.Engine, clk clock.Clock, acceptor Acceptor, blobs Blobs) *Service {
	return &Service{clock: clk, acceptor: acceptor, blobs: blobs, uploads: uploads.On(e), allowances: allowances.On(e)}
}

// Add takes in one file of an account. The document is written before the
// content and made ready after it, so that a crash in between leaves a document
// that leads the sweep to whatever was stored, never a content that no document knows.
func (s *Service) Add(ctx context.Context, account, name string, r io.Reader) (Upload, error) {
	if account == "" {
		return Upload{}, fault.Internalf("evidence: an upload of nobody")
	}
	if err := s.room(ctx, account); err != nil {
		return Upload{}, err
	}
	f, err := s.acceptor.Accept(ctx, name, r)
	if err != nil {
		return Upload{}, err
	}
	defer f.Content.Close()
	now := s.clock.Now()
	u := Upload{Meta: docstore.Meta{ID: id.New(now)}, Account: account, Mime: f.Mime, Ext: f.Ext, Size: f.Size,
		SHA256: f.SHA256, At: now}
	u.Key = "evidence-" + u.ID
	if err := s.book(ctx, account, u.ID, u.Size); err != nil {
		return Upload{}, err
	}
	if err := s.store(ctx, &u, f.Content); err != nil {
		s.undo(ctx, u)
		return Upload{}, err
	}
	return u, nil
}

func (s *Service) store(ctx context.Context, u *Upload, content io.Reader) error {
	if err := s.uploads.Insert(ctx, u); err != nil {
		return err
	}
	if err := s.blobs.Put(ctx, u.Key, content, u.Size, u.Mime); err != nil {
		return err
	}
	u.Ready = true
	return s.uploads.Replace(ctx, u)
}

// undo gives back the place of an upload that failed, so that the next try has
// it. What it cannot clear away now, the sweep does.
func (s *Service) undo(ctx context.Context, u Upload) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = s.release(ctx, u.Account, u.ID)
}

// Take hands the uploads of an account over to a case that is about to be
// saved. Unknown ones and those of others look alike. It is not final until
// Attach: a case that is not saved after all leaves them free.
func (s *Service) Take(ctx context.Context, account string, ids []string, field string) ([]dispute.Evidence, error) {
	if len(ids) > dispute.MaxEvidence {
		return nil, fault.Bad(field, "case.too_many_files").With("limit", dispute.MaxEvidence)
	}
	var taken []dispute.Evidence
	for i, one := range ids {
		if slices.Contains(ids[:i], one) {
			continue
		}
		u, err := s.uploads.Update(ctx, one, func(u *Upload) error {
			switch {
			case account == "" || u.Account != account || !u.Ready || u.Going:
				return fault.Bad(field, "evidence.unknown")
			case u.Case != "":
				return fault.Bad(field, "evidence.used")
			}
			u.Taken = s.clock.Now()
			return nil
		})
		if errors.Is(err, docstore.ErrMissing) {
			err = fault.Bad(field, "evidence.unknown")
		}
		if err != nil {
			return nil, err
		}
		taken = append(taken, u.evidence())
	}
	return taken, nil
}

// Attach makes an upload part of a saved case; doing it twice is harmless.
func (s *Service) Attach(ctx context.Context, upload, caseID string) error {
	u, err := s.uploads.Update(ctx, upload, func(u *Upload) error {
		switch {
		case u.Going || !u.Ready:
			return ErrMissing
		case u.Case == caseID:
			return docstore.ErrUnchanged
		case u.Case != "":
			return fault.New(fault.Conflict, "evidence.used")
		}
		u.Case = caseID
		return nil
	})
	if err != nil {
		return missing(err)
	}
	return s.release(ctx, u.Account, u.ID)
}

// Open reads a file; the caller closes it, and has asked before whether the
// asker may read the case that it belongs to.
func (s *Service) Open(ctx context.Context, upload string) (io.ReadCloser, Upload, error) {
	u, err := s.uploads.Get(ctx, upload)
	if err != nil {
		return nil, Upload{}, missing(err)
	}
	if u.Going || !u.Ready {
		return nil, Upload{}, ErrMissing
	}
	content, err := s.blobs.Open(ctx, u.Key)
	return content, *u, err
}

// Extensions tells the endings of files' names, such as "jpg", by upload, in one reading.
func (s *Service) Extensions(ctx context.Context, uploads []string) (map[string]string, error) {
	found, err := s.uploads.GetAll(ctx, uploads)
	all := make(map[string]string, len(found))
	for _, u := range found {
		all[u.ID] = u.Ext
	}
	return all, err
}

func missing(err error) error {
	if errors.Is(err, docstore.ErrMissing) {
		return ErrMissing
	}
	return err
}
