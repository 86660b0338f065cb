package wechat_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

// world is a simulated platform and a client of it.
type world struct {
	sim    *simulator.Server
	client *wechat.Client
	clock  *clock.Fixed
	url    string
}

func newWorld(t *testing.T, o simulator.Options, change ...func(*wechat.Config)) *world {
	t.Helper()
	w := &world{clock: clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))}
	o.Clock = w.clock
	_, permit := wechat.Target("test", "")
	sim, err := simulator.New(permit, o)
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	w.sim, w.url = sim, url
	w.client = w.another(t, change...)
	return w
}

// another makes one more client, with a transport and a cache of its own.
func (w *world) another(t *testing.T, change ...func(*wechat.Config)) *wechat.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c := wechat.Config{
		Mode: "test", SimulatorURL: w.url, Clock: w.clock,
		HTTPClient: &http.Client{Transport: transport, Timeout: time.Minute},
	}
	for _, f := range change {
		f(&c)
	}
	client, err := wechat.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// signIn opens the mini-program as a person and returns the openid.
func (w *world) signIn(t *testing.T, name string) string {
	t.Helper()
	openID, _, err := w.client.Code2Session(context.Background(), w.sim.MintCode(name))
	if err != nil {
		t.Fatal(err)
	}
	return openID
}

// wantFault checks kind and code of an error; nil wants success.
func wantFault(t *testing.T, got error, want *fault.Error) {
	t.Helper()
	switch {
	case want == nil && got != nil:
		t.Errorf("got %v, want success", got)
	case want != nil && !errors.Is(got, want):
		t.Errorf("got %v, want %v", got, want)
	}
}
