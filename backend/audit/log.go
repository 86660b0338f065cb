package audit

import (
	"context"
	"errors"
	"sync"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// maxTries bounds how often an entry starts over when another process took its place.
const maxTries = 200

// Log appends, lists and verifies. It is safe for concurrent use by any number
// of processes on one store.
type Log struct {
	entries *docstore.Collection[Entry, *Entry]
	clock   clock.Clock
	key     []byte

	mu    sync.Mutex
	heads map[string]*head
}

// head is where a chain ends, as this process last saw it. turn holds the one
// token that lets a writer append; a channel, so that waiting heeds a context.
type head struct {
	turn  chan struct{}
	known bool
	seq   int64
	hash  string
}

// New makes a log. The key goes into every hash and must stay the same; keep it
// out of the database.
func New(engine docstore.Engine, c clock.Clock, key []byte) *Log {
	return &Log{entries: entries.On(engine), clock: c, key: key, heads: map[string]*head{}}
}

// Append stores one entry; chain, sequence, time and hashes are the log's to set.
// It returns once the entry is durable, so do it before showing what it records.
func (l *Log) Append(ctx context.Context, e Entry) error {
	if e.Actor == "" || e.Action == "" {
		return fault.Internalf("audit: an entry without actor or action")
	}
	return l.append(ctx, chainOf(e.Actor), e)
}

// Record is Append for callers that need not know the form of an entry.
func (l *Log) Record(ctx context.Context, actor, action, object, reason string, details map[string]string) error {
	return l.Append(ctx, Entry{Actor: actor, Action: action, Object: object, Reason: reason, Details: details})
}

func (l *Log) append(ctx context.Context, chain string, e Entry) error {
	h := l.head(chain)
	select {
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for range maxTries {
		err := l.tryAppend(ctx, chain, h, e)
		if err == nil {
			return nil
		}
		h.known = false // the entry may be stored for all we know: look again next time
		if !errors.Is(err, docstore.ErrExists) {
			return err
		}
	}
	return docstore.ErrStale
}

func (l *Log) tryAppend(ctx context.Context, chain string, h *head, e Entry) error {
	if !h.known {
		seq, hash, err := l.last(ctx, chain)
		if err != nil {
			return err
		}
		h.known, h.seq, h.hash = true, seq, hash
	}
	e.Chain, e.Seq, e.Prev = chain, h.seq+1, h.hash
	e.ID = entryID(chain, e.Seq)
	e.At = l.clock.Now().UTC().Truncate(time.Millisecond)
	hash, err := e.digest(l.key)
	if err != nil {
		return err
	}
	e.Hash = hash
	if err := l.entries.Insert(ctx, &e); err != nil {
		return err
	}
	h.seq, h.hash = e.Seq, e.Hash
	return nil
}

func (l *Log) head(chain string) *head {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.heads[chain]
	if h == nil {
		h = &head{turn: make(chan struct{}, 1)}
		l.heads[chain] = h
	}
	return h
}

// last reads a chain's end from the store; 0 and "" when it is empty.
func (l *Log) last(ctx context.Context, chain string) (int64, string, error) {
	e, err := l.entries.First(ctx, docstore.Query{
		Where: []docstore.Cond{docstore.Eq("chain", chain)}, Sort: []string{"seq"}, Desc: true})
	if errors.Is(err, docstore.ErrMissing) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	return e.Seq, e.Hash, nil
}

// Filter narrows a list: by actor, or by object, or neither.
type Filter struct {
	Actor, Object string
	From, To      time.Time // zero: open; To is exclusive
	Limit         int
	After         string
}

// List returns entries, newest first.
func (l *Log) List(ctx context.Context, f Filter) (docstore.Page[*Entry], error) {
	q := docstore.Query{Sort: []string{"at"}, Desc: true, Limit: f.Limit, After: f.After}
	switch {
	case f.Actor != "" && f.Object != "":
		return docstore.Page[*Entry]{}, fault.Bad("object", "audit.one_filter")
	case f.Actor != "":
		q.Where = append(q.Where, docstore.Eq("actor", f.Actor))
	case f.Object != "":
		q.Where = append(q.Where, docstore.Eq("object", f.Object))
	}
	switch {
	case !f.From.IsZero() && !f.To.IsZero():
		q.Where = append(q.Where, docstore.Between("at", f.From.UnixMilli(), f.To.UnixMilli()))
	case !f.From.IsZero():
		q.Where = append(q.Where, docstore.AtLeast("at", f.From.UnixMilli()))
	case !f.To.IsZero():
		q.Where = append(q.Where, docstore.Below("at", f.To.UnixMilli()))
	}
	return l.entries.Find(ctx, q)
}
