package center

import (
	"slices"
	"strings"

	"yanhe/backend/docstore"
)

// Filter narrows a list of centers; the zero value matches all.
type Filter struct {
	Prefix string // of the division's name
	Level  Level
	Parent string
	Limit  int    // 0 means 50; never over docstore.MaxPage
	After  string // the cursor of the page before
}

// List returns one page of matching centers by name, and the cursor of the next
// page, "" on the last one.
func (d *Directory) List(f Filter) ([]*Center, string) {
	all := d.tree.Load().byName
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, docstore.MaxPage)
	var page []*Center
	for _, c := range all[startAfter(all, f):] {
		if !strings.HasPrefix(c.Name, f.Prefix) {
			break
		}
		if f.Level != "" && c.Level != f.Level || f.Parent != "" && c.Parent != f.Parent {
			continue
		}
		if len(page) == limit {
			last := page[limit-1]
			return page, last.ID + last.Name
		}
		page = append(page, c)
	}
	return page, ""
}

// startAfter finds the first place of the list after the cursor, or the first
// with the prefix. The cursor is the id (12 digits) and the name of the last one.
func startAfter(all []*Center, f Filter) int {
	from := &Center{Name: f.Prefix}
	after := len(f.After) > 12
	if after {
		from.ID, from.Name = f.After[:12], f.After[12:]
	}
	i, found := slices.BinarySearchFunc(all, from, byName)
	if found && after {
		i++
	}
	return i
}
