package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/policy"
)

// archive is a store of generated cases with the service that reads it.
type archive struct {
	size   int
	engine docstore.Engine
	cases  *dispute.Service
}

func (o *Options) archive(ctx context.Context, size int) (*archive, error) {
	dir, err := o.store(ctx, size)
	if err != nil {
		return nil, err
	}
	box, err := newBox()
	if err != nil {
		return nil, err
	}
	engine, err := embedded(dir).prepared(ctx)
	if err != nil {
		return nil, err
	}
	return &archive{size, engine, dispute.New(engine, clock.At(anchor), box, tree{}, noFiles{}, nil)}, nil
}

// look is a read whose cost must not grow with the number of cases. It measures
// the service, without HTTP, whose constant cost would make ratios look better.
type look struct {
	name string
	// ready prepares one look, run is what is timed.
	ready func(ctx context.Context, a *archive, r *rand.Rand) (run func() error, err error)
}

var supervisor = policy.Subject{Account: "supervisor", Staff: true,
	Grants: []policy.Grant{{Role: policy.Supervisor, Center: places[0].id}}}

var looks = []look{
	{"first page of the city's queue", func(ctx context.Context, a *archive, _ *rand.Rand) (func() error, error) {
		return func() error {
			page, err := a.cases.Queue(ctx, places[0].id, "", 50)
			return some(len(page.Items), err)
		}, nil
	}},
	{"search by phone", func(ctx context.Context, a *archive, r *rand.Rand) (func() error, error) {
		phone := personOf(applicantOf(r.IntN(a.size))).Phone
		return func() error {
			page, err := a.cases.Search(ctx, supervisor, dispute.ByPhone, phone, "", 50)
			return some(len(page.Items), err)
		}, nil
	}},
	{"search by the beginning of a number", func(ctx context.Context, a *archive, r *rand.Rand) (func() error, error) {
		prefix := fmt.Sprintf("（%d）%s人调字第", anchor.Year()-1-r.IntN(years-2), places[r.IntN(4)].abbr)
		return func() error {
			page, err := a.cases.Search(ctx, supervisor, dispute.ByCaseNumber, prefix, "", 50)
			return some(len(page.Items), err)
		}, nil
	}},
	{"position of a waiting case", func(ctx context.Context, a *archive, r *rand.Rand) (func() error, error) {
		n := int(float64(a.size) * (1 - 2*(waitShare+deskShare+handShare)*r.Float64()))
		for fate, _, _ := lot(n, a.size); fate != waits || n >= a.size; fate, _, _ = lot(n, a.size) {
			n = int(float64(a.size) * (1 - 2*(waitShare+deskShare+handShare)*r.Float64()))
		}
		c, err := a.cases.Read(ctx, policy.System, idOf(n, accountOf(n)), policy.ReadCase)
		return func() error {
			place, err := a.cases.Position(ctx, c)
			if err == nil && !place.Waiting {
				err = fmt.Errorf("case %d does not wait", n)
			}
			return err
		}, err
	}},
}

func some(n int, err error) error {
	if err == nil && n == 0 {
		err = errors.New("nothing was found")
	}
	return err
}

// listRows compares each look at the larger stores with the smallest.
func listRows(ctx context.Context, o *Options) (rows []Row, err error) {
	archives := make([]*archive, len(o.Sizes))
	for i, size := range o.Sizes {
		a, err := o.archive(ctx, size)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, a.engine.Close()) }()
		archives[i] = a
	}
	for _, l := range looks {
		times, err := o.times(ctx, l, archives)
		if err != nil {
			return rows, fmt.Errorf("%s: %w", l.name, err)
		}
		for i, a := range archives[1:] {
			rows = append(rows, Row{Name: fmt.Sprintf("%s: %s ÷ %s cases", l.name, thousands(a.size), thousands(archives[0].size)),
				Values: over(times[i+1], times[0]), Aim: 2, AtMost: true,
				Note: fmt.Sprintf("%.0f µs against %.0f µs", median(times[i+1]), median(times[0]))})
		}
	}
	return rows, nil
}

// times lets the stores take turns and returns the median of each round in µs.
func (o *Options) times(ctx context.Context, l look, archives []*archive) ([][]float64, error) {
	times := make([][]float64, len(archives))
	for round := range o.Rounds {
		for i, a := range archives {
			r := rand.New(rand.NewPCG(uint64(round), uint64(a.size)))
			took := make([]float64, o.Looks)
			for k := range took {
				run, err := l.ready(ctx, a, r)
				if err != nil {
					return nil, err
				}
				begin := time.Now()
				if err := run(); err != nil {
					return nil, err
				}
				took[k] = float64(time.Since(begin).Nanoseconds()) / 1000
			}
			times[i] = append(times[i], median(took))
		}
	}
	return times, nil
}

func thousands(n int) string {
	switch {
	case n >= 1_000_000 && n%1_000_000 == 0:
		return fmt.Sprintf("%d M", n/1_000_000)
	case n >= 1000 && n%1000 == 0:
		return fmt.Sprintf("%d k", n/1000)
	}
	return fmt.Sprint(n)
}
