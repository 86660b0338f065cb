package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"yanhe/backend/app"
	"yanhe/backend/docstore/mongo"
)

// openapi prints the API document; it needs a store only to build the server, so
// it takes an empty one.
func openapi(ctx context.Context, _ []string) error {
	dir, err := os.MkdirTemp("", "yanhe-openapi")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c, err := app.ReadConfig(func(name string) string {
		return map[string]string{"YANHE_DATA_DIR": dir, "YANHE_DEMO": "0"}[name]
	})
	if err != nil {
		return err
	}
	a, err := app.New(ctx, c, app.WithLog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	defer a.Close()
	doc, err := a.Server.OpenAPI()
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(doc))
	return err
}

// indexes prints what an operator runs in mongosh.
func indexes(context.Context, []string) error {
	return mongo.WriteShellCommands(os.Stdout, "yanhe", app.Schemas())
}
