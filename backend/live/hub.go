// Package live tells the open consoles of a center what happens while they are open: which
// cases change, and who else has a filing open, so that two officers never decide on one
// unknowingly.
package live

import (
	"context"
	"slices"
	"sync"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
)

// Event is what a console hears. It holds no personal data: what changed is read by the
// same routes, and under the same rights, as before.
type Event struct {
	Case  string        `json:"case"`
	State dispute.State `json:"state,omitempty"`
	// Here are those who have the case open now; absent in the news of a change.
	Here []Person `json:"here,omitempty"`
}

// Cases reads cases by id (dispute.Service).
type Cases interface {
	GetAll(ctx context.Context, ids []string) ([]*dispute.Case, error)
}

// Centers knows the path from a center to the top (center.Directory).
type Centers interface {
	Path(center string) []string
}

// backlog is how many events wait for a slow reader before it is cut off. It then
// connects anew and reads everything once, which is shorter than what it missed.
const backlog = 64

// Hub hands on what the change feeds tell. Its methods are safe for concurrent use.
type Hub struct {
	clock     clock.Clock
	cases     Cases
	centers   Centers
	feed      docstore.Engine
	presences *docstore.Collection[Presence, *Presence]

	mu      sync.Mutex
	closed  bool
	readers map[*Reader]struct{}
}

// New makes a hub.
func New(engine docstore.Engine, c clock.Clock, cases Cases, centers Centers) *Hub {
	return &Hub{clock: c, cases: cases, centers: centers, feed: engine, presences: presences.On(engine),
		readers: map[*Reader]struct{}{}}
}

// Reader hears the events of a center and of all below it.
type Reader struct {
	// Events is closed when the reader was too slow, and by Close.
	Events <-chan Event
	events chan Event
	center string
	hub    *Hub
}

// Listen opens a reader; whoever opens one closes it.
func (h *Hub) Listen(center string) *Reader {
	events := make(chan Event, backlog)
	r := &Reader{Events: events, events: events, center: center, hub: h}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(events)
	} else {
		h.readers[r] = struct{}{}
	}
	return r
}

// Close ends all readers, for a program that stops.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for r := range h.readers {
		h.drop(r)
	}
}

// Close ends the reader; a second time is fine.
func (r *Reader) Close() {
	r.hub.mu.Lock()
	defer r.hub.mu.Unlock()
	r.hub.drop(r)
}

func (h *Hub) drop(r *Reader) {
	if _, there := h.readers[r]; there {
		delete(h.readers, r)
		close(r.events)
	}
}

// tell hands an event to the readers of the center and of those above it.
func (h *Hub) tell(center string, e Event) {
	path := h.centers.Path(center)
	h.mu.Lock()
	defer h.mu.Unlock()
	for r := range h.readers {
		if !slices.Contains(path, r.center) {
			continue
		}
		select {
		case r.events <- e:
		default:
			h.drop(r)
		}
	}
}

// FollowCases hands on changes of cases until ctx ends or the feed does.
func (h *Hub) FollowCases(ctx context.Context) error {
	return h.feed.Watch(ctx, "cases", "", func() {}, func(c docstore.Change) error {
		if c.Version == 0 || h.Readers() == 0 {
			return nil
		}
		found, err := h.cases.GetAll(ctx, []string{c.ID})
		for _, one := range found {
			h.tell(one.Center, Event{Case: one.ID, State: one.State})
			if one.Offer != nil {
				h.tell(one.Offer.To, Event{Case: one.ID, State: one.State})
			}
		}
		return err
	})
}

// Readers counts who listens.
func (h *Hub) Readers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.readers)
}
