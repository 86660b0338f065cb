// Package audit is the append-only log of who looked at personal data, who signed
// in, and who changed what: the log that the audited cannot change
// (网络安全法 art. 21, 等保 2.0 level 3).
//
// Entries form hash chains. Each carries its predecessor's hash, so a changed,
// removed, inserted or moved entry breaks its chain at that place. An anchor
// records the heads of all chains in a chain of its own, so a cut-off end shows too.
package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Entry is one line of the log. It holds no personal data: people appear by
// account id, things by document id.
type Entry struct {
	docstore.Meta
	Chain string    `json:"chain"`
	Seq   int64     `json:"seq"` // 1, 2, … within the chain, without a gap
	At    time.Time `json:"at"`
	// Actor is the account that acted; Action what it did ("case.reveal",
	// "session.start"); Object what with ("case|<id>"); Reason why, as the actor said.
	Actor   string            `json:"actor"`
	Action  string            `json:"action"`
	Object  string            `json:"object,omitempty"`
	Reason  string            `json:"reason,omitempty"`
	Details map[string]string `json:"details,omitempty"`
	// Prev is the hash of the entry before, "" for the first; Hash is this one's.
	Prev string `json:"prev"`
	Hash string `json:"hash"`
}

var entries = docstore.Define[Entry, *Entry]("audit").
	Text("chain", func(e *Entry) string { return e.Chain }).
	Int("seq", func(e *Entry) int64 { return e.Seq }).
	Int("at", func(e *Entry) int64 { return e.At.UnixMilli() }).
	Text("actor", func(e *Entry) string { return e.Actor }).
	Text("object", func(e *Entry) string { return e.Object }).
	Index("chain", "seq").
	Index("at").
	Index("actor", "at").
	Index("object", "at")

// Schemas lists the package's collections.
func Schemas() []docstore.Schema { return []docstore.Schema{entries.Schema()} }

// chains is how many chains take entries: enough that a city's desks do not wait
// for each other. Changing it is safe; old chains simply end.
const chains = 16

// anchorChain holds the anchors.
const anchorChain = "anchor"

// chainOf spreads actors over the chains. One actor's entries share a chain, so
// they stand in the order they happened.
func chainOf(actor string) string {
	h := fnv.New32a()
	h.Write([]byte(actor))
	return fmt.Sprintf("%x", h.Sum32()%chains)
}

// entryID makes two writers of the same place collide: the store lets one in.
func entryID(chain string, seq int64) string { return fmt.Sprintf("%s|%016d", chain, seq) }

// digest is the hash of all that an entry says. Without the key it cannot be
// recomputed by someone who can only write to the database.
func (e *Entry) digest(key []byte) (string, error) {
	said := *e
	said.Hash = ""
	content, err := json.Marshal(&said) // fields in declared order, map keys sorted: canonical
	if err != nil {
		return "", fault.Wrap(err, "internal")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(content)
	return hex.EncodeToString(mac.Sum(nil)), nil
}
