package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
)

// replayClocks sets the deadlines of open cases beside what the present limits and
// holidays make of their timelines, one line a difference; --apply writes them.
func replayClocks(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("clocks", flag.ContinueOnError)
	apply := flags.Bool("apply", false, "write the deadlines that differ")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c, err := config()
	if err != nil {
		return err
	}
	a, err := app.New(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	n := 0
	err = a.Cases.Replay(ctx, *apply, func(r dispute.Replayed) error {
		n++
		for i, now := range r.Now {
			if i >= len(r.Was) || r.Was[i] != now {
				fmt.Fprintf(os.Stdout, "%s\t%s\t%s\t%s\n", r.Case, r.Number, now.Limit, now.Due.In(clock.Shanghai).Format(time.DateTime))
			}
		}
		return nil
	})
	fmt.Fprintf(os.Stderr, "%d cases differ\n", n)
	return err
}
