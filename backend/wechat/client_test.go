package wechat_test

import (
	"bytes"
	"context"
	"image/png"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yanhe/backend/fault"
	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

func TestSignIn(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	ctx := context.Background()
	openID, unionID, err := w.client.Code2Session(ctx, "demo-王芳-1")
	wantFault(t, err, nil)
	if openID != simulator.OpenID("王芳") || unionID != simulator.UnionID("王芳") || len(openID) != 28 {
		t.Errorf("openid %q, unionid %q", openID, unionID)
	}
	_, _, err = w.client.Code2Session(ctx, "demo-王芳-1")
	wantFault(t, err, wechat.ErrCode)
	for _, bad := range []string{"", "nonsense", "demo-x", "phone-x-1", "a&appid=b", "x y%\n", strings.Repeat("x", 129)} {
		_, _, err = w.client.Code2Session(ctx, bad)
		wantFault(t, err, wechat.ErrCode)
	}
	code := w.sim.MintCode("li")
	w.clock.Advance(5*time.Minute + time.Second)
	_, _, err = w.client.Code2Session(ctx, code)
	wantFault(t, err, wechat.ErrCode)
}

// TestCodeCannotInject: a code is data, whatever characters it has.
func TestCodeCannotInject(t *testing.T) {
	const odd = "x&js_code=demo-li-1&openid=y z%20#?"
	p := &platform{treat: func(r *http.Request) (*http.Response, error) {
		if got := r.URL.Query()["js_code"]; len(got) != 1 || got[0] != odd || len(r.URL.Query()) != 4 {
			t.Errorf("asked %s", r.URL)
		}
		return reply(200, `{"openid":"o"}`), nil
	}}
	c, err := wechat.New(wechat.Config{Mode: "production", AppID: appID, AppSecret: secret, HTTPClient: &http.Client{Transport: p}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Code2Session(context.Background(), odd); err != nil || len(p.asked) != 1 {
		t.Errorf("%v, %d requests", err, len(p.asked))
	}
}

func TestSignInQuota(t *testing.T) {
	w := newWorld(t, simulator.Options{PerMinute: map[string]int{"/sns/jscode2session": 2}})
	ctx := context.Background()
	w.signIn(t, "li")
	w.signIn(t, "li")
	_, _, err := w.client.Code2Session(ctx, w.sim.MintCode("li"))
	wantFault(t, err, wechat.ErrLimited)
	w.signIn(t, "wang")
	w.clock.Advance(time.Minute)
	w.signIn(t, "li")
}

func TestPhoneNumber(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	ctx := context.Background()
	code := w.sim.MintPhoneCode("li")
	number, err := w.client.PhoneNumber(ctx, code)
	wantFault(t, err, nil)
	if number != simulator.Phone("li") || len(number) != 11 || !strings.HasPrefix(number, "1990000") {
		t.Errorf("number %q", number)
	}
	for _, bad := range []string{code, "", w.sim.MintCode("li"), strings.Repeat("x", 129)} {
		_, err = w.client.PhoneNumber(ctx, bad)
		wantFault(t, err, wechat.ErrCode)
	}
}

func TestSendSubscribe(t *testing.T) {
	w := newWorld(t, simulator.Options{Templates: map[string][]string{"T1": {"thing1", "phrase2", "time3"}}})
	ctx, openID := context.Background(), simulator.OpenID("li")
	data := map[string]string{"thing1": strings.Repeat("田", 30), "phrase2": "已安排调解", "time3": "2026年3月2日 09:00\n"}
	wantFault(t, w.client.SendSubscribe(ctx, openID, "T1", "pages/case/case?id=1", "en-GB", data), nil)
	sent := w.sim.Sent()
	if len(sent) != 1 {
		t.Fatalf("%d sent", len(sent))
	}
	got := sent[0]
	if got.OpenID != openID || got.Page != "pages/case/case?id=1" || got.Lang != "en_US" ||
		got.Data["thing1"] != strings.Repeat("田", 19)+"…" || got.Data["time3"] != "2026年3月2日 09:00" {
		t.Errorf("sent %+v", got)
	}
	w.sim.Refuse("li", true)
	wantFault(t, w.client.SendSubscribe(ctx, openID, "T1", "", "zh-CN", data), wechat.ErrRefused)
	w.sim.Refuse("li", false)
	for name, err := range map[string]error{
		"unknown openid":   w.client.SendSubscribe(ctx, "o"+strings.Repeat("A", 27), "T1", "", "", data),
		"unknown template": w.client.SendSubscribe(ctx, openID, "T2", "", "", data),
		"keyword missing":  w.client.SendSubscribe(ctx, openID, "T1", "", "", map[string]string{"thing1": "x"}),
		"keyword unknown":  w.client.SendSubscribe(ctx, openID, "T1", "", "", map[string]string{"thing1": "x", "phrase2": "x", "time3": "x", "thing4": "x"}),
		"keyword empty":    w.client.SendSubscribe(ctx, openID, "T1", "", "", map[string]string{"thing1": "", "phrase2": "x", "time3": "x"}),
		"page with slash":  w.client.SendSubscribe(ctx, openID, "T1", "/pages/x", "", data),
	} {
		if err == nil {
			t.Errorf("accepted: %s", name)
		}
	}
	if len(w.sim.Sent()) != 1 {
		t.Error("a refused message was kept")
	}
}

func TestUnlimitedCode(t *testing.T) {
	w := newWorld(t, simulator.Options{PerMinute: map[string]int{"/wxa/getwxacodeunlimit": 2}})
	ctx := context.Background()
	const scene = "0123456789abcdefghjkmnpqrs"
	picture, err := w.client.UnlimitedCode(ctx, scene, "pages/track/track")
	wantFault(t, err, nil)
	drawn, err := png.Decode(bytes.NewReader(picture))
	if err != nil || drawn.Bounds().Dx() != 430 {
		t.Fatalf("not a PNG of 430 pixels: %v", err)
	}
	if got := scan(t, picture); got != scene {
		t.Errorf("a scanner reads %q", got)
	}
	for _, bad := range []string{"", strings.Repeat("x", 33), "中文", "50%", "a b", "a&b"} {
		if _, err = w.client.UnlimitedCode(ctx, bad, ""); err == nil {
			t.Errorf("accepted scene %q", bad)
		}
	}
	if n := w.sim.Calls("/wxa/getwxacodeunlimit"); n != 1 {
		t.Errorf("%d requests: bad scenes went out", n)
	}
	if _, err = w.client.UnlimitedCode(ctx, scene, "/pages/x"); err == nil {
		t.Error("accepted a page with a slash")
	}
	_, err = w.client.UnlimitedCode(ctx, scene, "")
	wantFault(t, err, wechat.ErrLimited)
	if wait := fault.From(err).RetryAfter; wait != 60 {
		t.Errorf("wait %d seconds for a minute's quota", wait)
	}
}

// scan reads a QR code with Debian's zbar.
func scan(t *testing.T, picture []byte) string {
	t.Helper()
	tool, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("zbarimg is not installed (Debian package zbar-tools)")
	}
	file := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "--quiet", "--raw", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestCheckText(t *testing.T) {
	w := newWorld(t, simulator.Options{RiskyWords: []string{"坏话"}, ReviewWords: []string{"可疑"}})
	ctx, openID := context.Background(), w.signIn(t, "li")
	long := strings.Repeat("田", 2498)
	for text, want := range map[string]string{
		"":                          wechat.VerdictPass,
		"邻居占了我家的地":                  wechat.VerdictPass,
		"有点可疑":                      wechat.VerdictReview,
		"坏话":                        wechat.VerdictRisky,
		"可疑" + long + "坏话":          wechat.VerdictRisky,
		long + "田" + "坏话":           wechat.VerdictRisky, // over a border
		long + "可疑" + long:          wechat.VerdictReview,
		strings.Repeat("田", 10_000): wechat.VerdictPass,
	} {
		got, err := w.client.CheckText(ctx, openID, text)
		if err != nil || got != want {
			t.Errorf("%d characters: %q, %v, want %q", len([]rune(text)), got, err, want)
		}
	}
	for _, id := range []string{"", simulator.OpenID("never here")} {
		if got, err := w.client.CheckText(ctx, id, "x"); err != nil || got != wechat.VerdictReview {
			t.Errorf("a stranger's text: %q, %v", got, err)
		}
	}
	w.clock.Advance(2*time.Hour + time.Second)
	if got, err := w.client.CheckText(ctx, openID, "x"); err != nil || got != wechat.VerdictReview {
		t.Errorf("two hours later: %q, %v", got, err)
	}
	w.sim.Fail("/wxa/msg_sec_check", 87014, 1)
	if got, err := w.client.CheckText(ctx, openID, "x"); err != nil || got != wechat.VerdictRisky {
		t.Errorf("87014: %q, %v", got, err)
	}
	w.sim.Fail("/wxa/msg_sec_check", 44991, 1)
	got, err := w.client.CheckText(ctx, openID, "x")
	wantFault(t, err, wechat.ErrLimited)
	if got != "" {
		t.Errorf("a verdict %q without a check", got)
	}
}

func TestCheckMedia(t *testing.T) {
	w := newWorld(t, simulator.Options{})
	ctx, openID := context.Background(), w.signIn(t, "li")
	for _, kind := range []string{wechat.MediaImage, wechat.MediaAudio} {
		if trace, err := w.client.CheckMedia(ctx, openID, "https://x.test/a.png", kind); err != nil || trace == "" {
			t.Errorf("%s: %q, %v", kind, trace, err)
		}
	}
	for name, c := range map[string]struct{ openID, url, kind string }{
		"kind": {openID, "https://x.test/a", "video"}, "url": {openID, "a.png", wechat.MediaImage},
	} {
		if _, err := w.client.CheckMedia(ctx, c.openID, c.url, c.kind); err == nil {
			t.Errorf("accepted a bad %s", name)
		}
	}
	_, err := w.client.CheckMedia(ctx, "", "https://x.test/a.png", wechat.MediaImage)
	wantFault(t, err, wechat.ErrNotRecent)
	w.clock.Advance(3 * time.Hour)
	_, err = w.client.CheckMedia(ctx, openID, "https://x.test/a.png", wechat.MediaImage)
	wantFault(t, err, wechat.ErrNotRecent)
}
