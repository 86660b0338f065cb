package message

import (
	"context"
	"errors"
	"slices"
	"time"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Shown is a message as somebody may see it.
type Shown struct {
	ID   string
	Side string
	Mine bool
	Text string
	At   time.Time
	// Shown to all in the thread; until then only its sender and the staff see it.
	Shown   bool
	Verdict string
	Files   []File
}

// Page is one page of a thread, the newest first, and who has read it how far.
type Page struct {
	Items []Shown
	Next  string
	Seen  []Mark
}

// List shows a thread to somebody who is in it. What is not checked yet, or held back,
// only its sender and the staff see.
func (s *Service) List(ctx context.Context, who policy.Subject, caseID, thread, after string, limit int) (Page, error) {
	if _, _, err := s.enter(ctx, who, caseID, thread); err != nil {
		return Page{}, err
	}
	page, err := s.messages.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("room", room(caseID, thread))},
		Sort: []string{"at"}, Desc: true, After: after, Limit: limit})
	if err != nil {
		return Page{}, err
	}
	out := Page{Next: page.Next}
	for _, m := range page.Items {
		mine := m.By == who.Account
		if m.Verdict != dispute.Pass && !mine && !who.Staff {
			continue
		}
		shown := Shown{ID: m.ID, Side: m.Side, Mine: mine, At: m.At, Shown: m.Verdict == dispute.Pass, Verdict: m.Verdict, Files: m.Files}
		if shown.Text, err = s.open(m); err != nil {
			return Page{}, err
		}
		out.Items = append(out.Items, shown)
	}
	seen, err := s.marks.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("room", room(caseID, thread))}})
	for _, m := range seen.Items {
		if m.By != who.Account {
			out.Seen = append(out.Seen, *m)
		}
	}
	return out, err
}

// MayOpen tells whether somebody may read a file that came with a message: who may
// read the message.
func (s *Service) MayOpen(ctx context.Context, who policy.Subject, caseID, messageID, file string) error {
	m, err := s.messages.Get(ctx, messageID)
	if err != nil {
		return missing(err)
	}
	if m.Case != caseID {
		return errMissing
	}
	if _, _, err := s.enter(ctx, who, caseID, m.Thread); err != nil {
		return err
	}
	if m.Verdict != dispute.Pass && m.By != who.Account && !who.Staff || !slices.ContainsFunc(m.Files, func(f File) bool { return f.ID == file }) {
		return errMissing
	}
	return nil
}

// MarkRead notes that somebody has read a thread up to now.
func (s *Service) MarkRead(ctx context.Context, who policy.Subject, caseID, thread string) error {
	_, side, err := s.enter(ctx, who, caseID, thread)
	if err != nil {
		return err
	}
	m := &Mark{Meta: docstore.Meta{ID: id.Derive("mark", caseID, thread, who.Account)}, Case: caseID, Thread: thread,
		By: who.Account, Side: side, At: s.clock.Now()}
	err = s.marks.Insert(ctx, m)
	if err == nil || !errors.Is(err, docstore.ErrExists) {
		return err
	}
	_, err = s.marks.Update(ctx, m.ID, func(old *Mark) error {
		if !old.At.Before(m.At) {
			return docstore.ErrUnchanged
		}
		old.At = m.At
		return nil
	})
	return err
}
