package wechat_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

type verdict struct {
	trace, verdict string
	err            error
}

// inbox is the program's callback address: it reads events as httpapi would.
func inbox(t *testing.T, c *wechat.Client) (url string, events chan verdict) {
	t.Helper()
	events = make(chan verdict, 10)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		var v verdict
		v.trace, v.verdict, v.err = c.DecryptCallback(r.URL.Query(), body)
		events <- v
		if v.err != nil {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, "success")
	}))
	t.Cleanup(s.Close)
	return s.URL + "/api/wechat/callback", events
}

func TestMediaVerdictComesBack(t *testing.T) {
	for _, asXML := range []bool{false, true} {
		w := newWorld(t, simulator.Options{CallbackXML: asXML})
		ctx, openID := context.Background(), w.signIn(t, "li")
		url, events := inbox(t, w.client)
		for file, want := range map[string]string{
			"a.png": wechat.VerdictPass, "risky.png": wechat.VerdictRisky, "review.png": wechat.VerdictReview,
		} {
			trace, err := w.client.CheckMedia(ctx, openID, "https://x.test/"+file, wechat.MediaImage)
			wantFault(t, err, nil)
			w.sim.SetCallback(url)
			if n, err := w.sim.Deliver(ctx); n != 1 || err != nil {
				t.Fatalf("delivered %d, %v", n, err)
			}
			if got := <-events; got != (verdict{trace, want, nil}) {
				t.Errorf("xml %v, %s: %+v", asXML, file, got)
			}
			w.sim.SetCallback("")
		}
	}
}

// TestMediaVerdictByItself: with a callback address, the started simulator
// delivers without being told to.
func TestMediaVerdictByItself(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	openID := w.signIn(t, "li")
	url, events := inbox(t, w.client)
	w.sim.SetCallback(url)
	trace, err := w.client.CheckMedia(context.Background(), openID, "https://x.test/a.mp3", wechat.MediaAudio)
	wantFault(t, err, nil)
	select {
	case got := <-events:
		if got.trace != trace || got.err != nil {
			t.Errorf("%+v", got)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came")
	}
}

// TestDeliveryIsTriedThreeTimes: a callback that says no gets the event again.
func TestDeliveryIsTriedThreeTimes(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	ctx, openID := context.Background(), w.signIn(t, "li")
	_, err := w.client.CheckMedia(ctx, openID, "https://x.test/a.png", wechat.MediaImage)
	wantFault(t, err, nil)
	if _, err := w.sim.Deliver(ctx); err == nil {
		t.Error("delivered without an address")
	}
	tries := 0
	deaf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		tries++
		w.WriteHeader(http.StatusInternalServerError)
	}))
	defer deaf.Close()
	w.sim.SetCallback(deaf.URL)
	for range 3 {
		if n, err := w.sim.Deliver(ctx); n != 0 || err == nil {
			t.Errorf("delivered %d, %v", n, err)
		}
	}
	if n, err := w.sim.Deliver(ctx); n != 0 || err != nil || tries != 3 {
		t.Errorf("%d, %v after %d tries", n, err, tries)
	}
}
