package message

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Bounds of what can be sent.
const (
	MaxText  = 2000 // characters
	MaxSent  = 500  // messages of one case
	MaxFiles = 9    // of one message
)

var (
	errNoThread = fault.New(fault.NotFound, "message.thread")
	errMissing  = fault.New(fault.NotFound, "message.missing")
)

// Send writes into a thread. The same key by the same account sends once. A citizen's
// message is checked before others read it; the staff's goes out at once. uploads are
// pictures, papers or voice: in a joint thread they reach the other side only when a
// person has looked at them.
func (s *Service) Send(ctx context.Context, who policy.Subject, caseID, thread, key, text string, uploads ...string) (*Message, error) {
	if len(key) < 8 || len(key) > 100 {
		return nil, fault.Bad("Idempotency-Key", "idempotency.key")
	}
	text = strings.TrimSpace(text)
	if text == "" && len(uploads) == 0 {
		return nil, fault.Bad("text", "required")
	}
	if len(uploads) > MaxFiles {
		return nil, fault.Bad("files", "case.too_many_files").With("limit", MaxFiles)
	}
	if utf8.RuneCountInString(text) > MaxText {
		return nil, fault.Bad("text", "too_long").With("limit", MaxText)
	}
	c, side, err := s.enter(ctx, who, caseID, thread)
	if err != nil {
		return nil, err
	}
	if !c.Talks() {
		return nil, fault.New(fault.Conflict, "message.closed")
	}
	m := &Message{Meta: docstore.Meta{ID: id.Derive("message", who.Account, caseID, key)}, Case: caseID, Thread: thread,
		By: who.Account, Side: side, At: s.clock.Now()}
	if before, err := s.messages.Get(ctx, m.ID); err == nil {
		return before, s.owe(ctx, c, before) // a retry: what was owed is owed once
	} else if !errors.Is(err, docstore.ErrMissing) {
		return nil, err
	}
	sent, err := s.messages.Count(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("case", caseID)}}, MaxSent)
	if err != nil {
		return nil, err
	}
	if sent >= MaxSent {
		return nil, fault.New(fault.Conflict, "message.too_many").With("limit", MaxSent)
	}
	if m.Text, err = s.vault.Seal(m.context(), text); err != nil {
		return nil, err
	}
	if err := s.attach(ctx, who, m, uploads); err != nil {
		return nil, err
	}
	switch {
	case side == Center:
		m.Verdict = dispute.Pass
	case text == "": // nothing for the platform's check of texts
		m.Verdict = m.seen(dispute.Pass)
	}
	if err := s.messages.Insert(ctx, m); err != nil && !errors.Is(err, docstore.ErrExists) {
		return nil, err
	}
	return m, s.owe(ctx, c, m)
}

// attach takes over what comes with a message.
func (s *Service) attach(ctx context.Context, who policy.Subject, m *Message, uploads []string) error {
	if len(uploads) == 0 {
		return nil
	}
	taken, err := s.files.Take(ctx, who.Account, uploads, "files")
	for _, e := range taken {
		m.Files = append(m.Files, File{e.ID, e.Mime, e.Size})
	}
	return err
}

// seen is the verdict of a check, for a message whose files other parties would see:
// a person looks at those first.
func (m *Message) seen(verdict string) string {
	if verdict == dispute.Pass && len(m.Files) > 0 && m.Thread == dispute.JointThread {
		return dispute.Review
	}
	return verdict
}

// enter tells in which case and as which side somebody may use a thread.
func (s *Service) enter(ctx context.Context, who policy.Subject, caseID, thread string) (*dispute.Case, string, error) {
	c, err := s.cases.Read(ctx, who, caseID, policy.TalkInCase)
	if err != nil {
		return nil, "", err
	}
	side, ok := c.ThreadSide(who.Account, who.Staff, thread)
	if !ok {
		return nil, "", errNoThread
	}
	if side == "" {
		side = Center
	}
	return c, side, nil
}

// owe has the case's outbox check a message, or tell those who are to read it.
func (s *Service) owe(ctx context.Context, c *dispute.Case, m *Message) error {
	var all []dispute.Owed
	for i, f := range m.Files {
		all = append(all, dispute.Owed{ID: m.ID + "-file-" + strconv.Itoa(i), Errand: dispute.AttachFile, File: f.ID})
	}
	switch m.Verdict {
	case "":
		all = append(all, dispute.Owed{ID: m.ID + "-check", Errand: dispute.CheckMessage, File: m.ID})
	case dispute.Pass:
		all = append(all, s.notices(c, m)...)
	default:
		all = append(all, dispute.Owed{ID: m.ID + "-look", Errand: dispute.SendNotice, Event: dispute.MessageHeld, To: dispute.CenterAddress(c.Center)})
	}
	return s.cases.OweFor(ctx, c.ID, all...)
}

// notices go to all who may read the message but its sender.
func (s *Service) notices(c *dispute.Case, m *Message) []dispute.Owed {
	to := c.ThreadReaders(m.Thread)
	if m.Side != Center {
		to = append(to, c.Mediator, dispute.CenterAddress(c.Center))
	}
	var all []dispute.Owed
	for _, account := range to {
		if account != "" && account != m.By {
			all = append(all, dispute.Owed{ID: m.ID + "-" + id.Derive(account)[:8], Errand: dispute.SendNotice,
				Event: dispute.MessageSent, To: account})
		}
	}
	return all
}

// OpenMessage returns who wrote a message, and its text, for the check.
func (s *Service) OpenMessage(ctx context.Context, messageID string) (account, text string, err error) {
	m, err := s.messages.Get(ctx, messageID)
	if err != nil {
		return "", "", missing(err)
	}
	text, err = s.open(m)
	return m.By, text, err
}

// Judge keeps the verdict of the check, and has told who is to know.
func (s *Service) Judge(ctx context.Context, messageID, verdict string) error {
	return s.judge(ctx, messageID, func(m *Message) error {
		if m.Verdict != "" {
			return docstore.ErrUnchanged
		}
		m.Verdict = m.seen(verdict)
		return nil
	})
}

func (s *Service) judge(ctx context.Context, messageID string, change func(*Message) error) error {
	m, err := s.messages.Update(ctx, messageID, change)
	if err != nil {
		return missing(err)
	}
	c, err := s.cases.Get(ctx, m.Case)
	if err != nil {
		return err
	}
	return s.owe(ctx, c, m)
}

// Clear lets a moderator decide on a message that the check has held back.
func (s *Service) Clear(ctx context.Context, who policy.Subject, caseID, messageID string, pass bool) error {
	if _, err := s.cases.Read(ctx, who, caseID, policy.ModerateCase); err != nil {
		return err
	}
	return s.judge(ctx, messageID, func(m *Message) error {
		if m.Case != caseID || m.Side == Center {
			return errMissing
		}
		verdict := dispute.Risky
		if pass {
			verdict = dispute.Pass
		}
		if m.Verdict == verdict {
			return docstore.ErrUnchanged
		}
		m.Verdict = verdict
		return nil
	})
}

func (s *Service) open(m *Message) (text string, err error) {
	err = s.vault.Open(m.context(), m.Text, &text)
	return text, err
}

func missing(err error) error {
	if errors.Is(err, docstore.ErrMissing) {
		return errMissing
	}
	return err
}
