package app

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/notice"
	"yanhe/backend/wechat/simulator"
	"yanhe/i18n"
)

// citizen signs a made-up person in and binds a phone number.
func citizen(t *testing.T, a *App, name string) string {
	t.Helper()
	_, account, err := a.Identity.SignInWeChat(t.Context(), a.sim.MintCode(name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Identity.BindPhone(t.Context(), account.ID, a.sim.MintPhoneCode(name)); err != nil {
		t.Fatal(err)
	}
	return account.ID
}

func pushing(t *testing.T, templates map[string]string) (*App, push, *clock.Fixed) {
	t.Helper()
	a, clk := open(t, nil)
	p := a.Notices.Push.(push)
	p.templates = templates
	return a, p, clk
}

func TestPushSaysWhatMayBeSaid(t *testing.T) {
	a, p, _ := pushing(t, map[string]string{"default": "tpl-any", "schedule": "tpl-time"})
	account := citizen(t, a, "王小明")
	facts := map[string]string{"state": "scheduled", "track": id.Token(), "number": "（2026）宣郎人调字第12号", "type": "02",
		"center": "341821000000", "start": "2026-03-03T01:30:00Z", "room": "room-1"}
	for _, event := range []string{"schedule", "accept"} {
		if err := p.Push(t.Context(), account, event, facts); err != nil {
			t.Fatal(err)
		}
	}
	sent := a.sim.Sent()
	if len(sent) != 2 || sent[0].TemplateID != "tpl-time" || sent[1].TemplateID != "tpl-any" {
		t.Fatalf("sent: %+v", sent)
	}
	m := sent[0]
	if m.OpenID != simulator.OpenID("王小明") || m.Page != trackPage+"?token="+facts["track"] || m.Lang != "zh_CN" {
		t.Errorf("the message is %+v", m)
	}
	if m.Data["thing1"] != i18n.Text("zh-CN", "state.scheduled", nil) {
		t.Errorf("it says %q", m.Data["thing1"])
	}
	for k, v := range m.Data {
		for _, secret := range []string{"王小明", "138", account, "openid"} {
			if strings.Contains(v, secret) {
				t.Errorf("%s names %q", k, secret)
			}
		}
	}
	if m.Data["time2"] != "2026-03-03 09:30" || m.Data["character_string3"] != "2026-12" {
		t.Errorf("time and number are %v", m.Data)
	}
	if _, err := a.Identity.SetPreferences(t.Context(), account, "en", false); err != nil {
		t.Fatal(err)
	}
	if err := p.Push(t.Context(), account, "accept", facts); err != nil {
		t.Fatal(err)
	}
	if m := a.sim.Sent()[2]; m.Lang != "en_US" || !strings.HasPrefix(i18n.Text("en", "state.scheduled", nil), strings.TrimSuffix(m.Data["thing1"], "…")) {
		t.Errorf("in English: %+v", m)
	}
}

// TestEveryStateFits: the platform refuses a message with one value too long.
func TestEveryStateFits(t *testing.T) {
	a, p, _ := pushing(t, map[string]string{"default": "tpl"})
	account := citizen(t, a, "fits")
	for _, lang := range i18n.Languages() {
		if _, err := a.Identity.SetPreferences(t.Context(), account, lang, false); err != nil {
			t.Fatal(err)
		}
		for _, state := range dispute.States {
			facts := map[string]string{"state": string(state), "track": id.Token()}
			if err := p.Push(t.Context(), account, "accept", facts); err != nil {
				t.Errorf("%s in %s: %v", state, lang, err)
			}
		}
	}
	for _, m := range a.sim.Sent() {
		for k, v := range m.Data {
			if v == "" || utf8.RuneCountInString(v) > map[string]int{"thing1": 20, "character_string3": 32}[k] {
				t.Errorf("%s is %q", k, v)
			}
		}
		if slices.Sorted(maps.Keys(m.Data))[0] != "character_string3" || len(m.Data) != 2 {
			t.Errorf("the values are %v", m.Data)
		}
	}
}

func TestWhomNothingIsPushedTo(t *testing.T) {
	a, p, _ := pushing(t, map[string]string{"accept": "tpl"})
	account := citizen(t, a, "refuses")
	facts := map[string]string{"state": "queued", "track": id.Token()}
	if !p.Silent("decline") || p.Silent("accept") {
		t.Error("Silent does not tell what has a template")
	}
	if err := p.Push(t.Context(), account, "decline", facts); !errors.Is(err, notice.ErrNoPush) {
		t.Errorf("without a template: %v", err)
	}
	staff, _, err := signInFirst(t, a)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Push(t.Context(), staff, "accept", facts); !errors.Is(err, notice.ErrNoPush) {
		t.Errorf("to somebody without WeChat: %v", err)
	}
	a.sim.Refuse("refuses", true)
	if err := p.Push(t.Context(), account, "accept", facts); !errors.Is(err, notice.ErrRefused) {
		t.Errorf("to somebody who refuses: %v", err)
	}
	a.sim.Down(true)
	if err := p.Push(t.Context(), account, "accept", facts); !fault.Is(err, fault.Unavailable) || errors.Is(err, notice.ErrNoPush) {
		t.Errorf("while the platform is away: %v", err)
	}
	if n := len(a.sim.Sent()); n != 0 {
		t.Errorf("%d messages went out", n)
	}
}

// signInFirst signs the first of the demo's staff in.
func signInFirst(t *testing.T, a *App) (account, token string, err error) {
	t.Helper()
	s := a.Seeded.SignIns[0]
	token, staff, err := a.Identity.SignInStaff(t.Context(), s.Login, s.Password)
	if err != nil {
		return "", "", err
	}
	return staff.ID, token, nil
}

func TestLatin(t *testing.T) {
	for number, want := range map[string]string{"（2026）宣郎人调字第12号": "2026-12", "": "", "第号": ""} {
		if got := latin(number); got != want {
			t.Errorf("%q is written %q", number, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for _, r := range latin(rapid.String().Draw(t, "text")) {
			if r <= ' ' || r >= 0x7f {
				t.Fatalf("%q is left", r)
			}
		}
	})
}

// TestContentChecks: verdicts of texts at once, of files by a trace, and a person's
// look where the platform does not look.
func TestContentChecks(t *testing.T) {
	a, clk := open(t, nil)
	c := a.Notices.Checker.(checker)
	account := citizen(t, a, "checked")
	for text, want := range map[string]string{"邻居家漏水": dispute.Pass, "这里有赌博网站": dispute.Risky, "加微信领红包": dispute.Review, "": dispute.Pass} {
		if got, err := c.Text(t.Context(), account, text); err != nil || got != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for mime, want := range map[string]string{"image/jpeg": "", "audio/mpeg": "", "video/mp4": dispute.Review, "application/pdf": dispute.Review} {
		if got, err := c.File(t.Context(), account, "file", mime, "case", "owed-"+mime); err != nil || got != want {
			t.Errorf("%s is %q, %v", mime, got, err)
		}
	}
	media := a.sim.Media()
	if len(media) != 2 {
		t.Fatalf("the platform was shown %v", media)
	}
	for _, link := range media {
		if !strings.HasPrefix(link, a.Config.PublicURL+"/files/file?") {
			t.Errorf("it was shown %s", link)
		}
	}
	clk.Advance(3 * time.Hour) // nobody who was not there within two hours is checked
	if got, err := c.Text(t.Context(), account, "邻居家漏水"); err != nil || got != dispute.Review {
		t.Errorf("three hours later: %s, %v", got, err)
	}
	staff, _, err := signInFirst(t, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{account, staff} {
		if got, err := c.Text(t.Context(), who, "邻居家漏水"); err != nil || got != dispute.Review {
			t.Errorf("a text of one who was not there: %s, %v", got, err)
		}
		if got, err := c.File(t.Context(), who, "file", "image/png", "case", "owed"); err != nil || got != dispute.Review {
			t.Errorf("a picture of one who was not there: %s, %v", got, err)
		}
	}
}

func TestParseTemplates(t *testing.T) {
	for text, want := range map[string]map[string]string{
		"":                        {},
		",":                       {},
		"default=a":               {"default": "a"},
		"accept=a, decline = b ,": {"accept": "a", "decline": "b"},
		"accept=a=b":              {"accept": "a=b"},
		" , accept=a":             {"accept": "a"},
		"accept= ":                nil,
		" =a":                     nil,
		"accept":                  nil,
		"=a":                      nil,
		"accept=":                 nil,
		"default=a,accept":        nil,
	} {
		got, err := parseTemplates(text)
		if !maps.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%q gives %v, %v", text, got, err)
		}
	}
}
