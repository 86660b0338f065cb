// Package evidence takes in files before anything is filed with them, keeps
// account of who sent how much, hands them over to cases and clears away what
// nobody used.
package evidence

import (
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
)

// Upload is what is known of a file; its content lies in the blob store. The name
// it had on the sender's phone is not kept: people put names into it.
type Upload struct {
	docstore.Meta
	// Account sent it, and is the only one who can file it.
	Account string `json:"account"`
	// Key of the content in the blob store.
	Key  string `json:"key"`
	Mime string `json:"mime"`
	// Ext is the usual ending for the media type, without a dot.
	Ext    string    `json:"ext"`
	Size   int64     `json:"size"` // bytes
	SHA256 string    `json:"sha256"`
	At     time.Time `json:"at"`
	// Ready is set once the content is stored.
	Ready bool `json:"ready,omitempty"`
	// Taken is when a case last asked for it, Case the one it belongs to, "" for none yet.
	Taken time.Time `json:"taken,omitzero"`
	Case  string    `json:"case,omitempty"`
	// Going is set before the content is removed; nobody can take it any more.
	Going bool `json:"going,omitempty"`
}

// How long an upload is kept that no case has attached: two days for somebody to
// finish a filing. One that was taken may already stand in a case whose outbox
// has yet to attach it, so it waits for a week of trouble to pass.
const (
	keepUnused = 48 * time.Hour
	keepTaken  = 7 * 24 * time.Hour
)

// expires is when the sweep may remove the upload, in milliseconds; 0 for never.
func (u *Upload) expires() int64 {
	if u.Case != "" {
		return 0
	}
	at := u.At.Add(keepUnused)
	if !u.Taken.IsZero() {
		at = u.Taken.Add(keepTaken)
	}
	return at.UnixMilli()
}

func (u *Upload) evidence() dispute.Evidence {
	return dispute.Evidence{ID: u.ID, Mime: u.Mime, Size: u.Size, Hash: u.SHA256, At: u.At, By: u.Account}
}

// Quotas of an account.
const (
	// MaxOpen is how many uploads may wait for a case.
	MaxOpen = dispute.MaxEvidence
	// MaxDay is how many bytes may be sent on a day (Asia/Shanghai).
	MaxDay int64 = 500 << 20
)

// allowance is what an account has used of its quotas. It is one document, so
// that uploads sent at the same moment cannot all slip under a limit.
type allowance struct {
	docstore.Meta
	Day   string    `json:"day"`
	Bytes int64     `json:"bytes"`
	Open  []pending `json:"open,omitempty"`
}

// pending is an upload that waits for a case. One that a crash left here is
// forgotten when the sweep would have removed it.
type pending struct {
	Upload string    `json:"upload"`
	At     time.Time `json:"at"`
}

// turn brings an allowance to a time: a new day has used nothing.
func (a *allowance) turn(now time.Time) {
	if day := clock.Day(now); a.Day != day {
		a.Day, a.Bytes = day, 0
	}
	kept := a.Open[:0]
	for _, p := range a.Open {
		if now.Before(p.At.Add(keepUnused)) {
			kept = append(kept, p)
		}
	}
	a.Open = kept
}

var (
	uploads = docstore.Define[Upload]("uploads").
		Int("expires", (*Upload).expires).
		Index("expires")

	allowances = docstore.Define[allowance]("upload_allowances")
)

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema { return []docstore.Schema{uploads.Schema(), allowances.Schema()} }
