package center

import (
	"context"
	"slices"
	"sync/atomic"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Faults of this package.
var (
	// ErrNoCenter: no center has this id.
	ErrNoCenter = fault.New(fault.NotFound, "center.not_found")
	// ErrNoRoom: no room has this id.
	ErrNoRoom = fault.New(fault.NotFound, "center.room_not_found")
	// ErrNoDepartment: no department has this id.
	ErrNoDepartment = fault.New(fault.NotFound, "center.department_not_found")
)

// Directory answers for the tree. It is safe for concurrent use; the tree is
// empty until Load. Centers it returns are shared and must not be changed.
type Directory struct {
	centers     *docstore.Collection[Center, *Center]
	departments *docstore.Collection[Department, *Department]
	rooms       *docstore.Collection[Room, *Room]
	tree        atomic.Pointer[tree]
}

// New makes a directory on an engine; Load fills it.
func New(engine docstore.Engine) *Directory {
	d := &Directory{centers: centers.On(engine), departments: departments.On(engine), rooms: rooms.On(engine)}
	d.tree.Store(&tree{})
	return d
}

// Load reads all centers. On an error the picture before stays in use.
func (d *Directory) Load(ctx context.Context) error {
	var all []*Center
	err := d.centers.Each(ctx, docstore.Query{}, func(c *Center) error {
		all = append(all, c)
		return nil
	})
	if err != nil {
		return err
	}
	t, err := grow(all)
	if err != nil {
		return fault.Wrap(err, "internal")
	}
	d.tree.Store(t)
	return nil
}

// Get returns a center as it stands in the tree, united or not.
func (d *Directory) Get(id string) (*Center, error) {
	if c := d.tree.Load().byID[id]; c != nil {
		return c, nil
	}
	return nil, ErrNoCenter
}

// Canonical returns the center that does the work for id: the one it is united
// with, else id itself.
func (d *Directory) Canonical(id string) string { return d.tree.Load().canonical(id) }

// Path returns the canonical center and all above it, up to the city: the form
// policy.Object.Centers wants. It is nil for an unknown id.
func (d *Directory) Path(id string) []string { return slices.Clone(d.tree.Load().paths[id]) }

// Abbr returns the short form of the canonical center for case numbers, "" when unknown.
func (d *Directory) Abbr(id string) string {
	t := d.tree.Load()
	if c := t.byID[t.canonical(id)]; c != nil {
		return c.Abbr
	}
	return ""
}

// Children returns the centers right below, by id. "" gives the top.
func (d *Directory) Children(id string) []*Center {
	return slices.Clone(d.tree.Load().children[id])
}

// All returns every center, by name.
func (d *Directory) All() []*Center { return slices.Clone(d.tree.Load().byName) }

// ForDivision returns the lowest center in charge of a 12-digit division code,
// united centers resolved; the fault names the field "division".
func (d *Directory) ForDivision(code string) (*Center, error) {
	t := d.tree.Load()
	if c := t.byID[t.canonical(code)]; c != nil {
		return c, nil
	}
	return nil, fault.Bad("division", "center.unknown_division")
}

// Desk returns the center that moderates filings of a division: the lowest one
// with a desk, at or above it.
func (d *Directory) Desk(division string) (string, error) {
	t := d.tree.Load()
	path, known := t.paths[division]
	if !known {
		return "", fault.Bad("division", "center.unknown_division")
	}
	for _, id := range path {
		if t.byID[id].Desk {
			return id, nil
		}
	}
	return "", fault.Internalf("center: no desk at or above %s", division)
}

// Works tells whether a center exists and returns the one that works for it.
func (d *Directory) Works(id string) (string, bool) {
	t := d.tree.Load()
	_, known := t.byID[id]
	return t.canonical(id), known
}

// Level is the level of a center; "" for an unknown one.
func (d *Directory) Level(id string) string {
	if c := d.tree.Load().byID[id]; c != nil {
		return string(c.Level)
	}
	return ""
}

// Title is a center's own name in Chinese; "" for an unknown one.
func (d *Directory) Title(id string) string {
	if c := d.tree.Load().byID[id]; c != nil {
		return c.Title
	}
	return ""
}

// Within returns a center and all below it, united ones once, by id.
func (d *Directory) Within(id string) []string {
	t := d.tree.Load()
	var all []string
	for _, c := range t.byName {
		if t.canonical(c.ID) == c.ID && slices.Contains(t.paths[c.ID], t.canonical(id)) {
			all = append(all, c.ID)
		}
	}
	slices.Sort(all)
	return all
}

// Size is the number of centers.
func (d *Directory) Size() int { return len(d.tree.Load().byID) }
