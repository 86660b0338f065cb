package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/clock"
	"yanhe/backend/demo"
	"yanhe/backend/seed"
)

// runDemo drives the whole journey against a running server, or against one of
// its own that it stops at the end.
func runDemo(ctx context.Context, args []string) error {
	c, err := config()
	if err != nil {
		return err
	}
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	base := flags.String("base", "http://"+c.Addr, "address of the server, which must run in development mode")
	out := flags.String("out", filepath.Join(c.DataDir, "demo"), "folder for receipts and codes")
	start := flags.Bool("start", false, "start a server with an empty store on a free port, and stop it at the end")
	if err := flags.Parse(args); err != nil {
		return err
	}
	signIns, err := seed.SignIns()
	if err != nil {
		return err
	}
	o := demo.Options{Base: *base, Out: *out, Print: os.Stdout, SignIns: signIns, Run: demo.NewRun()}
	if *start {
		return demoOfItsOwn(ctx, o)
	}
	return demo.Run(ctx, o)
}

// demoOfItsOwn runs the demo against a server in a folder that goes with it.
func demoOfItsOwn(ctx context.Context, o demo.Options) error {
	dir, err := os.MkdirTemp("", "yanhe-demo")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	own := map[string]string{"YANHE_DATA_DIR": dir, "YANHE_ADDR": l.Addr().String(), "YANHE_DEMO": "0",
		"YANHE_RATE_LIMIT_FACTOR": "100"}
	c, err := app.ReadConfig(func(name string) string { return own[name] })
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	shifted := &clock.Shifted{}
	a, err := app.New(ctx, c, app.WithLog(log), app.WithClock(shifted))
	if err != nil {
		return err
	}
	defer a.Close()
	serving, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- a.Run(serving, l) }()
	o.Base = "http://" + l.Addr().String()
	o.Now = shifted.Now
	o.Wind = func(ctx context.Context, by time.Duration) error {
		shifted.Advance(by)
		return a.CatchUp(ctx)
	}
	fmt.Printf("a server of the demo's own answers at %s\n", o.Base)
	err = demo.Run(ctx, o)
	stop()
	return errors.Join(err, <-served)
}
