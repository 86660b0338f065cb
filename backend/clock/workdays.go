package clock

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"time"
)

//go:embed holidays.csv
var holidays string

// Calendar knows which days are worked: Monday to Friday, less public holidays,
// plus the weekends worked in exchange (调休).
type Calendar struct {
	worked map[string]bool
	known  map[int]bool
}

// National is the calendar built in.
var National = mustParse(holidays)

func mustParse(table string) Calendar {
	c, err := ParseCalendar(table)
	if err != nil {
		panic(err) // the built-in table is tested
	}
	return c
}

// ParseCalendar reads a table of the form of holidays.csv.
func ParseCalendar(table string) (Calendar, error) {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment, r.FieldsPerRecord = '#', 4
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return Calendar{}, fmt.Errorf("holiday table: %w", err)
	}
	c := Calendar{worked: map[string]bool{}, known: map[int]bool{}}
	for _, row := range rows[1:] {
		first, err1 := ParseDay(row[0])
		last, err2 := ParseDay(row[1])
		if err1 != nil || err2 != nil || last.Before(first) || last.Sub(first) > 31*24*time.Hour {
			return Calendar{}, fmt.Errorf("holiday table: %v", row)
		}
		if row[2] != "off" && row[2] != "work" {
			return Calendar{}, fmt.Errorf("holiday table: kind %q", row[2])
		}
		for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
			c.worked[Day(d)] = row[2] == "work"
			c.known[d.Year()] = true
		}
	}
	return c, nil
}

// Known tells whether the holidays of a year are in the table.
func (c Calendar) Known(year int) bool { return c.known[year] }

// Works tells whether the Shanghai day of t is a working day.
func (c Calendar) Works(t time.Time) bool {
	if worked, ok := c.worked[Day(t)]; ok {
		return worked
	}
	w := t.In(Shanghai).Weekday()
	return w != time.Saturday && w != time.Sunday
}

// AddWorkdays returns the end (24:00 in Shanghai) of the nth working day after
// the day of t: the day itself does not count, as periods by days are counted in
// 民法典 art. 201. n = 0 gives the end of t's own day.
func (c Calendar) AddWorkdays(t time.Time, n int) time.Time {
	day := startOfDay(t)
	for n > 0 {
		if day = day.AddDate(0, 0, 1); c.Works(day) {
			n--
		}
	}
	return day.AddDate(0, 0, 1).UTC()
}

// AddDays returns the end of the nth calendar day after the day of t, moved to
// the next working day when it falls on a day off (民法典 art. 203).
func (c Calendar) AddDays(t time.Time, n int) time.Time {
	day := startOfDay(t).AddDate(0, 0, n)
	for !c.Works(day) {
		day = day.AddDate(0, 0, 1)
	}
	return day.AddDate(0, 0, 1).UTC()
}

func startOfDay(t time.Time) time.Time {
	y, m, d := t.In(Shanghai).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Shanghai)
}
