package center

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

func node(id, name string, level Level, parent string) *Center {
	return &Center{Meta: docstore.Meta{ID: id}, Name: name, Level: level, Parent: parent, Abbr: "a" + id}
}

// sample is the city (with a desk), 宣州区 united with it, 郎溪县 and what lies below.
func sample() []*Center {
	all := []*Center{
		node("341800000000", "宣城市", City, ""),
		node("341802000000", "宣州区", County, "341800000000"),
		node("341821000000", "郎溪县", County, "341800000000"),
		node("341802100000", "水阳镇", Township, "341802000000"),
		node("341821100000", "建平镇", Township, "341821000000"),
		node("341821100200", "金牛村委会", Village, "341821100000"),
	}
	all[0].Desk = true
	all[1].United = "341800000000"
	all[2].Desk = true
	return all
}

func directory(t *testing.T, all []*Center) *Directory {
	t.Helper()
	grown, err := grow(all)
	if err != nil {
		t.Fatal(err)
	}
	d := &Directory{}
	d.tree.Store(grown)
	return d
}

func TestPathsUnite(t *testing.T) {
	d := directory(t, sample())
	for id, want := range map[string]string{
		"341800000000": "341800000000",
		"341802000000": "341800000000",
		"341802100000": "341802100000 341800000000",
		"341821100200": "341821100200 341821100000 341821000000 341800000000",
		"999999999999": "",
	} {
		if got := strings.Join(d.Path(id), " "); got != want {
			t.Errorf("Path(%s) = %s", id, got)
		}
	}
}

func TestForDivisionAndDesk(t *testing.T) {
	d := directory(t, sample())
	for division, want := range map[string][2]string{
		"341802000000": {"341800000000", "341800000000"},
		"341802100000": {"341802100000", "341800000000"},
		"341821100200": {"341821100200", "341821000000"},
	} {
		c, err := d.ForDivision(division)
		if err != nil || c.ID != want[0] {
			t.Errorf("ForDivision(%s) = %v, %v", division, c, err)
		}
		if desk, err := d.Desk(division); err != nil || desk != want[1] {
			t.Errorf("Desk(%s) = %s, %v", division, desk, err)
		}
	}
	_, err1 := d.ForDivision("341821999999")
	_, err2 := d.Desk("")
	for _, err := range []error{err1, err2} {
		if f := fault.From(err); f.Code != "center.unknown_division" || f.Field != "division" {
			t.Errorf("an unknown division: %v", err)
		}
	}
	if works, ok := d.Works("341802000000"); !ok || works != "341800000000" {
		t.Error("宣州区 does not work as the city")
	}
	if _, ok := d.Works("nowhere"); ok {
		t.Error("an unknown center works")
	}
	if d.Abbr("341802000000") != d.Abbr("341800000000") {
		t.Error("united centers number apart")
	}
}

func TestGrowRefuses(t *testing.T) {
	for name, spoil := range map[string]func([]*Center){
		"a missing parent":          func(all []*Center) { all[5].Parent = "1" },
		"a circle":                  func(all []*Center) { all[4].Parent = "341821100200" },
		"a short form twice":        func(all []*Center) { all[1].Abbr = all[0].Abbr },
		"no short form":             func(all []*Center) { all[1].Abbr = "" },
		"a chain of united centers": func(all []*Center) { all[2].United = "341802000000" },
		"united with nothing":       func(all []*Center) { all[2].United = "1" },
	} {
		all := sample()
		spoil(all)
		if _, err := grow(all); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}

// Pages of any size, put together, are the matches in order.
func TestListPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		all := []*Center{node("341800000000", "宣城市", City, "")}
		for i := 1; i <= n; i++ {
			name := rapid.StringMatching(`[甲乙丙]{1,3}`).Draw(t, "name")
			all = append(all, node(fmt.Sprintf("3418%02d000000", i), name, County, "341800000000"))
		}
		grown, err := grow(all)
		if err != nil {
			t.Fatal(err)
		}
		d := &Directory{}
		d.tree.Store(grown)
		f := Filter{Prefix: rapid.StringMatching(`[甲乙丙]{0,2}`).Draw(t, "prefix"),
			Level: rapid.SampledFrom([]Level{"", City, County}).Draw(t, "level"),
			Limit: rapid.IntRange(1, 7).Draw(t, "limit")}
		var want, got []string
		for _, c := range d.All() {
			if strings.HasPrefix(c.Name, f.Prefix) && (f.Level == "" || c.Level == f.Level) {
				want = append(want, c.ID)
			}
		}
		for {
			page, next := d.List(f)
			for _, c := range page {
				got = append(got, c.ID)
			}
			if f.After = next; next == "" {
				break
			}
			if len(page) != f.Limit {
				t.Fatalf("a page of %d, and one after it", len(page))
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%+v: %v, not %v", f, got, want)
		}
	})
}
