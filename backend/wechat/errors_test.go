package wechat_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"yanhe/backend/fault"
	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

// TestErrorCodes sends every error code through the whole client.
func TestErrorCodes(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	openID := w.signIn(t, "li")
	for _, c := range []struct {
		errcode int
		kind    fault.Kind
		code    string
		wait    int
	}{
		{-1, fault.Unavailable, "wechat.busy", 0},
		{40003, fault.Invalid, "wechat.openid", 0},
		{40029, fault.Invalid, "wechat.code", 0},
		{40163, fault.Invalid, "wechat.code", 0},
		{40226, fault.Forbidden, "wechat.blocked", 0},
		{40129, fault.Invalid, "wechat.scene", 0},
		{40169, fault.Invalid, "wechat.scene", 0},
		{43101, fault.Forbidden, "wechat.refused", 0},
		{43108, fault.Limited, "wechat.limited", 1},
		{44991, fault.Limited, "wechat.limited", 60},
		{45009, fault.Limited, "wechat.limited", 15*3600 + 1}, // 09:00 in Shanghai, until midnight
		{45011, fault.Limited, "wechat.limited", 60},
		{61010, fault.Forbidden, "wechat.not_recent", 0},
		{87014, fault.Invalid, "wechat.risky", 0},
		{40037, fault.Internal, "wechat.rejected", 0},
		{40125, fault.Internal, "wechat.rejected", 0},
		{47003, fault.Internal, "wechat.rejected", 0},
		{48001, fault.Internal, "wechat.rejected", 0},
	} {
		w.sim.Fail("/cgi-bin/message/subscribe/send", c.errcode, 1)
		err := w.client.SendSubscribe(context.Background(), openID, "T", "", "", map[string]string{"thing1": "x"})
		got := fault.From(err)
		if got.Kind != c.kind || got.Code != c.code || got.RetryAfter != c.wait {
			t.Errorf("errcode %d: %v, retry after %d", c.errcode, got, got.RetryAfter)
		}
		if got.Cause == nil {
			t.Errorf("errcode %d: the log learns nothing", c.errcode)
		}
	}
	if n := len(w.sim.Sent()); n != 0 {
		t.Errorf("%d messages sent", n)
	}
}

// TestTokenErrorCodes: a rejected token is renewed once, then given up.
func TestTokenErrorCodes(t *testing.T) {
	for _, errcode := range []int{40001, 40014, 42001} {
		w := newWorld(t, simulator.Options{})
		openID := w.signIn(t, "li")
		send := func() error {
			return w.client.SendSubscribe(context.Background(), openID, "T", "", "", map[string]string{"thing1": "x"})
		}
		w.sim.Fail("/cgi-bin/message/subscribe/send", errcode, 1)
		wantFault(t, send(), nil)
		w.clock.Advance(time.Minute)
		w.sim.Fail("/cgi-bin/message/subscribe/send", errcode, 2)
		wantFault(t, send(), wechat.ErrBusy)
		if n := w.sim.Calls("/cgi-bin/message/subscribe/send"); n != 4 {
			t.Errorf("errcode %d: %d requests, want 2 and 2", errcode, n)
		}
	}
}

// TestTokenRefused: mistakes in the settings are ours, not the caller's.
func TestTokenRefused(t *testing.T) {
	for errcode, want := range map[int]fault.Kind{
		40001: fault.Internal, 40013: fault.Internal, 40125: fault.Internal, 40164: fault.Internal,
		-1: fault.Unavailable, 45009: fault.Limited, 45011: fault.Limited,
	} {
		w := newWorld(t, simulator.Options{})
		w.sim.Fail("/cgi-bin/stable_token", errcode, 1)
		_, err := w.client.PhoneNumber(context.Background(), "x")
		if got := fault.From(err); got.Kind != want {
			t.Errorf("errcode %d for a token: %v", errcode, got)
		}
	}
}

func TestDown(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	ctx := context.Background()
	w.sim.Down(true)
	_, _, err := w.client.Code2Session(ctx, w.sim.MintCode("li"))
	wantFault(t, err, wechat.ErrUnreachable)
	_, err = w.client.PhoneNumber(ctx, w.sim.MintPhoneCode("li"))
	wantFault(t, err, wechat.ErrUnreachable)
	w.sim.Down(false)
	_, err = w.client.PhoneNumber(ctx, w.sim.MintPhoneCode("li"))
	wantFault(t, err, nil)
}

func TestCallerGivesUp(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err := w.client.Code2Session(ctx, w.sim.MintCode("li"))
	wantFault(t, err, wechat.ErrUnreachable)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the caller's own end is not seen: %v", err)
	}
	_, err = w.client.PhoneNumber(ctx, w.sim.MintPhoneCode("li"))
	wantFault(t, err, wechat.ErrUnreachable)
	if n := w.sim.Calls("/sns/jscode2session"); n != 0 || strings.Contains(err.Error(), "127.0.0.1/") {
		t.Errorf("%d requests, %v", n, err)
	}
}
