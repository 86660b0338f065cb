package center

import (
	"context"
	"errors"
	"slices"
	"strings"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Add stores a new center; the tree shows it after the next Load.
func (d *Directory) Add(ctx context.Context, c *Center) error { return d.centers.Insert(ctx, c) }

// AddDepartment stores a new department.
func (d *Directory) AddDepartment(ctx context.Context, dep *Department) error {
	return d.departments.Insert(ctx, dep)
}

// AddRoom stores a new room.
func (d *Directory) AddRoom(ctx context.Context, r *Room) error {
	if err := r.Check(); err != nil {
		return err
	}
	return d.rooms.Insert(ctx, r)
}

// maxSeats bounds a room's capacity; maxRoomName its name, in characters.
const (
	maxSeats    = 1000
	maxRoomName = 60
)

// Check returns what is wrong with a room. Its hours must be sound and fall on its grid,
// or no cell of it could be claimed.
func (r *Room) Check() error {
	var l fault.List
	l.Check(r.Name != "" && len([]rune(r.Name)) <= maxRoomName && len([]rune(r.NameEN)) <= maxRoomName, "name", "center.room_name")
	l.Check(r.CellMinutes > 0 && 24*60%r.CellMinutes == 0, "cell_minutes", "center.room_grid")
	l.Check(r.Capacity > 0 && r.Capacity <= maxSeats, "capacity", "center.room_capacity")
	l.Check(!slices.ContainsFunc(r.Equipment, func(e string) bool { return !slices.Contains(Equipment, e) }), "equipment", "center.room_equipment")
	l.Check(slices.Contains(r.Equipment, "online") == (r.Link != ""), "link", "center.room_link")
	l.Check(r.Link == "" || strings.HasPrefix(r.Link, "https://"), "link", "center.room_link")
	for _, p := range r.Open {
		l.Check(p.Valid() && r.CellMinutes > 0 && int(p.From)%r.CellMinutes == 0 && int(p.To)%r.CellMinutes == 0, "open", "center.room_hours")
	}
	return l.Err()
}

// Edit changes a center and loads the tree again. The id, the level, the parent
// and the short form stay as they are: case numbers and paths hang on them.
func (d *Directory) Edit(ctx context.Context, id string, change func(*Center) error) (*Center, error) {
	c, err := d.centers.Update(ctx, id, func(c *Center) error {
		level, parent, abbr := c.Level, c.Parent, c.Abbr
		if err := change(c); err != nil {
			return err
		}
		c.ID, c.Level, c.Parent, c.Abbr = id, level, parent, abbr
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoCenter
	}
	if err != nil {
		return nil, err
	}
	return c, d.Load(ctx)
}

// EditRoom changes a room.
func (d *Directory) EditRoom(ctx context.Context, id string, change func(*Room) error) (*Room, error) {
	r, err := d.rooms.Update(ctx, id, func(r *Room) error {
		if err := change(r); err != nil {
			return err
		}
		return r.Check()
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoRoom
	}
	return r, err
}

// Room returns a room, active or not.
func (d *Directory) Room(ctx context.Context, id string) (*Room, error) {
	r, err := d.rooms.Get(ctx, id)
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoRoom
	}
	return r, err
}

// OwnRooms returns all rooms that a center itself has, the closed ones too.
func (d *Directory) OwnRooms(ctx context.Context, id string) ([]*Room, error) {
	var found []*Room
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("center", d.Canonical(id))}}
	err := d.rooms.Each(ctx, q, func(r *Room) error {
		found = append(found, r)
		return nil
	})
	return found, err
}

// Rooms returns the active rooms that a center uses, by id: its own, else those of
// the next center above that has some (a village uses the township's).
func (d *Directory) Rooms(ctx context.Context, id string) ([]*Room, error) {
	for _, at := range d.Path(id) {
		var found []*Room
		q := docstore.Query{Where: []docstore.Cond{docstore.Eq("center", at)}}
		err := d.rooms.Each(ctx, q, func(r *Room) error {
			if r.Active {
				found = append(found, r)
			}
			return nil
		})
		if err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}

// Departments returns the departments of a center itself, by id.
func (d *Directory) Departments(ctx context.Context, id string) ([]*Department, error) {
	var found []*Department
	q := docstore.Query{Where: []docstore.Cond{docstore.Eq("center", d.Canonical(id))}}
	err := d.departments.Each(ctx, q, func(dep *Department) error {
		found = append(found, dep)
		return nil
	})
	return found, err
}

// DepartmentOf returns the id of a center's own department of a kind, "" for none.
func (d *Directory) DepartmentOf(ctx context.Context, id, kind string) (string, error) {
	all, err := d.Departments(ctx, id)
	for _, dep := range all {
		if dep.Kind == kind {
			return dep.ID, err
		}
	}
	return "", err
}

// Department returns a department by its id.
func (d *Directory) Department(ctx context.Context, id string) (*Department, error) {
	dep, err := d.departments.Get(ctx, id)
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoDepartment
	}
	return dep, err
}

// OnCall returns the center of an on-call department; the fault names the field
// "department".
func (d *Directory) OnCall(ctx context.Context, id string) (string, error) {
	dep, err := d.Department(ctx, id)
	if errors.Is(err, ErrNoDepartment) || err == nil && dep.Presence != OnCall {
		return "", fault.Bad("department", "summon.not_on_call")
	}
	if err != nil {
		return "", err
	}
	return dep.Center, nil
}
