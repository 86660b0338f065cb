package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"yanhe/backend/client"
)

// trackingRows sets the two ways of reading a case's progress beside a Fiber
// handler that returns as many bytes and does nothing else.
func trackingRows(ctx context.Context, o *Options) (rows []Row, err error) {
	dir, err := os.MkdirTemp(o.Dir, "run-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, _, err := o.serve(ctx, dir, embedded(dir))
	if err != nil {
		return nil, err
	}
	defer s.stop()
	tokens, err := o.tokens(ctx, s)
	if err != nil {
		return nil, s.explain(err)
	}
	for _, way := range []struct{ name, path string }{
		{"progress as JSON by token ÷ a bare Fiber handler", "/api/v1/track/"},
		{"progress page by token ÷ a bare Fiber handler", "/t/"},
	} {
		row, err := o.reading(ctx, s, way.name, way.path, tokens)
		rows = append(rows, row)
		if err != nil {
			return rows, s.explain(err)
		}
	}
	return rows, nil
}

// tokens files cases and returns their tracking tokens.
func (o *Options) tokens(ctx context.Context, s *server) ([]string, error) {
	citizen, err := client.New(s.base).Citizen(ctx, "bench")
	if err != nil {
		return nil, err
	}
	sender := newCaller(s.addr, citizen.Token)
	sender.http.MaxConns = o.Clients
	defer sender.http.CloseIdleConnections()
	tokens := make([]string, o.Tokens)
	return tokens, each(o.Tokens, o.Clients, func(i int) error {
		body, err := json.Marshal(FilingOf(i))
		if err != nil {
			return err
		}
		return sender.post("/api/v1/cases", body, fmt.Sprintf("tracked-%06d", i), func(status int, reply []byte) error {
			var c struct{ Track string }
			if err := json.Unmarshal(reply, &c); err != nil || status != 201 || c.Track == "" {
				return fmt.Errorf("%d: %.200s", status, reply)
			}
			tokens[i] = c.Track
			return nil
		})
	})
}

// reading lets all clients read tokens in turn.
func (o *Options) reading(ctx context.Context, s *server, name, path string, tokens []string) (Row, error) {
	row := Row{Name: name, Aim: 0.5}
	var size int
	one := newCaller(s.addr, "")
	err := one.get(path+tokens[0], func(status int, body []byte) error {
		size = len(body)
		return want(200)(status, body)
	})
	hangUp([]*caller{one})
	if err != nil {
		return row, err
	}
	bare, err := o.bare(ctx, size)
	if err != nil {
		return row, err
	}
	var next atomic.Int64
	run := func(s *server, tokens []string, path string) func() (float64, error) {
		return func() (float64, error) {
			callers := make([]*caller, o.Clients)
			for i := range callers {
				callers[i] = newCaller(s.addr, "")
			}
			defer hangUp(callers)
			return o.spell(ctx, o.Clients, func(worker int) error {
				return callers[worker].get(path+tokens[int(next.Add(1))%len(tokens)], want(200))
			})
		}
	}
	ours, theirs, err := rounds(o.Rounds, run(s, tokens, path), func() (float64, error) {
		if err := s.pause(); err != nil {
			return 0, err
		}
		defer s.resume()
		return run(bare, []string{""}, "/")()
	})
	row.Values = over(ours, theirs)
	row.Note = fmt.Sprintf("%.0f reads/s against %.0f, %d bytes, %d cases in turn", median(ours), median(theirs), size, len(tokens))
	return row, errors.Join(err, bare.stop())
}
