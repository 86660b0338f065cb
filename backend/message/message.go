// Package message carries words between each party of a case and its center, in
// separate threads, and in a joint one when all sides have agreed to it. What
// citizens write is checked like a filing before anybody but the staff reads it.
package message

import (
	"context"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/policy"
)

// Message is one message; its text is sealed. Its id follows from the sender's key,
// so that a retry never sends twice.
type Message struct {
	docstore.Meta
	Case string `json:"case"`
	// Thread is dispute.ApplicantThread, a party's id, or dispute.JointThread.
	Thread string `json:"thread"`
	By     string `json:"by"` // account
	// Side is "center", or the side of the party who wrote it.
	Side string    `json:"side"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
	// Files are pictures, papers and voice that came with it.
	Files []File `json:"files,omitempty"`
	// Verdict of the check: "" while it is awaited, dispute.Pass, Review or Risky.
	Verdict string `json:"verdict,omitempty"`
}

// File is an upload that came with a message.
type File struct {
	ID   string `json:"id"`
	Mime string `json:"mime"`
	Size int64  `json:"size"`
}

// Files hands over uploads (evidence.Service).
type Files interface {
	Take(ctx context.Context, account string, ids []string, field string) ([]dispute.Evidence, error)
}

// Center is the side of the staff.
const Center = "center"

// Mark says up to when somebody has read a thread.
type Mark struct {
	docstore.Meta
	Case   string    `json:"case"`
	Thread string    `json:"thread"`
	By     string    `json:"by"`
	Side   string    `json:"side"`
	At     time.Time `json:"at"`
}

var (
	messages = docstore.Define[Message]("messages").
			Text("room", func(m *Message) string { return room(m.Case, m.Thread) }).
			Text("case", func(m *Message) string { return m.Case }).
			Int("at", func(m *Message) int64 { return m.At.UnixMilli() }).
			Index("room", "at").
			Index("case")
	marks = docstore.Define[Mark]("message_marks").
		Text("room", func(m *Mark) string { return room(m.Case, m.Thread) }).
		Index("room")
)

func room(caseID, thread string) string { return caseID + "|" + thread }

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema { return []docstore.Schema{messages.Schema(), marks.Schema()} }

// Cases is what messages need of the cases (dispute.Service).
type Cases interface {
	Read(ctx context.Context, who policy.Subject, caseID string, a policy.Action) (*dispute.Case, error)
	Get(ctx context.Context, caseID string) (*dispute.Case, error)
	OweFor(ctx context.Context, caseID string, items ...dispute.Owed) error
}

// Vault seals texts (seal.Box).
type Vault interface {
	Seal(context string, value any) (string, error)
	Open(context, sealed string, into any) error
}

// Service sends and lists messages.
type Service struct {
	files    Files
	cases    Cases
	vault    Vault
	clock    clock.Clock
	messages *docstore.Collection[Message, *Message]
	marks    *docstore.Collection[Mark, *Mark]
}

// New makes the service on an engine.
func New(e docstore.Engine, clk clock.Clock, vault Vault, cases Cases, files Files) *Service {
	return &Service{files: files, cases: cases, vault: vault, clock: clk, messages: messages.On(e), marks: marks.On(e)}
}

// context binds the sealed text to its message.
func (m *Message) context() string { return "message|" + m.ID }
