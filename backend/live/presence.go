package live

import (
	"context"
	"errors"
	"slices"
	"time"

	"yanhe/backend/docstore"
)

const (
	// Every is how often a console says that it still has a case open.
	Every = 20 * time.Second
	// forgetAfter outlives one lost message.
	forgetAfter = 50 * time.Second
	// staleAfter is how long a list that nobody looks at stays.
	staleAfter = time.Hour
)

// Person has a case open.
type Person struct {
	Account string `json:"account"`
	Name    string `json:"name"`
}

// Presence is who has one case open. Its id is the case's.
type Presence struct {
	docstore.Meta
	Center string    `json:"center"`
	People []here    `json:"people"`
	At     time.Time `json:"at"`
}

// here is a Person as it is stored.
type here struct {
	Account string    `json:"account"`
	Name    string    `json:"name"`
	Seen    time.Time `json:"seen"`
}

var presences = docstore.Define[Presence]("presence").
	Int("at", func(p *Presence) int64 { return p.At.UnixMilli() }).
	Index("at")

// Schemas declares the collections of this package.
func Schemas() []docstore.Schema { return []docstore.Schema{presences.Schema()} }

// Enter notes that a person has a case open, and returns all who have. The caller has
// asked before whether the person may see the case.
func (h *Hub) Enter(ctx context.Context, caseID, center, account, name string) ([]Person, error) {
	now := h.clock.Now()
	me := here{account, name, now}
	return h.change(ctx, caseID, center, func(p *Presence) {
		p.People = append(others(p.People, account), me)
	})
}

// Leave notes that a person has closed a case.
func (h *Hub) Leave(ctx context.Context, caseID, center, account string) error {
	_, err := h.change(ctx, caseID, center, func(p *Presence) { p.People = others(p.People, account) })
	return err
}

func others(people []here, account string) []here {
	return slices.DeleteFunc(slices.Clone(people), func(p here) bool { return p.Account == account })
}

func (h *Hub) change(ctx context.Context, caseID, center string, do func(*Presence)) ([]Person, error) {
	now := h.clock.Now()
	note := func(p *Presence) error {
		p.People = slices.DeleteFunc(slices.Clone(p.People), func(one here) bool { return now.Sub(one.Seen) > forgetAfter })
		p.Center, p.At = center, now
		do(p)
		return nil
	}
	p, err := h.presences.Update(ctx, caseID, note)
	if errors.Is(err, docstore.ErrMissing) {
		p = &Presence{Meta: docstore.Meta{ID: caseID}}
		_ = note(p)
		if err = h.presences.Insert(ctx, p); errors.Is(err, docstore.ErrExists) { // another came first
			p, err = h.presences.Update(ctx, caseID, note)
		}
	}
	if err != nil {
		return nil, err
	}
	return p.list(now), nil
}

func (p *Presence) list(now time.Time) []Person {
	all := []Person{}
	for _, one := range p.People {
		if now.Sub(one.Seen) <= forgetAfter {
			all = append(all, Person{one.Account, one.Name})
		}
	}
	return all
}

// FollowPresence hands on who opens and closes cases until ctx ends or the feed does.
func (h *Hub) FollowPresence(ctx context.Context) error {
	return h.presences.Watch(ctx, "", func() {}, func(c docstore.Change) error {
		if c.Version == 0 || h.Readers() == 0 {
			return nil
		}
		p, err := h.presences.Get(ctx, c.ID)
		if err != nil {
			return docstore.Gone(err)
		}
		h.tell(p.Center, Event{Case: p.ID, Here: p.list(h.clock.Now())})
		return nil
	})
}

// Sweep deletes lists that nobody looks at any more.
func (h *Hub) Sweep(ctx context.Context) error {
	q := docstore.Query{Where: []docstore.Cond{docstore.Below("at", h.clock.Now().Add(-staleAfter).UnixMilli())}, Sort: []string{"at"}}
	return h.presences.Each(ctx, q, func(p *Presence) error { return docstore.Gone(h.presences.Delete(ctx, p)) })
}
