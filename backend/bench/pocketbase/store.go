package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"yanhe/backend/bench"
)

// users is how many people can sign in, all with the same made-up password.
const (
	users    = 64
	password = "pocketbase-bench"
)

func user(n int) string { return fmt.Sprintf("bench%d@example.com", n%users) }

// connect is PocketBase's own connection with synchronous=FULL in place of NORMAL,
// under which the last filings before a power cut would be lost.
func connect(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)"+
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
}

// serve runs PocketBase with the collection and the users until it is stopped.
func serve(addr, dir string) error {
	// PocketBase looks at the arguments of the process before it parses any itself.
	os.Args = []string{os.Args[0], "serve", "--http=" + addr}
	app := pocketbase.NewWithConfig(pocketbase.Config{HideStartBanner: true, DefaultDataDir: dir, DBConnect: connect})
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if err := prepare(e.App); err != nil {
			return err
		}
		return e.Next()
	})
	return app.Start()
}

func prepare(app core.App) error {
	settings := app.Settings()
	settings.Logs.MaxDays = 0
	if err := app.Save(settings); err != nil {
		return err
	}
	if err := app.Save(cases()); err != nil {
		return err
	}
	people, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	for n := range users {
		r := core.NewRecord(people)
		r.SetEmail(user(n))
		r.SetPassword(password)
		r.SetVerified(true)
		if err := app.Save(r); err != nil {
			return err
		}
	}
	return nil
}

// cases is a collection with the fields and the indexes of Yanhe's.
func cases() *core.Collection {
	c := core.NewBaseCollection("cases")
	signedIn := types.Pointer("@request.auth.id != ''")
	c.ListRule, c.ViewRule, c.CreateRule = signedIn, signedIn, signedIn
	c.Fields.Add(&core.TextField{Name: "track", AutogeneratePattern: "[a-z0-9]{26}"}, &core.JSONField{Name: "doc", MaxSize: 256 << 10})
	for _, name := range []string{"number", "center", "state", "rank", "applicant", "other", "mediator", "phone", "person", "name",
		"kind", "type", "channel", "division"} {
		c.Fields.Add(&core.TextField{Name: name})
	}
	for _, name := range []string{"filed", "left", "due", "owed", "live", "amount"} {
		c.Fields.Add(&core.NumberField{Name: name})
	}
	for i, fields := range bench.Indexes() {
		quoted := make([]string, len(fields))
		for k, f := range fields {
			quoted[k] = "`" + f + "`"
		}
		c.AddIndex(fmt.Sprintf("cases_%d", i), false, strings.Join(quoted, ", ")+", `id`", "")
	}
	return c
}
