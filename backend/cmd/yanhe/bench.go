package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"yanhe/backend/bench"
)

// runBench measures and prints one table.
func runBench(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "tiny numbers: shows that everything runs, and no speeds")
	million := flags.Bool("million", os.Getenv("YANHE_BENCH_MILLION") == "1", "lists, start-up and memory with 1,000,000 cases, too (6 GB of disk, some minutes)")
	uri := flags.String("mongo", os.Getenv("YANHE_TEST_MONGO_URI"), "measure filing and booking on this MongoDB, too")
	data := flags.String("data", "data/bench", "folder for stores; generated ones are kept for the next run")
	out := flags.String("out", "", "write the table to this file, too; a file with the markers <!-- bench --> and <!-- /bench --> gets it between them")
	only := flags.String("only", "", "comma-separated parts to run: "+strings.Join(bench.Parts(), ", "))
	bare := flags.Int("bare", 0, "serve so many bytes from a bare handler at --addr, and nothing else")
	addr := flags.String("addr", "127.0.0.1:0", "address for --bare")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *bare > 0 {
		return bench.BareServer(ctx, *addr, *bare)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	o := bench.Full(*million)
	if *quick {
		o = bench.Quick()
	}
	o.Dir, o.Mongo, o.Log = filepath.Clean(*data), *uri, os.Stderr
	if *only != "" {
		o.Only = strings.Split(*only, ",")
	}
	o.Self = func(ctx context.Context, args ...string) *exec.Cmd {
		return exec.CommandContext(context.WithoutCancel(ctx), program, args...) // it is stopped, not killed
	}
	table, err := bench.Run(ctx, o)
	fmt.Print(table.Markdown())
	if err != nil || *out == "" {
		return err
	}
	return bench.WriteInto(*out, table.Markdown())
}
