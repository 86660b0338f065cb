package audit

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"yanhe/backend/docstore"
)

// systemActor is who sets anchors.
const systemActor = "system"

// Anchor records where every chain ends. Set one from time to time, and keep its
// hash where the database's keepers cannot write: Verify then finds a chain whose end
// was cut off after the anchor's entries.
func (l *Log) Anchor(ctx context.Context) error {
	details := map[string]string{}
	for i := range chains {
		chain := strconv.FormatInt(int64(i), 16)
		seq, hash, err := l.last(ctx, chain)
		if err != nil {
			return err
		}
		if seq > 0 {
			details[chain] = fmt.Sprintf("%d:%s", seq, hash)
		}
	}
	return l.append(ctx, anchorChain, Entry{Actor: systemActor, Action: "audit.anchor", Details: details})
}

// Verify walks all chains. checked counts the sound entries; broken is the id of
// the first place that is not as it was written, "" when all is well. A chain is
// walked up to its first break, all chains are walked.
func (l *Log) Verify(ctx context.Context) (checked int64, broken string, err error) {
	byChain, err := l.entries.CountBy(ctx, "chain")
	if err != nil {
		return 0, "", err
	}
	walk := verification{log: l, claims: map[string]string{}}
	for _, chain := range inOrder(byChain) {
		if err := walk.chain(ctx, chain); err != nil {
			return walk.checked, walk.broken, err
		}
	}
	walk.settle()
	return walk.checked, walk.broken, nil
}

// inOrder puts the anchors first: they say what the other chains must hold.
func inOrder(byChain map[string]int64) []string {
	names := make([]string, 0, len(byChain))
	for name := range byChain {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if (names[i] == anchorChain) != (names[j] == anchorChain) {
			return names[i] == anchorChain
		}
		return names[i] < names[j]
	})
	return names
}

type verification struct {
	log     *Log
	checked int64
	broken  string
	claims  map[string]string // entry id -> hash that an anchor saw there
}

func (v *verification) fail(id string) {
	if v.broken == "" {
		v.broken = id
	}
}

func (v *verification) chain(ctx context.Context, chain string) error {
	var seq int64
	prev, sound := "", true
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("chain", chain)}, Sort: []string{"seq"}}
	return v.log.entries.Each(ctx, q, func(e *Entry) error {
		if !sound {
			return nil
		}
		seq++
		want := entryID(chain, seq)
		hash, err := e.digest(v.log.key)
		if err != nil {
			return err
		}
		anchored, claimed := v.claims[want]
		if e.ID != want || e.Seq != seq || e.Chain != chain || e.Prev != prev || e.Hash != hash ||
			claimed && anchored != hash {
			sound = false
			v.fail(want)
			return nil
		}
		delete(v.claims, want)
		prev = hash
		v.checked++
		if chain == anchorChain {
			v.learn(e.Details)
		}
		return nil
	})
}

func (v *verification) learn(details map[string]string) {
	for chain, end := range details {
		seq, hash, _ := strings.Cut(end, ":")
		if n, err := strconv.ParseInt(seq, 10, 64); err == nil {
			v.claims[entryID(chain, n)] = hash
		}
	}
}

// settle reports anchored entries that no chain held.
func (v *verification) settle() {
	missing := make([]string, 0, len(v.claims))
	for id := range v.claims {
		missing = append(missing, id)
	}
	sort.Strings(missing)
	if len(missing) > 0 {
		v.fail(missing[0])
	}
}
