package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/id"
	"yanhe/backend/policy"
	"yanhe/backend/seal"
)

// The demonstration's published keys, with which the server opens what is made here.
const (
	sealKeys = "demo:sm4:eWFuaGUtZGVtby1rZXkhIQ=="
	blindKey = "eWFuaGUtZGVtby1ibGluZC1rZXktMDAwMDAwMDAwMDA="
)

// anchor is the time at which the stores of generated cases stand: a working
// Monday. It is fixed, so that such a store is good for later runs.
var anchor = time.Date(2026, 11, 2, 2, 0, 0, 0, time.UTC)

// newBox makes the server's vault.
func newBox() (*seal.Box, error) {
	ring, err := seal.ParseKeyring(sealKeys)
	if err != nil {
		return nil, err
	}
	key, err := seal.ParseKey(blindKey)
	if err != nil {
		return nil, err
	}
	return seal.New(ring, key)
}

// tree stands for the center directory: the centers with a desk below the city.
type tree struct{}

func (tree) Desk(division string) (string, error) { return division, nil }

func (tree) Path(center string) []string {
	if center == places[0].id {
		return []string{center}
	}
	return []string{center, places[0].id}
}

func (tree) Abbr(center string) string {
	i := slices.IndexFunc(places, func(p place) bool { return p.id == center })
	if i < 0 {
		return ""
	}
	return places[i].abbr
}

func (tree) Works(center string) (string, bool) { return center, true }

func (tree) DepartmentOf(context.Context, string, string) (string, error) { return "", nil }

func (tree) OnCall(context.Context, string) (string, error) { return "", nil }

func (tree) Level(string) string { return "county" }

// noFiles stands for the uploads: made-up filings have none.
type noFiles struct{}

func (noFiles) Take(context.Context, string, []string, string) ([]dispute.Evidence, error) {
	return nil, nil
}

// nowhere is an engine that lets an insert pass and keeps nothing.
type nowhere struct{ docstore.Engine }

func (nowhere) Insert(context.Context, string, docstore.Record) error { return nil }

// maker makes cases as the program makes them: each is filed through the dispute
// service and goes on by the state table. It is for one goroutine.
type maker struct {
	clock  *clock.Fixed
	cases  *dispute.Service
	schema docstore.Schema
}

func newMaker() (*maker, error) {
	box, err := newBox()
	if err != nil {
		return nil, err
	}
	m := &maker{clock: clock.At(anchor), schema: caseSchema()}
	m.cases = dispute.New(nowhere{}, m.clock, box, tree{}, noFiles{}, nil)
	return m, nil
}

func caseSchema() docstore.Schema {
	all := dispute.Schemas()
	return all[slices.IndexFunc(all, func(s docstore.Schema) bool { return s.Name == "cases" })]
}

// file hands filing n in at a time, by a citizen's account.
func (m *maker) file(n int, f dispute.Filing, account string, at time.Time) (*dispute.Case, error) {
	m.clock.Advance(at.Sub(m.clock.Now()))
	c, _, err := m.cases.File(context.Background(), policy.Subject{Account: account}, keyOf(n), f)
	return c, err
}

func keyOf(n int) string { return fmt.Sprintf("bench-%09d", n) }

// idOf is the id of the case that filing n by an account becomes.
func idOf(n int, account string) string { return id.Derive("case", account, keyOf(n)) }

// accept lets a center take a case in, under number n.
func (m *maker) accept(c *dispute.Case, n int, at time.Time) error {
	number := dispute.PrintNumber(at.In(clock.Shanghai).Year(), tree{}.Abbr(c.Center), int64(n)+1)
	return c.Take(dispute.Command{ID: "accept-" + c.ID, Event: dispute.Accept, At: at, By: "moderator", Role: string(policy.Moderator),
		Center: c.Center, Department: c.Center + "-justice", Number: number})
}

// record is the case as the engine keeps it, with nothing owed any more.
func (m *maker) record(c *dispute.Case) (docstore.Record, error) {
	c.Outbox = nil
	return m.filed(c)
}

// filed is the same with what a filing owes.
func (m *maker) filed(c *dispute.Case) (docstore.Record, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return docstore.Record{}, err
	}
	keys, err := m.schema.Lift(body)
	return docstore.Record{ID: c.ID, Keys: keys, Body: body}, err
}
