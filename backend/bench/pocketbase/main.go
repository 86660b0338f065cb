// Command pocketbase sets Yanhe beside PocketBase 0.39.11 at the same work: 64
// signed-in clients file cases, and read the list of what waits at a desk. Both
// keep them in SQLite with synchronous=FULL and the same indexes. PocketBase is
// left as fast as it can be: no log of requests, no rate limits, no sealing of
// personal data, and its clients send the indexed values ready-made.
//
//	go build -o bin/yanhe ./backend/cmd/yanhe
//	cd backend/bench/pocketbase && go run . --yanhe ../../../bin/yanhe
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"yanhe/backend/bench"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == "store" {
		end(serve(os.Args[2], os.Args[3]))
		return
	}
	program := flag.String("yanhe", "../../../bin/yanhe", "the program to compare")
	data := flag.String("data", "../../../data/bench", "folder for both stores, on a real disk")
	quick := flag.Bool("quick", false, "tiny numbers")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	end(run(ctx, *program, *data, *quick))
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "pocketbase:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program, data string, quick bool) error {
	own, err := os.Executable()
	if err != nil {
		return err
	}
	if program, err = filepath.Abs(program); err != nil {
		return err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	o := bench.Full(false)
	if quick {
		o = bench.Quick()
	}
	o.Dir, o.Log = data, os.Stderr
	o.Self = func(ctx context.Context, args ...string) *exec.Cmd {
		return exec.CommandContext(context.WithoutCancel(ctx), program, args...)
	}
	bodies, err := filings(2000)
	if err != nil {
		return err
	}
	table, err := bench.Compare(ctx, o, bench.Rival{Name: "PocketBase 0.39.11", Ready: "/api/health", SignIn: signIn, Filed: http.StatusOK,
		Command: func(ctx context.Context, addr, dir string) *exec.Cmd {
			return exec.CommandContext(context.WithoutCancel(ctx), own, "store", addr, filepath.Join(dir, "pocketbase"))
		},
		File: func(n int) (string, []byte, error) {
			return "/api/collections/cases/records", bodies[n%len(bodies)], nil
		},
		List: "/api/collections/cases/records?perPage=50&skipTotal=1&sort=filed" +
			"&filter=(center%3D'341800000000'%26%26state%3D'submitted')&fields=id,number,state,kind,type,channel,division,center,amount,name,filed,due",
	})
	fmt.Print(table.Markdown())
	return err
}

// filings are records as PocketBase takes them: the filing's own fields and the
// values that are indexed. Tokens are left to the store, which makes unique ones.
func filings(n int) ([][]byte, error) {
	all := make([][]byte, n)
	for i := range all {
		keys, err := bench.Keys(i, fmt.Sprintf("person-%02d", i%64))
		if err != nil {
			return nil, err
		}
		delete(keys, "track")
		f := bench.FilingOf(i)
		keys["kind"], keys["type"], keys["channel"], keys["division"], keys["amount"] = f.Kind, f.Type, f.Channel, f.Division, f.Amount
		keys["doc"] = f
		if all[i], err = json.Marshal(keys); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// signIn gets the token of one of the users that serve has made.
func signIn(ctx context.Context, base string, n int) (string, error) {
	body, err := json.Marshal(map[string]string{"identity": user(n), "password": password})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/collections/users/auth-with-password", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	var session struct{ Token string }
	if err := json.Unmarshal(raw, &session); err != nil || session.Token == "" {
		return "", fmt.Errorf("%s: %s", res.Status, strings.TrimSpace(string(raw)))
	}
	return session.Token, nil
}
