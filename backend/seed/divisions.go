package seed

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"yanhe/backend/center"
	"yanhe/backend/docstore"
)

// readCSV returns the rows below the heading, each of the given number of fields.
func readCSV(text []byte, fields int) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = fields
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("no rows")
	}
	return rows[1:], nil
}

// growCenters makes the tree's documents from divisions.csv, names_en.csv and the
// plan. Made-up phone numbers are for the demonstration only.
func growCenters(p *plan, demo bool) ([]*center.Center, error) {
	rows, err := readCSV(divisionsText, 4)
	if err != nil {
		return nil, fmt.Errorf("divisions.csv: %w", err)
	}
	english, err := readCSV(namesText, 2)
	if err != nil {
		return nil, fmt.Errorf("names_en.csv: %w", err)
	}
	names := make(map[string]string, len(english))
	for _, row := range english {
		names[row[0]] = row[1]
	}
	open, err := p.periods()
	if err != nil {
		return nil, err
	}
	all := make([]*center.Center, 0, len(rows))
	byID := make(map[string]*center.Center, len(rows))
	for i, row := range rows {
		c := &center.Center{Meta: docstore.Meta{ID: row[0]}, Name: row[1], Level: center.Level(row[2]),
			Parent: row[3], United: p.United[row[0]], Hours: open}
		if len(c.ID) != 12 || !slices.Contains(center.Levels, c.Level) || names[c.ID] == "" {
			return nil, fmt.Errorf("divisions.csv, row %d: %v", i+2, row)
		}
		c.Title, c.TitleEN = title(c), titleEN(c, names)
		c.Desk = slices.Contains(p.Desks, c.Level)
		if demo {
			c.Phone = fmt.Sprintf("0563-000%04d", i+1)
		}
		all, byID[c.ID] = append(all, c), c
	}
	for _, c := range all {
		c.Address = address(c, byID)
	}
	abbreviate(all, byID)
	return all, nil
}

// title is the center's own name: 市 and 县 have a 中心, 乡镇 a 站, 村 a 室.
func title(c *center.Center) string {
	switch {
	case c.Level == center.City:
		return c.Name + "社会矛盾纠纷调处化解中心"
	case c.United != "":
		return c.Name + "矛调中心（市区一体）"
	case c.Level == center.County:
		return c.Name + "矛调中心"
	case c.Level == center.Township:
		return c.Name + "矛调站"
	}
	return place(c) + "矛调室"
}

func titleEN(c *center.Center, names map[string]string) string {
	kind := map[center.Level]string{
		center.City:     " Center for the Mediation of Social Disputes",
		center.County:   " Dispute Mediation Center",
		center.Township: " Dispute Mediation Station",
		center.Village:  " Mediation Room",
	}[c.Level]
	return names[c.ID] + kind
}

// place is the name of the place that a village-level body serves: 花园村委会 is
// that of 花园村, 城西社区居委会 that of 城西社区.
func place(c *center.Center) string {
	base := c.Name
	for _, body := range []string{"居民委员会", "居委员会", "居委会"} {
		if b, cut := strings.CutSuffix(base, body); cut {
			return b
		}
	}
	if b, cut := strings.CutSuffix(base, "村委会"); cut {
		return strings.TrimSuffix(b, "村") + "村"
	}
	return base
}

// address is the chain of divisions: as exact as the source is. A center's own
// street is for its people to enter.
func address(c *center.Center, byID map[string]*center.Center) string {
	if c == nil {
		return ""
	}
	name := c.Name
	if c.Level == center.Village {
		name = place(c)
	}
	above := address(byID[c.Parent], byID)
	if strings.HasPrefix(name, above) { // 宣城市 + 宣城市经济开发区
		return name
	}
	return above + name
}
