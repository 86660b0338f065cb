package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/docstore"
)

// stores are the storages that filing and booking are measured on.
func (o *Options) stores(dir string) ([]storage, error) {
	all := []storage{embedded(dir)}
	if o.Mongo == "" {
		return all, nil
	}
	s, err := remote(o.Mongo)
	return append(all, s), err
}

// onStores runs a measurement on each engine, in a folder of its own.
func (o *Options) onStores(ctx context.Context, measure func(ctx context.Context, dir string, st storage) ([]Row, error)) ([]Row, error) {
	dir, err := os.MkdirTemp(o.Dir, "run-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	stores, err := o.stores(dir)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, st := range stores {
		some, err := measure(ctx, dir, st)
		rows = append(rows, some...)
		if err := errors.Join(err, st.drop(ctx)); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// filingRows sets filing through HTTP beside the engine's own insert.
func filingRows(ctx context.Context, o *Options) ([]Row, error) {
	return o.onStores(ctx, func(ctx context.Context, dir string, st storage) ([]Row, error) {
		s, _, err := o.serve(ctx, dir, st)
		if err != nil {
			return nil, err
		}
		defer s.stop()
		row, err := o.filing(ctx, s, st)
		return []Row{row}, s.explain(err)
	})
}

func (o *Options) filing(ctx context.Context, s *server, st storage) (Row, error) {
	row := Row{Name: "filing through HTTP ÷ the engine's own insert, " + st.name, Aim: 0.7}
	callers, err := o.citizens(ctx, s, "bench")
	if err != nil {
		return row, err
	}
	defer hangUp(callers)
	inserts, err := o.inserts(ctx, st)
	if err != nil {
		return row, err
	}
	defer inserts.close(ctx)
	var sent atomic.Int64
	filings, bare, err := rounds(o.Rounds, func() (float64, error) {
		bodies, err := filingBodies(int(sent.Load()))
		if err != nil {
			return 0, err
		}
		return o.spell(ctx, o.Clients, func(worker int) error {
			n := int(sent.Add(1))
			return callers[worker].post("/api/v1/cases", bodies[n%len(bodies)], fmt.Sprintf("filing-%09d", n), want(201))
		})
	}, func() (float64, error) {
		if err := s.pause(); err != nil {
			return 0, err
		}
		defer s.resume()
		return inserts.run(ctx, o)
	})
	row.Values = over(filings, bare)
	row.Note = fmt.Sprintf("%.0f filings/s against %.0f inserts/s", median(filings), median(bare))
	return row, err
}

// citizens signs as many made-up people in as there are clients, named by number.
func (o *Options) citizens(ctx context.Context, s *server, name string) ([]*caller, error) {
	callers := make([]*caller, o.Clients)
	return callers, each(o.Clients, 4, func(i int) error {
		c, err := client.New(s.base).Citizen(ctx, fmt.Sprintf("%s%d", name, i))
		if err == nil {
			callers[i] = newCaller(s.addr, c.Token)
		}
		return err
	})
}

// varied is how many different filings take turns.
const varied = 2000

// filingBodies are filings as JSON, made before the clock runs.
func filingBodies(from int) ([][]byte, error) {
	bodies := make([][]byte, varied)
	for i := range bodies {
		f := FilingOf(from + i)
		body, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		bodies[i] = body
	}
	return bodies, nil
}

// inserts is the other side: filings as the server stores them, put into a store
// of the same kind with nothing in between.
type inserts struct {
	store  storage
	engine docstore.Engine
	dir    string
	made   int
}

func (o *Options) inserts(ctx context.Context, like storage) (*inserts, error) {
	dir, err := os.MkdirTemp(o.Dir, "bare-")
	if err != nil {
		return nil, err
	}
	st := embedded(dir)
	if like.database != "" {
		if st, err = remote(o.Mongo); err != nil {
			return nil, err
		}
	}
	engine, err := st.prepared(ctx)
	return &inserts{store: st, engine: engine, dir: dir}, err
}

func (b *inserts) close(ctx context.Context) {
	_ = errors.Join(b.engine.Close(), b.store.drop(ctx), os.RemoveAll(b.dir)) // what was measured stands
}

// fastest is more than the inserts a second of any machine tried: a spell that ends
// early, its documents used up, escapes the store's checkpoints and flatters it.
const fastest = 8000

// run inserts for one spell, or until the documents made for it are used up.
func (b *inserts) run(ctx context.Context, o *Options) (float64, error) {
	records, err := b.prepare(int(o.Spell.Seconds()*fastest)+500, o.Clients)
	if err != nil {
		return 0, err
	}
	var next atomic.Int64
	return o.spell(ctx, o.Clients, func(int) error {
		n := int(next.Add(1)) - 1
		if n >= len(records) {
			return errEnough
		}
		return b.engine.Insert(ctx, "cases", records[n])
	})
}

// prepare makes n documents, filed by so many accounts in turn.
func (b *inserts) prepare(n, accounts int) ([]docstore.Record, error) {
	m, err := newMaker()
	if err != nil {
		return nil, err
	}
	records := make([]docstore.Record, n)
	for i := range records {
		k := b.made + i
		c, err := m.file(k, FilingOf(k), fmt.Sprintf("account-%02d", k%accounts), time.Now())
		if err != nil {
			return nil, err
		}
		if records[i], err = m.filed(c); err != nil {
			return nil, err
		}
	}
	b.made += n
	return records, nil
}
