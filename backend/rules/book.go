package rules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Version is one state of a set of rules. It is never changed: what decided a case
// can be looked up later.
type Version struct {
	docstore.Meta
	Subject Subject   `json:"subject"`
	Number  int64     `json:"number"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	// Note says why it was changed.
	Note string          `json:"note"`
	Data json.RawMessage `json:"data"`
}

var versions = docstore.Define[Version]("rules").
	Text("subject", func(v *Version) string { return string(v.Subject) }).
	Int("number", func(v *Version) int64 { return v.Number }).
	Index("subject", "number")

// Schemas lists the package's collections.
func Schemas() []docstore.Schema { return []docstore.Schema{versions.Schema()} }

// Book holds the rules in force. It is safe for concurrent use; until Load the
// built-in ones are in force.
type Book struct {
	clock    clock.Clock
	versions *docstore.Collection[Version, *Version]
	routing  atomic.Pointer[inForce[Routing]]
	limits   atomic.Pointer[inForce[Limits]]
	scale    atomic.Pointer[inForce[Scale]]
}

type inForce[T any] struct {
	rules  T
	number int64
}

// New makes a book on an engine.
func New(e docstore.Engine, clk clock.Clock) *Book {
	b := &Book{clock: clk, versions: versions.On(e)}
	b.routing.Store(&inForce[Routing]{defaultRouting, 0})
	b.limits.Store(&inForce[Limits]{defaultLimits, 0})
	b.scale.Store(&inForce[Scale]{})
	return b
}

// Routing returns the routing rules in force and their version.
func (b *Book) Routing() (Routing, int64) { r := b.routing.Load(); return r.rules, r.number }

// Limits returns the limits in force and their version.
func (b *Book) Limits() (Limits, int64) { l := b.limits.Load(); return l.rules, l.number }

// Scale returns the allowance in force and its version.
func (b *Book) Scale() (Scale, int64) { s := b.scale.Load(); return s.rules, s.number }

// Load reads the newest versions. Those that this build cannot read (a newer build
// wrote them) are an error, and the rules before stay in force.
func (b *Book) Load(ctx context.Context) error {
	return errors.Join(load(ctx, b, OfRouting, &b.routing), load(ctx, b, OfLimits, &b.limits), load(ctx, b, OfScale, &b.scale))
}

func load[T any](ctx context.Context, b *Book, s Subject, into *atomic.Pointer[inForce[T]]) error {
	v, err := b.versions.First(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("subject", s)}, Sort: []string{"number"}, Desc: true})
	if errors.Is(err, docstore.ErrMissing) {
		return nil
	}
	if err != nil || v.Number <= into.Load().number {
		return err
	}
	rules, err := parse[T](v.Data)
	if err != nil {
		return fmt.Errorf("rules: %s, version %d: %w", s, v.Number, err)
	}
	into.Store(&inForce[T]{rules, v.Number})
	return nil
}

// Page is one page of versions.
type Page = docstore.Page[*Version]

// Versions lists the versions of a subject, the newest first; version 0 is not stored.
func (b *Book) Versions(ctx context.Context, s Subject, after string, limit int) (Page, error) {
	return b.versions.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("subject", s)}, Sort: []string{"number"},
		Desc: true, After: after, Limit: limit})
}

const maxNote = 500

// Change is a new version of a set of rules.
type Change struct {
	// Base is the version that the author had before them: somebody else's change in
	// between is not overwritten.
	Base int64
	By   string
	Note string
}

// SaveRouting puts checked routing rules into force.
func (b *Book) SaveRouting(ctx context.Context, c Change, r Routing) (int64, error) {
	return save(ctx, b, OfRouting, c, r)
}

// SaveLimits puts checked limits into force; cases keep the clocks they have until
// they are replayed.
func (b *Book) SaveLimits(ctx context.Context, c Change, l Limits) (int64, error) {
	return save(ctx, b, OfLimits, c, l)
}

// SaveScale puts a checked allowance into force.
func (b *Book) SaveScale(ctx context.Context, c Change, s Scale) (int64, error) {
	return save(ctx, b, OfScale, c, s)
}

func save[T any](ctx context.Context, b *Book, s Subject, c Change, rules T) (int64, error) {
	note := strings.TrimSpace(c.Note)
	if note == "" || len([]rune(note)) > maxNote {
		return 0, fault.Bad("note", "rules.note").With("limit", maxNote)
	}
	if err := b.Load(ctx); err != nil {
		return 0, err
	}
	now := map[Subject]int64{OfRouting: b.routing.Load().number, OfLimits: b.limits.Load().number, OfScale: b.scale.Load().number}[s]
	if c.Base != now {
		return 0, errChanged
	}
	data, err := json.Marshal(rules)
	if err != nil {
		return 0, fault.Wrap(err, "internal")
	}
	v := &Version{Meta: docstore.Meta{ID: fmt.Sprintf("%s-%09d", s, now+1)}, Subject: s, Number: now + 1, By: c.By,
		At: b.clock.Now(), Note: note, Data: data}
	if err := b.versions.Insert(ctx, v); errors.Is(err, docstore.ErrExists) {
		return 0, errChanged // another instance saved in the same moment
	} else if err != nil {
		return 0, err
	}
	return v.Number, b.Load(ctx)
}

// errChanged keeps two editors from overwriting each other.
var errChanged = fault.New(fault.Conflict, "rules.changed").At("base")
