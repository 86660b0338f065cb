package seed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
)

// mark remembers that an edition was stored, so that a later start reads one
// document instead of two thousand.
type mark struct {
	docstore.Meta
	Edition string    `json:"edition"`
	At      time.Time `json:"at"`
}

var marks = docstore.Define[mark, *mark]("seed")

// Schemas lists the package's collections.
func Schemas() []docstore.Schema { return []docstore.Schema{marks.Schema()} }

// Deps is what seeding works on.
type Deps struct {
	Engine   docstore.Engine
	Clock    clock.Clock
	Centers  *center.Directory
	Identity *identity.Service
}

// Options say what is stored beyond centers, departments and rooms.
type Options struct {
	// Demo adds the invented staff and phone numbers of the demonstration.
	Demo bool
	// Maintainer is the first account of a real installation; none when its login
	// is "". It must change its password at the first sign-in.
	Maintainer Maintainer
}

// Maintainer comes from the settings.
type Maintainer struct{ Login, Password string }

// Summary counts what was new.
type Summary struct {
	Centers, Departments, Rooms, Accounts int
	// SignIns are the demonstration's accounts, new or not; empty without Demo.
	SignIns []SignIn
}

// SignIn is a published account of the demonstration.
type SignIn struct {
	Login, Password, Name string
	Role                  policy.Role
	Center                string
}

// Apply stores what is missing and loads the tree. It only inserts: what people
// have changed stays. It may run again at any time, also after it was interrupted.
func Apply(ctx context.Context, d Deps, o Options) (Summary, error) {
	var sum Summary
	p, err := readPlan(planText)
	if err != nil {
		return sum, fault.Wrap(err, "internal")
	}
	if o.Demo {
		sum.SignIns = p.signIns()
	}
	known, err := d.stored(ctx, o.Demo)
	if err != nil {
		return sum, err
	}
	if !known {
		if err := d.places(ctx, p, o.Demo, &sum); err != nil {
			return sum, err
		}
	}
	if err := d.Centers.Load(ctx); err != nil {
		return sum, err
	}
	if !known && o.Demo {
		if err := d.people(ctx, p, &sum); err != nil {
			return sum, err
		}
	}
	if err := d.maintainer(ctx, o.Maintainer, &sum); err != nil {
		return sum, err
	}
	if known {
		return sum, nil
	}
	return sum, d.remember(ctx, o.Demo)
}

func markID(demo bool) string {
	if demo {
		return "demo"
	}
	return "plain"
}

func (d Deps) stored(ctx context.Context, demo bool) (bool, error) {
	m, err := marks.On(d.Engine).Get(ctx, markID(demo))
	if errors.Is(err, docstore.ErrMissing) {
		return false, nil
	}
	return err == nil && m.Edition == fingerprint(), err
}

func (d Deps) remember(ctx context.Context, demo bool) error {
	collection := marks.On(d.Engine)
	m := &mark{Meta: docstore.Meta{ID: markID(demo)}, Edition: fingerprint(), At: d.Clock.Now()}
	err := collection.Insert(ctx, m)
	if !errors.Is(err, docstore.ErrExists) {
		return err
	}
	_, err = collection.Update(ctx, m.ID, func(old *mark) error {
		old.Edition, old.At = m.Edition, m.At
		return nil
	})
	return err
}

// places stores centers, departments and rooms.
func (d Deps) places(ctx context.Context, p *plan, demo bool, sum *Summary) error {
	all, err := growCenters(p, demo)
	if err != nil {
		return fault.Wrap(err, "internal")
	}
	open, err := p.periods()
	if err != nil {
		return fault.Wrap(err, "internal")
	}
	var work insertion
	for _, c := range all {
		work.add(&sum.Centers, func(ctx context.Context) error { return d.Centers.Add(ctx, c) })
		if c.United != "" || slices.Contains(p.WithoutRooms, c.ID) {
			continue
		}
		for _, dep := range p.Departments[c.Level] {
			doc := &center.Department{Meta: docstore.Meta{ID: c.ID + "-" + dep.Kind}, Center: c.ID,
				Kind: dep.Kind, Presence: dep.Presence, Name: dep.Name, NameEN: dep.NameEN}
			work.add(&sum.Departments, func(ctx context.Context) error { return d.Centers.AddDepartment(ctx, doc) })
		}
		for i, r := range p.Rooms[c.Level] {
			doc := &center.Room{Meta: docstore.Meta{ID: fmt.Sprintf("%s-r%d", c.ID, i+1)}, Center: c.ID,
				Name: r.Name, NameEN: r.NameEN, Capacity: r.Capacity, Equipment: r.Equipment,
				CellMinutes: p.CellMinutes, Open: open, Active: true}
			work.add(&sum.Rooms, func(ctx context.Context) error { return d.Centers.AddRoom(ctx, doc) })
		}
	}
	return work.run(ctx)
}
