package wechat_test

import (
	"context"
	"testing"

	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

func TestTarget(t *testing.T) {
	for _, c := range []struct {
		mode, appID string
		want        wechat.Place
	}{
		{"development", "", wechat.Simulator},
		{"demo", "", wechat.Simulator},
		{"test", "", wechat.Simulator},
		{"development", "wx1", wechat.Platform},
		{"demo", "wx1", wechat.Platform},
		{"test", wechat.SimulatorAppID, wechat.Platform},
		{"production", "wx1", wechat.Platform},
		{"production", "", wechat.Nowhere},
		{"Development", "", wechat.Nowhere},
		{"staging", "", wechat.Nowhere},
		{"", "", wechat.Nowhere},
		{"", "wx1", wechat.Platform},
	} {
		place, permit := wechat.Target(c.mode, c.appID)
		if place != c.want {
			t.Errorf("Target(%q, %q) = %s, want %s", c.mode, c.appID, place, c.want)
		}
		if permit.Granted() != (c.want == wechat.Simulator) {
			t.Errorf("Target(%q, %q) permits %v", c.mode, c.appID, permit.Granted())
		}
		if _, err := simulator.New(permit, simulator.Options{}); (err == nil) != (c.want == wechat.Simulator) {
			t.Errorf("simulator.New with the permit of (%q, %q): %v", c.mode, c.appID, err)
		}
	}
}

const (
	someKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	someURL = "http://127.0.0.1:9"
)

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]wechat.Config{
		"simulator with an AppID":         {Mode: "test", AppID: "wx1", AppSecret: "s", SimulatorURL: someURL},
		"simulator in production":         {Mode: "production", SimulatorURL: someURL},
		"simulator in an unknown mode":    {Mode: "tests", SimulatorURL: someURL},
		"simulator nowhere to be found":   {Mode: "test"},
		"simulator on another machine":    {Mode: "test", SimulatorURL: "http://192.0.2.1:80"},
		"simulator by name":               {Mode: "test", SimulatorURL: "http://localhost:80"},
		"simulator behind credentials":    {Mode: "test", SimulatorURL: "http://a:b@127.0.0.1:80"},
		"simulator by https":              {Mode: "test", SimulatorURL: "https://127.0.0.1:80"},
		"simulator's AppID as a real one": {Mode: "production", AppID: wechat.SimulatorAppID, AppSecret: "s"},
		"AppID without AppSecret":         {Mode: "production", AppID: "wx1"},
		"callback key too short":          {Mode: "production", AppID: "wx1", AppSecret: "s", CallbackToken: "t", CallbackAESKey: "short"},
		"callback key not base 64":        {Mode: "production", AppID: "wx1", AppSecret: "s", CallbackToken: "t", CallbackAESKey: someKey[:42] + "%"},
		"callback key without token":      {Mode: "production", AppID: "wx1", AppSecret: "s", CallbackAESKey: someKey},
		"callback token without key":      {Mode: "production", AppID: "wx1", AppSecret: "s", CallbackToken: "t"},
	} {
		if _, err := wechat.New(c); err == nil {
			t.Errorf("accepted %s", name)
		}
	}
	for name, c := range map[string]wechat.Config{
		"simulator":     {Mode: "demo", SimulatorURL: someURL},
		"platform":      {Mode: "production", AppID: "wx1", AppSecret: "s"},
		"nowhere":       {Mode: "production"},
		"with callback": {Mode: "production", AppID: "wx1", AppSecret: "s", CallbackToken: "t", CallbackAESKey: someKey},
	} {
		if _, err := wechat.New(c); err != nil {
			t.Errorf("refused %s: %v", name, err)
		}
	}
}

func TestNowhereSaysSo(t *testing.T) {
	c, err := wechat.New(wechat.Config{Mode: "production"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	_, _, err = c.Code2Session(ctx, "x")
	wantFault(t, err, wechat.ErrNotConfigured)
	_, err = c.PhoneNumber(ctx, "x")
	wantFault(t, err, wechat.ErrNotConfigured)
	wantFault(t, c.SendSubscribe(ctx, "o", "t", "", "", nil), wechat.ErrNotConfigured)
	_, err = c.UnlimitedCode(ctx, "x", "")
	wantFault(t, err, wechat.ErrNotConfigured)
	_, err = c.CheckText(ctx, "o", "x")
	wantFault(t, err, wechat.ErrNotConfigured)
	_, err = c.CheckMedia(ctx, "o", "https://x.test/", wechat.MediaImage)
	wantFault(t, err, wechat.ErrNotConfigured)
	_, err = c.VerifyCallback(nil)
	wantFault(t, err, wechat.ErrNotConfigured)
	_, _, err = c.DecryptCallback(nil, []byte(`{}`))
	wantFault(t, err, wechat.ErrNotConfigured)
}
