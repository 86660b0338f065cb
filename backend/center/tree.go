package center

import (
	"cmp"
	"fmt"
	"slices"
)

// tree is one immutable picture of all centers.
type tree struct {
	byID     map[string]*Center
	children map[string][]*Center
	paths    map[string][]string
	byName   []*Center // by name, then id
}

// grow checks the centers and links them. It refuses what would make a walk
// upwards endless or a case number ambiguous.
func grow(all []*Center) (*tree, error) {
	t := &tree{byID: make(map[string]*Center, len(all)), children: map[string][]*Center{},
		paths: make(map[string][]string, len(all)), byName: slices.Clone(all)}
	abbrs := make(map[string]string, len(all))
	for _, c := range all {
		if other, taken := abbrs[c.Abbr]; taken || c.Abbr == "" {
			return nil, fmt.Errorf("centers %s and %s: short form %q", c.ID, other, c.Abbr)
		}
		abbrs[c.Abbr] = c.ID
		t.byID[c.ID] = c
	}
	for _, c := range all {
		if c.Parent != "" && t.byID[c.Parent] == nil {
			return nil, fmt.Errorf("center %s: no parent %s", c.ID, c.Parent)
		}
		if c.United != "" && (t.byID[c.United] == nil || t.byID[c.United].United != "") {
			return nil, fmt.Errorf("center %s: united with %s", c.ID, c.United)
		}
		t.children[c.Parent] = append(t.children[c.Parent], c)
	}
	for _, c := range all {
		path, err := t.climb(c)
		if err != nil {
			return nil, err
		}
		t.paths[c.ID] = path
	}
	slices.SortFunc(t.byName, byName)
	for _, list := range t.children {
		slices.SortFunc(list, func(a, b *Center) int { return cmp.Compare(a.ID, b.ID) })
	}
	return t, nil
}

func byName(a, b *Center) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
}

func (t *tree) canonical(id string) string {
	if c := t.byID[id]; c != nil && c.United != "" {
		return c.United
	}
	return id
}

func (t *tree) climb(c *Center) ([]string, error) {
	var path []string
	for range len(Levels) + 1 {
		if id := t.canonical(c.ID); !slices.Contains(path, id) {
			path = append(path, id)
		}
		if c.Parent == "" {
			return path, nil
		}
		c = t.byID[c.Parent]
	}
	return nil, fmt.Errorf("center %s is more than %d levels below the top", path[0], len(Levels))
}
