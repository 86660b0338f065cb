package seed

import (
	"strings"

	"yanhe/backend/center"
)

// cityAbbr begins every case number.
const cityAbbr = "宣"

// abbreviate gives each center the short form that stands in its case numbers,
// unique in the tree: the city 宣, a county 宣郎, a township 宣郎建平, a village
// 宣郎建平金牛. Those that would share a short form all get a longer one.
//
// The outcome follows from divisions.csv alone. A stored center keeps the one it
// was given, so that numbers stay what they are.
func abbreviate(all []*center.Center, byID map[string]*center.Center) {
	taken := map[string]bool{}
	for _, level := range center.Levels {
		var open []*center.Center
		for _, c := range all {
			if c.Level == level {
				open = append(open, c)
			}
		}
		for try := 0; len(open) > 0; try++ {
			open = assign(open, byID, taken, try)
		}
	}
}

// assign settles the centers whose form of this try is nobody else's, and
// returns the others.
func assign(open []*center.Center, byID map[string]*center.Center, taken map[string]bool, try int) []*center.Center {
	wanted := map[string]int{}
	for _, c := range open {
		wanted[form(c, byID, try)]++
	}
	var left []*center.Center
	for _, c := range open {
		f := form(c, byID, try)
		if wanted[f] > 1 || taken[f] {
			left = append(left, c)
			continue
		}
		c.Abbr = f
	}
	for _, c := range open {
		if c.Abbr != "" {
			taken[c.Abbr] = true
		}
	}
	return left
}

// form is the nth choice of a center's short form. The last one holds the
// division code, so there always is one.
func form(c *center.Center, byID map[string]*center.Center, try int) string {
	above := ""
	if p := byID[c.Parent]; p != nil {
		above = p.Abbr
	}
	choices := shorter(c, above)
	if try < len(choices) {
		return above + choices[try]
	}
	return above + c.Name + c.ID
}

// shorter lists the choices below the short form of the center above, shortest first.
func shorter(c *center.Center, above string) []string {
	switch c.Level {
	case center.City:
		return []string{cityAbbr}
	case center.County:
		name := strings.TrimPrefix(c.Name, "宣城市")
		if c.United != "" {
			return []string{strings.TrimPrefix(trimAny(name, "区"), cityAbbr)}
		}
		return []string{string([]rune(name)[:1]), trimAny(name, "县", "市", "区"), name}
	case center.Township:
		name := withoutOwner(c.Name)
		if strings.HasSuffix(name, "开发区") {
			return []string{"经开", name}
		}
		return []string{trimAny(name, "街道", "畲族乡", "镇", "乡"), name}
	}
	p := withoutOwner(place(c))
	short := trimAny(p, "虚拟社区", "虚拟生活区", "生活区", "社区", "村")
	switch { // a zone's or a farm's own row repeats the name of the one above
	case strings.HasSuffix(above, short):
		short = "生活区"
	case strings.HasSuffix(short, "开发区"):
		short = "虚拟"
	}
	return []string{short, p, c.Name}
}

// withoutOwner drops the authority in front of the names of farms and zones.
func withoutOwner(name string) string {
	for _, owner := range []string{"安徽省国营", "安徽省", "安徽", "上海市", "上海"} {
		if rest, cut := strings.CutPrefix(name, owner); cut {
			return rest
		}
	}
	return name
}

// trimAny cuts the first suffix that fits, if at least two characters stay.
func trimAny(name string, suffixes ...string) string {
	for _, s := range suffixes {
		if b, cut := strings.CutSuffix(name, s); cut && len([]rune(b)) >= 2 {
			return b
		}
	}
	return name
}
