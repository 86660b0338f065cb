// Package notice pays what cases owe: it takes items from the outbox of a case
// and tells people (in-app inbox and WeChat subscribe message), has content
// checked, and marks uploads as used. Nothing here happens before the change
// that owes it is durable, and nothing is told twice.
package notice

import (
	"context"
	"errors"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Item is a message in an inbox. It holds codes, not words: a screen words it in
// its reader's language from the catalog, "notice.<event>".
type Item struct {
	docstore.Meta
	// Owner is an account, or "center:<id>" for the staff of a center.
	Owner string            `json:"owner"`
	Case  string            `json:"case"`
	Event string            `json:"event"`
	Facts map[string]string `json:"facts,omitempty"`
	At    time.Time         `json:"at"`
	Read  time.Time         `json:"read,omitzero"`
}

var items = docstore.Define[Item]("inbox").
	Text("owner", func(i *Item) string { return i.Owner }).
	Int("at", func(i *Item) int64 { return i.At.UnixMilli() }).
	Flag("unread", func(i *Item) bool { return i.Read.IsZero() }).
	Index("owner", "at").
	Index("owner", "unread", "at").
	Index("at")

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema {
	return []docstore.Schema{items.Schema(), deliveries.Schema(), traces.Schema()}
}

// Inbox reads and marks messages.
type Inbox struct {
	items *docstore.Collection[Item, *Item]
	now   func() time.Time
}

// MaxUnread bounds the count on the bell; a screen shows "99+".
const MaxUnread = 100

// List returns messages of one owner, the newest first.
func (b *Inbox) List(ctx context.Context, owner, after string, limit int) (docstore.Page[*Item], error) {
	return b.items.Find(ctx, docstore.Query{Where: []docstore.Cond{docstore.Eq("owner", owner)},
		Sort: []string{"at"}, Desc: true, After: after, Limit: limit})
}

// Unread counts messages not yet read, up to MaxUnread.
func (b *Inbox) Unread(ctx context.Context, owner string) (int64, error) {
	return b.items.Count(ctx, docstore.Query{Where: []docstore.Cond{
		docstore.Eq("owner", owner), docstore.Eq("unread", true)}}, MaxUnread)
}

// MarkRead marks one message; one of another owner does not exist for the caller.
func (b *Inbox) MarkRead(ctx context.Context, owner, item string) error {
	gone := fault.New(fault.NotFound, "notice.missing")
	_, err := b.items.Update(ctx, item, func(i *Item) error {
		if i.Owner != owner {
			return gone
		}
		if !i.Read.IsZero() {
			return docstore.ErrUnchanged
		}
		i.Read = b.now()
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return gone
	}
	return err
}

// Forget deletes all messages of one owner, for a person who has the account erased.
func (b *Inbox) Forget(ctx context.Context, owner string) error {
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("owner", owner)}, Sort: []string{"at"}}
	return b.items.Each(ctx, q, func(i *Item) error { return docstore.Gone(b.items.Delete(ctx, i)) })
}
