package main

import (
	"context"
	"fmt"
	"os"

	"yanhe/backend/app"
)

// exportAll writes the store to standard output.
func exportAll(ctx context.Context, _ []string) error {
	return exchange(func(c app.Config) (int, error) {
		e, err := app.OpenStore(ctx, c)
		if err != nil {
			return 0, err
		}
		defer e.Close()
		return app.Export(ctx, e, os.Stdout)
	})
}

// importAll fills an empty store from standard input.
func importAll(ctx context.Context, _ []string) error {
	return exchange(func(c app.Config) (int, error) {
		if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
			return 0, err
		}
		e, err := app.OpenStore(ctx, c)
		if err != nil {
			return 0, err
		}
		defer e.Close()
		return app.Import(ctx, e, os.Stdin)
	})
}

func exchange(do func(app.Config) (int, error)) error {
	c, err := config()
	if err != nil {
		return err
	}
	n, err := do(c)
	fmt.Fprintf(os.Stderr, "%d documents\n", n)
	return err
}
