package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"yanhe/backend/app"
)

// TestMain lets the test binary stand for the program: it is started again as the
// server, and as the bare handler.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == "serve" || os.Args[1] == "bench") {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
		err := program(ctx, os.Args[1:])
		stop()
		if err != nil && !errors.Is(err, context.Canceled) {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func program(ctx context.Context, args []string) error {
	if args[0] == "bench" {
		flags := flag.NewFlagSet("bench", flag.ContinueOnError)
		size, addr := flags.Int("bare", 0, ""), flags.String("addr", "", "")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return BareServer(ctx, *addr, *size)
	}
	config, err := app.ReadConfig(os.Getenv)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, config, app.WithLog(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))))
	if err != nil {
		return err
	}
	defer a.Close()
	l, err := net.Listen("tcp", config.Addr)
	if err != nil {
		return err
	}
	return a.Run(ctx, l)
}

func self(ctx context.Context, args ...string) *exec.Cmd {
	return exec.CommandContext(context.WithoutCancel(ctx), os.Args[0], args...)
}

// TestQuick runs the whole bench with tiny numbers: every row is there, and what
// must hold at any speed holds.
func TestQuick(t *testing.T) {
	o := Quick()
	o.Self, o.Dir, o.Log, o.Mongo = self, t.TempDir(), t.Output(), os.Getenv("YANHE_TEST_MONGO_URI")
	table, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]Row{}
	for _, r := range table.Rows {
		if len(r.Values) == 0 || r.Value() <= 0 {
			t.Errorf("%s: %v", r.Name, r.Values)
		}
		rows[r.Name] = r
	}
	t.Log(table.Markdown())
	for _, name := range []string{"filing through HTTP ÷ the engine's own insert, SQLite",
		"progress as JSON by token ÷ a bare Fiber handler", "progress page by token ÷ a bare Fiber handler",
		"position of a waiting case: 1 k ÷ 200 cases", "start-up with 1 k cases until ready", "memory under load with 1 k cases"} {
		if _, ok := rows[name]; !ok {
			t.Errorf("the table has no row %q", name)
		}
	}
	// An orphan claim, and a slot that is stored twice, end the run with an error.
	if won := rows["contested slots with one winner ÷ all, SQLite"]; won.Value() != 1 {
		t.Errorf("winners: %v, %s", won.Values, won.Note)
	}
}

// TestUnknownPart: a misspelt part is refused instead of measuring nothing.
func TestUnknownPart(t *testing.T) {
	o := Quick()
	o.Self, o.Dir, o.Log, o.Only = self, t.TempDir(), t.Output(), []string{"flying"}
	if _, err := Run(t.Context(), o); err == nil {
		t.Fatal("no error")
	}
}
