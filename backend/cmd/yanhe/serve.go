package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"yanhe/backend/app"
	"yanhe/backend/demo"
)

func config() (app.Config, error) { return app.ReadConfig(os.Getenv) }

// memory is how large the process should stay, in bytes.
const memory = 220 << 20

// serve runs the server until it is told to stop.
func serve(ctx context.Context, _ []string) error {
	c, err := config()
	if err != nil {
		return err
	}
	// Pictures are decoded in bursts; without a limit the collector lets the process
	// grow past what a small machine has. An operator's GOMEMLIMIT goes first.
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
	// Below that limit the collector may run half as often: most memory of a request
	// is gone with it.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	begin := time.Now()
	a, err := app.New(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	a.Log.Info("ready", "address", l.Addr().String(), "store", storeName(c), "after", time.Since(begin).Round(time.Millisecond))
	if c.Mode == app.Development {
		greet(os.Stdout, c, a)
		if c.Demo {
			go loadDemo(ctx, c, a, "http://"+l.Addr().String())
		}
	}
	err = a.Run(ctx, l)
	a.Log.Info("stopped")
	return err
}

func storeName(c app.Config) string {
	if c.Mongo() {
		return "mongodb"
	}
	return "sqlite"
}

// greet says what to open and who can sign in.
func greet(w io.Writer, c app.Config, a *app.App) {
	fmt.Fprintf(w, "\nYanhe 言和 is running.\n\n  progress pages   %s/t/\n  console          %s/admin/\n  API document     %s/api/openapi.json\n", c.PublicURL, c.PublicURL, c.PublicURL)
	if c.Preview != "" {
		fmt.Fprintf(w, "  mini-program     %s/preview/\n", c.PublicURL)
	}
	fmt.Fprint(w, "\nDemo sign-ins (development only):\n")
	shown := map[string]int{}
	for _, s := range a.Seeded.SignIns {
		if shown[string(s.Role)]++; shown[string(s.Role)] <= 2 {
			fmt.Fprintf(w, "  %-11s %-22s %-18s %s\n", s.Role, s.Login, s.Password, s.Name)
		}
	}
	fmt.Fprintln(w)
}

// loadDemo loads the demo's cases on the first start, over HTTP like everybody.
func loadDemo(ctx context.Context, c app.Config, a *app.App, base string) {
	first, err := a.FirstStart(ctx)
	if err != nil || !first {
		return
	}
	o := demo.Options{Base: base, Out: c.DataDir + "/demo", Print: io.Discard, SignIns: a.Seeded.SignIns}
	if err := demo.Run(ctx, o); err != nil && ctx.Err() == nil {
		a.Log.Warn("the demo's cases were not all loaded", "problem", err)
		return
	}
	if err := a.MarkStarted(ctx); err == nil {
		a.Log.Info("demo cases are loaded", "receipts", o.Out)
	}
}

// seedOnly loads the seed and ends.
func seedOnly(ctx context.Context, _ []string) error {
	c, err := config()
	if err != nil {
		return err
	}
	a, err := app.New(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	fmt.Printf("centers %d, departments %d, rooms %d, accounts %d\n", a.Seeded.Centers, a.Seeded.Departments, a.Seeded.Rooms, a.Seeded.Accounts)
	return nil
}

// healthcheck asks the server on this machine.
func healthcheck(ctx context.Context, _ []string) error {
	c, err := config()
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort("127.0.0.1", port)+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", res.Status)
	}
	return nil
}
