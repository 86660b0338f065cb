//go:build unix

package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yanhe/backend/booking"
	"yanhe/backend/client"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/httpapi"
)

// deed is something that one of the crowd wants done. It is sent again under the
// same key until it is answered, also by the next process.
type deed struct {
	caseID, center, key string
	by                  *client.Client
	slot                booking.Slot
	tries               int // at times that somebody else had; each is asked for under a key of its own
}

// letter is a filing and who sends it.
type letter struct {
	dispute.Filing
	key string
	who *client.Client
}

// crowd files, accepts and books, and writes down all that was acknowledged.
type crowd struct {
	t       *testing.T
	centers []string // with a place in each
	desks   map[string]*client.Client
	people  []*client.Client // a person can be in one place at a time only, so they are many

	mu       sync.Mutex
	next     int
	accept   []deed
	book     []deed
	pending  map[int]letter // filings without an answer yet, by filer
	slots    map[string][]booking.Slot
	filed    map[string]string // case -> tracking token
	accepted map[string]string // case -> number
	booked   map[string]httpapi.AppointmentView
	acked    int
	lost     int // contested times that somebody else had
	target   int
	reached  chan struct{}
}

var places = map[string]string{langxi: jianpin, ningguo: "341881100000"}

func newCrowd(t *testing.T) *crowd {
	return &crowd{t: t, centers: []string{langxi, ningguo}, desks: map[string]*client.Client{}, pending: map[int]letter{},
		people: make([]*client.Client, 80), slots: map[string][]booking.Slot{}, filed: map[string]string{}, accepted: map[string]string{}, booked: map[string]httpapi.AppointmentView{}}
}

// await says after how many more acknowledgements the returned channel is closed.
func (c *crowd) await(n int) <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.target, c.reached = c.acked+n, make(chan struct{})
	return c.reached
}

// ack writes an acknowledgement down.
func (c *crowd) ack(note func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	note()
	if c.acked++; c.acked == c.target {
		close(c.reached)
	}
}

// gone tells that the server has been killed under a request. Any other error that
// is not expected fails the test, and counts as gone.
func (c *crowd) gone(err error, expected ...string) bool {
	var u *url.Error
	if errors.As(err, &u) || err != nil && strings.Contains(err.Error(), "EOF") {
		return true
	}
	var p *client.Problem
	if errors.As(err, &p) {
		for _, code := range expected {
			if p.Code == code {
				return false
			}
		}
	}
	if err != nil {
		c.t.Errorf("the server answers %v", err)
	}
	return err != nil
}

// fileOn files one matter after the other until the server is gone.
func (c *crowd) fileOn(ctx context.Context, filer int) {
	center := c.centers[filer%len(c.centers)]
	for {
		c.mu.Lock()
		f, sent := c.pending[filer]
		if !sent {
			c.next++
			f.who, f.key = c.people[c.next%len(c.people)], fmt.Sprintf("crowd-filing-%d", c.next)
			f.Filing = dispute.Filing{Kind: dispute.Dispute, Type: "02", Division: places[center], What: "邻居占了公用的过道", Consent: dispute.PrivacyVersion,
				Person: dispute.Person{Name: "某人", Phone: fmt.Sprintf("1380000%04d", c.next)}, Others: []dispute.Person{{Name: "对方"}}}
			c.pending[filer] = f
		}
		c.mu.Unlock()
		var v httpapi.CaseView
		if err := f.who.Call(ctx, http.MethodPost, "/api/v1/cases", f.Filing, &v, "Idempotency-Key", f.key); c.gone(err) {
			return
		}
		c.ack(func() {
			delete(c.pending, filer)
			c.filed[v.ID] = v.Track
			d := deed{caseID: v.ID, center: center, key: "crowd-accept-" + v.ID, by: f.who}
			c.accept = append(c.accept, d)
			if len(c.filed)%5 == 0 { // a double click
				c.accept = append(c.accept, d)
			}
		})
	}
}

// take waits for a deed of a list, or returns false when ctx ends.
func (c *crowd) take(ctx context.Context, list *[]deed) (d deed, ok bool) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		c.mu.Lock()
		if n := len(*list); n > 0 {
			d, *list = (*list)[0], (*list)[1:]
			c.mu.Unlock()
			return d, true
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return d, false
		case <-tick.C:
		}
	}
}

// putBack leaves a deed for later: to be sent again, but not at once, since what
// a killed process began to claim stays claimed for a minute.
func (c *crowd) putBack(list *[]deed, d deed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := min(len(*list), 12)
	*list = slices.Insert(*list, i, d)
}

// acceptOn accepts what was filed.
func (c *crowd) acceptOn(ctx context.Context) {
	for {
		d, ok := c.take(ctx, &c.accept)
		if !ok {
			return
		}
		var v httpapi.CaseView
		err := c.desks[d.center].Call(ctx, http.MethodPost, "/api/v1/cases/"+d.caseID+"/acceptance", object{}, &v, "Idempotency-Key", d.key)
		if c.gone(err) {
			c.putBack(&c.accept, d)
			return
		}
		c.ack(func() {
			if before := c.accepted[d.caseID]; before != "" && before != v.Number || v.Number == "" {
				c.t.Errorf("case %s has the number %q and then %q", d.caseID, before, v.Number)
			} else if before == "" {
				c.book = append(c.book, c.wanting(d))
			}
			c.accepted[d.caseID] = v.Number
		})
	}
}

// contested is how many times of a center the crowd fights for.
const contested = 90

// wanting chooses a time, of few, so that many want the same; c.mu is held.
func (c *crowd) wanting(d deed) deed {
	free := c.slots[d.center]
	d.key = fmt.Sprintf("crowd-book-%s-%d", d.caseID, d.tries)
	if len(free) > 0 {
		d.slot = free[rand.IntN(len(free))]
		d.slot.Mediators = []booking.Mediator{d.slot.Mediators[rand.IntN(len(d.slot.Mediators))]}
	}
	return d
}

// bookOn books for accepted cases; who finds a time taken tries another one.
func (c *crowd) bookOn(ctx context.Context) {
	for {
		d, ok := c.take(ctx, &c.book)
		if !ok {
			return
		}
		if d.slot.Room == "" {
			if err := c.look(ctx, d); c.gone(err) {
				c.putBack(&c.book, d)
				return
			}
			c.mu.Lock()
			d = c.wanting(d)
			c.mu.Unlock()
		}
		var a httpapi.AppointmentView
		err := d.by.Call(ctx, http.MethodPost, "/api/v1/cases/"+d.caseID+"/appointments", wish(d.slot), &a, "Idempotency-Key", d.key)
		switch {
		case c.gone(err, "booking.slot_taken", "booking.mediator_taken", "booking.travel", "booking.party_taken", "booking.lost", "booking.in_progress"):
			c.putBack(&c.book, d)
			return
		case err != nil:
			c.mu.Lock()
			c.lost++
			d.tries++
			c.book = append(c.book, c.wanting(d))
			c.mu.Unlock()
		default:
			c.ack(func() { c.booked[a.ID] = a })
		}
	}
}

// look reads the free times of a center once.
func (c *crowd) look(ctx context.Context, d deed) error {
	var free struct{ Items []booking.Slot }
	from := clock.Day(time.Now().Add(72 * time.Hour))
	err := d.by.Call(ctx, http.MethodGet, "/api/v1/cases/"+d.caseID+"/slots?days=14&from="+from, nil, &free)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.slots[d.center]) == 0 {
		c.slots[d.center] = free.Items[:min(len(free.Items), contested)]
	}
	return err
}
