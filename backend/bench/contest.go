package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"yanhe/backend/booking"
	"yanhe/backend/clock"
	"yanhe/backend/docstore"
)

// rivals is how many clients want the same slot at the same time. Each center's
// clients contest the slots of one of its rooms and mediators.
const rivals = 8

// slot is a time of a room with a mediator, wanted by a group of rivals.
type slot struct {
	booking.Place
	mediator string
	won      atomic.Int32
}

// contest is what 64 clients fight about.
type contest struct {
	slots   [][]*slot // by group
	callers []*caller // group g has callers g*rivals to (g+1)*rivals-1
	cases   [][]string
	engine  docstore.Engine
}

// contestRows lets clients fight for slots and counts winners, orphan claims and
// bookings a second.
func contestRows(ctx context.Context, o *Options) ([]Row, error) {
	return o.onStores(ctx, func(ctx context.Context, dir string, st storage) ([]Row, error) {
		s, _, err := o.serve(ctx, dir, st)
		if err != nil {
			return nil, err
		}
		defer s.stop()
		c, err := o.contest(ctx, s, st)
		if err != nil {
			return nil, s.explain(err)
		}
		defer c.close()
		rows, err := c.fight(ctx, o, st)
		return rows, s.explain(err)
	})
}

func (c *contest) close() {
	hangUp(c.callers)
	_ = c.engine.Close() // nothing was written through it that is still needed
}

// contest signs the clients in, gives each a case in the queue for every slot it
// will ask for, and finds the slots.
func (o *Options) contest(ctx context.Context, s *server, st storage) (*contest, error) {
	c := &contest{}
	engine, err := st.prepared(ctx)
	if err != nil {
		return nil, err
	}
	c.engine = engine
	if c.callers, err = o.citizens(ctx, s, "bench"); err != nil {
		return nil, err
	}
	groups := o.Clients / rivals
	perGroup := o.Slots / groups
	c.cases = make([][]string, o.Clients)
	err = each(o.Clients, 8, func(i int) (err error) {
		c.cases[i], err = c.queued(ctx, i, perGroup)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.slots = make([][]*slot, groups)
	return c, each(groups, 1, func(g int) (err error) {
		c.slots[g], err = c.free(g, perGroup)
		return err
	})
}

// queued puts n cases of a client, each with parties of its own, into the queue of
// its group's center.
func (c *contest) queued(ctx context.Context, client, n int) ([]string, error) {
	var me struct{ ID string }
	err := c.callers[client].get("/api/v1/me", decode(&me))
	if err != nil {
		return nil, err
	}
	m, err := newMaker()
	if err != nil {
		return nil, err
	}
	ids := make([]string, n)
	now := clock.System{}.Now()
	for i := range ids {
		k := client*n + i
		f := FilingOf(k * 10) // people with one case only
		f.Division = places[client/rivals%len(places)].id
		made, err := m.file(k, f, me.ID, now.Add(-48*time.Hour))
		if err == nil {
			err = m.accept(made, k, now.Add(-40*time.Hour))
		}
		if err != nil {
			return nil, err
		}
		r, err := m.record(made)
		if err == nil {
			err = c.engine.Insert(ctx, "cases", r)
		}
		if err != nil {
			return nil, err
		}
		ids[i] = made.ID
	}
	return ids, nil
}

// free asks the server for n slots that do not overlap, all of one room and mediator.
func (c *contest) free(group, n int) ([]*slot, error) {
	var found []*slot
	day := clock.System{}.Now().AddDate(0, 0, 1)
	for range int(booking.MaxAhead/(24*time.Hour)) / booking.MaxDays {
		var page struct{ Items []booking.Slot }
		path := fmt.Sprintf("/api/v1/cases/%s/slots?from=%s&days=%d&cells=1", c.cases[group*rivals][0], clock.Day(day), booking.MaxDays)
		if err := c.callers[group*rivals].get(path, decode(&page)); err != nil {
			return nil, err
		}
		for _, s := range page.Items {
			if len(found) == 0 || s.Room == found[0].Room {
				found = append(found, &slot{Place: s.Place, mediator: s.Mediators[0].Account})
			}
			if len(found) == n {
				return found, nil
			}
		}
		day = day.AddDate(0, 0, booking.MaxDays)
	}
	return nil, fmt.Errorf("only %d of %d free slots at %s", len(found), n, places[group].id)
}

func decode(into any) func(int, []byte) error {
	return func(status int, body []byte) error {
		if err := want(200)(status, body); err != nil {
			return err
		}
		return json.Unmarshal(body, into)
	}
}

// fight runs the contest in as many parts as there are rounds.
func (c *contest) fight(ctx context.Context, o *Options, st storage) ([]Row, error) {
	speed := Row{Name: "bookings a second, each wanted by " + fmt.Sprint(rivals) + " at once, " + st.name, Unit: "/s"}
	perGroup := len(c.slots[0])
	for round := range o.Rounds {
		from, to := round*perGroup/o.Rounds, (round+1)*perGroup/o.Rounds
		begin := time.Now()
		err := each(len(c.slots), len(c.slots), func(g int) error { return c.round(g, from, to) })
		if err != nil {
			return nil, err
		}
		speed.Values = append(speed.Values, float64((to-from)*len(c.slots))/time.Since(begin).Seconds())
	}
	speed.Note = fmt.Sprintf("%d slots, %d requests, %d clients", perGroup*len(c.slots), perGroup*len(c.slots)*rivals, len(c.slots)*rivals)
	winners, err := c.winners(ctx, st)
	return []Row{winners, speed}, err
}

// round lets the rivals of a group ask for its slots one after the other, all at
// the same time for each.
func (c *contest) round(group, from, to int) error {
	for i := from; i < to; i++ {
		s := c.slots[group][i]
		body, err := json.Marshal(map[string]any{"room": s.Room, "mediator": s.mediator, "start": s.Start, "end": s.End})
		if err != nil {
			return err
		}
		var ready sync.WaitGroup
		ready.Add(rivals)
		err = each(rivals, rivals, func(r int) error {
			client := group*rivals + r
			ready.Done()
			ready.Wait()
			return c.callers[client].post("/api/v1/cases/"+c.cases[client][i]+"/appointments", body, "bench-"+c.cases[client][i],
				func(status int, reply []byte) error {
					switch status {
					case 201:
						s.won.Add(1)
						return nil
					case 409:
						return nil
					}
					return want(201)(status, reply)
				})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
