// Package bench measures the program and prints one table. Every row sets a
// number beside another one that was measured in the same run on the same
// machine, in rounds that take turns, so that what else the machine does weighs
// on both alike.
//
// The load comes from this process, which shares the machine with the server: it
// keeps its connections open, sends bodies made beforehand and looks at the
// status only. The server is a process of its own, started from the same program
// with nothing left out but the tightness of its rate limits.
package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Options say what is measured and how long.
type Options struct {
	// Self makes a command that runs this program with arguments: "serve", and
	// "bench --bare N" for BareServer.
	Self func(ctx context.Context, args ...string) *exec.Cmd
	// Dir holds the stores; it must lie on a real disk. Stores of generated cases
	// stay in it for the next run.
	Dir string
	// Mongo is a connection string; "" leaves the MongoDB rows out.
	Mongo string
	// Only names the parts to run; none runs all.
	Only []string
	// Log is told of progress.
	Log io.Writer

	Rounds  int           // of every comparison, at least 3 for a table to be shown
	Spell   time.Duration // of one side of a round under load
	Clients int           // connections at once
	Slots   int           // contested slots
	Tokens  int           // cases that tracking reads take turns on
	Sizes   []int         // cases in the stores whose lists are measured
	Looks   int           // reads of each kind in a round
	Photo   int           // width in pixels of the photos that are uploaded; 4000 is 12 megapixels
	Idle    time.Duration // how long the server rests before its memory is read

	// busyAnswers counts the answers that the server is busy.
	busyAnswers *atomic.Int64
}

// Full is what the README's table is made with; million adds the largest store.
func Full(million bool) Options {
	o := Options{Rounds: 5, Spell: 6 * time.Second, Clients: 64, Slots: 1000, Tokens: 1000,
		Sizes: []int{10_000, 100_000}, Looks: 200, Photo: 4000, Idle: 5 * time.Second}
	if million {
		o.Sizes = append(o.Sizes, 1_000_000)
	}
	return o
}

// Quick runs everything once with small numbers: it shows that all works, and no speeds.
func Quick() Options {
	return Options{Rounds: 1, Spell: 300 * time.Millisecond, Clients: 16, Slots: 8, Tokens: 8,
		Sizes: []int{200, 1000}, Looks: 5, Photo: 400, Idle: time.Millisecond}
}

// part is a group of rows.
type part struct {
	name string
	run  func(context.Context, *Options) ([]Row, error)
}

var parts = []part{
	{"filing", filingRows},
	{"tracking", trackingRows},
	{"booking", contestRows},
	{"lists", listRows},
	{"start", startRows},
}

// Parts names the groups of rows, in their order.
func Parts() []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return names
}

// Run measures everything and returns the table. On an error the rows before it
// are returned, too.
func Run(ctx context.Context, o Options) (*Table, error) {
	o.busyAnswers = &atomic.Int64{}
	t := &Table{Machine: machine(), Options: o}
	for _, name := range o.Only {
		if !slices.Contains(Parts(), name) {
			return t, fmt.Errorf("%q is none of %s", name, strings.Join(Parts(), ", "))
		}
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return t, err
	}
	for _, p := range parts {
		if len(o.Only) > 0 && !slices.Contains(o.Only, p.name) {
			continue
		}
		begin := time.Now()
		o.say("%s …", p.name)
		rows, err := p.run(ctx, &o)
		t.Rows = append(t.Rows, rows...)
		for _, r := range rows {
			o.say("  %s", r.line())
		}
		if err != nil {
			return t, fmt.Errorf("%s: %w", p.name, err)
		}
		o.say("  took %s", time.Since(begin).Round(time.Second))
	}
	return t, nil
}

func (o *Options) say(format string, args ...any) { fmt.Fprintf(o.Log, format+"\n", args...) }

func machine() string {
	return fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}
