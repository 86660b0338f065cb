// Command yanhe is the whole program: server, demo, bench and the tools around
// them. Run it without arguments for its usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// command is a subcommand. Its error is for the operator.
type command struct {
	name, what string
	run        func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "start the server", serve},
		{"demo", "drive a whole journey against a running server, or one of its own (--start)", runDemo},
		{"bench", "measure, and print one table", runBench},
		{"triage", "read JSON lines {\"text\"} and print what each matter seems to be", runTriage},
		{"triage-eval", "print how often triage is right", runTriageEval},
		{"clocks", "set deadlines beside what the present limits make of the timelines (--apply writes them)", replayClocks},
		{"seed", "load centers, rooms and people, and end", seedOnly},
		{"export", "write all data as JSON lines to standard output", exportAll},
		{"import", "read JSON lines from standard input into an empty store", importAll},
		{"openapi", "print the OpenAPI document", openapi},
		{"indexes", "print the MongoDB index and sharding commands", indexes},
		{"healthcheck", "ask the running server whether it is well", healthcheck},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, context.Canceled) {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "yanhe:", err)
		}
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	all := commands()
	if len(args) > 0 {
		if i := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] }); i >= 0 {
			return all[i].run(ctx, args[1:])
		}
	}
	var b strings.Builder
	b.WriteString("usage: yanhe <command>\n\n")
	for _, c := range all {
		fmt.Fprintf(&b, "  %-12s %s\n", c.name, c.what)
	}
	b.WriteString("\nSettings are environment variables; the README has the table.")
	return errors.New(b.String())
}
