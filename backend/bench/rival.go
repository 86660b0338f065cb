package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"

	"yanhe/backend/client"
)

// Rival is another program that takes the same filings and shows the same list.
type Rival struct {
	Name string
	// Command runs it on an address, with its data in a folder and the same
	// durability: a filing that was answered is on disk. Ready is a path that
	// answers with 200 once it serves.
	Command func(ctx context.Context, addr, dir string) *exec.Cmd
	Ready   string
	// SignIn returns the value of the Authorization header of client number n.
	SignIn func(ctx context.Context, base string, n int) (string, error)
	// File is where filing n goes, and as what; it is answered with Filed.
	File  func(n int) (path string, body []byte, err error)
	Filed int
	// List is the path of the first 50 filings that wait at the city's desk.
	List string
}

// contender is one of the two programs of a comparison, ready to be asked.
type contender struct {
	*server
	callers []*caller
	readers []*caller
	path    func(n int) (string, []byte, error)
	filed   int
	list    string
	sent    atomic.Int64
}

// Compare lets the program and a rival take turns at filings and at the list of
// what was filed, and returns how many times as fast the program is.
func Compare(ctx context.Context, o Options, r Rival) (*Table, error) {
	o.busyAnswers = &atomic.Int64{}
	t := &Table{Machine: machine(), Options: o}
	dir, err := os.MkdirTemp(o.Dir, "rival-")
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(dir)
	ours, err := o.own(ctx, dir)
	if err != nil {
		return t, err
	}
	defer ours.stop()
	theirs, err := o.other(ctx, dir, r)
	if err != nil {
		return t, err
	}
	defer theirs.stop()
	filing := Row{Name: "filing, Yanhe ÷ " + r.Name, Aim: 2}
	a, b, err := rounds(o.Rounds, ours.turn(ctx, theirs, o, ours.file), theirs.turn(ctx, ours, o, theirs.file))
	filing.Values, filing.Note = over(a, b), fmt.Sprintf("%.0f filings/s against %.0f", median(a), median(b))
	t.Rows = append(t.Rows, filing)
	if err != nil {
		return t, err
	}
	list := Row{Name: "list of 50 filings, Yanhe ÷ " + r.Name, Aim: 2}
	a, b, err = rounds(o.Rounds, ours.turn(ctx, theirs, o, ours.read), theirs.turn(ctx, ours, o, theirs.read))
	list.Values = over(a, b)
	list.Note = fmt.Sprintf("%.0f lists/s against %.0f; with %d clients a list takes %.1f ms against %.1f ms", median(a), median(b),
		o.Clients, 1000*float64(o.Clients)/median(a), 1000*float64(o.Clients)/median(b))
	t.Rows = append(t.Rows, list)
	return t, err
}

// turn is one side of a round: the other program's process stands still meanwhile.
func (c *contender) turn(ctx context.Context, other *contender, o Options, do func(worker int) error) func() (float64, error) {
	return func() (float64, error) {
		if err := other.pause(); err != nil {
			return 0, err
		}
		defer other.resume()
		return o.spell(ctx, o.Clients, do)
	}
}

func (c *contender) file(worker int) error {
	n := int(c.sent.Add(1))
	path, body, err := c.path(n)
	if err != nil {
		return err
	}
	return c.callers[worker].post(path, body, fmt.Sprintf("rival-%09d", n), want(c.filed))
}

func (c *contender) read(worker int) error { return c.readers[worker].get(c.list, want(200)) }

func (o *Options) own(ctx context.Context, dir string) (*contender, error) {
	s, _, err := o.serve(ctx, dir, embedded(dir))
	if err != nil {
		return nil, err
	}
	bodies, err := filingBodies(0)
	if err != nil {
		return nil, err
	}
	c := &contender{server: s, filed: 201, list: "/api/v1/desk?limit=50&center=" + places[0].id,
		path: func(n int) (string, []byte, error) { return "/api/v1/cases", bodies[n%len(bodies)], nil }}
	if c.callers, err = o.citizens(ctx, s, "bench"); err != nil {
		return nil, s.explain(err)
	}
	// A published account of the demonstration; see seed.yaml.
	staff, err := client.New(s.base).Staff(ctx, "city.moderator", "yanhe-demo-2104")
	if err != nil {
		return nil, s.explain(err)
	}
	for range o.Clients {
		c.readers = append(c.readers, newCaller(s.addr, staff.Token))
	}
	return c, nil
}

func (o *Options) other(ctx context.Context, dir string, r Rival) (*contender, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	p := *o
	p.Self = func(ctx context.Context, _ ...string) *exec.Cmd { return r.Command(ctx, addr, dir) }
	s, _, err := p.launch(ctx, addr, r.Ready, nil)
	if err != nil {
		return nil, err
	}
	c := &contender{server: s, path: r.File, filed: r.Filed, list: r.List, callers: make([]*caller, o.Clients)}
	err = each(o.Clients, 2, func(i int) error {
		header, err := r.SignIn(ctx, s.base, i)
		c.callers[i] = newCaller(addr, "")
		c.callers[i].authorization = header
		return err
	})
	c.readers = c.callers
	if err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return c, nil
}

// Keys are the declared fields of filing n as the program stores it, so that a
// rival can index the same ones.
func Keys(n int, account string) (map[string]any, error) {
	m, err := newMaker()
	if err != nil {
		return nil, err
	}
	c, err := m.file(n, FilingOf(n), account, anchor)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return m.schema.Lift(body)
}

// Indexes are the fields of each index over the cases.
func Indexes() [][]string {
	var all [][]string
	for _, ix := range caseSchema().Indexes {
		all = append(all, ix.Fields)
	}
	return all
}
