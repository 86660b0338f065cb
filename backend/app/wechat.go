package app

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/identity"
	"yanhe/backend/notice"
	"yanhe/backend/wechat"
	"yanhe/i18n"
)

// push sends subscribe messages to citizens and mediators who have WeChat.
type push struct {
	client    *wechat.Client
	identity  *identity.Service
	centers   *center.Directory
	templates map[string]string
}

// trackPage is the mini-program's page that opens on a tracking token.
const trackPage = "pages/track/index"

// template is the subscribe template of an event, "" when none is configured.
func (p push) template(event string) string {
	if t := p.templates[event]; t != "" {
		return t
	}
	return p.templates["default"]
}

// Silent tells that an event has no template, so that no push needs to be recorded.
func (p push) Silent(event string) bool { return p.template(event) == "" }

// Push sends one message. The templates' fields are those the README's chapter on
// WeChat tells to apply for: thing1 what, time2 when, character_string3 number.
func (p push) Push(ctx context.Context, account, event string, facts map[string]string) error {
	template := p.template(event)
	if template == "" {
		return notice.ErrNoPush
	}
	a, err := p.identity.Account(ctx, account)
	if err != nil {
		return err
	}
	openID, err := p.identity.OpenID(ctx, account)
	if err != nil || openID == "" {
		return errors.Join(err, notice.ErrNoPush)
	}
	lang := i18n.Match(a.Locale)
	data := map[string]string{ // SendSubscribe cuts values to what the platform takes
		"thing1":            i18n.Text(lang, "state."+facts["state"], nil),
		"character_string3": latin(facts["number"]),
	}
	if data["character_string3"] == "" {
		data["character_string3"] = facts["track"][:min(8, len(facts["track"]))]
	}
	if start, err := time.Parse(time.RFC3339, facts["start"]); err == nil {
		data["time2"] = start.In(clock.Shanghai).Format("2006-01-02 15:04") // 「time」, 24 hours
	}
	err = p.client.SendSubscribe(ctx, openID, template, trackPage+"?token="+facts["track"], lang, data)
	if errors.Is(err, wechat.ErrRefused) {
		return notice.ErrRefused
	}
	return err
}

// latin writes a case number with what 「character_string」 allows: year and number
// of （2026）宣人调字第12号 are 2026-12.
func latin(number string) string {
	return strings.Join(strings.FieldsFunc(number, func(r rune) bool { return r <= ' ' || r >= 0x7f }), "-")
}

// checker asks WeChat about content, and notes whose verdict will come later.
type checker struct {
	client   *wechat.Client
	identity *identity.Service
	worker   *notice.Worker
	links    signer
}

// Text asks for the verdict on a text (msgSecCheck 2.0).
func (c checker) Text(ctx context.Context, account, text string) (string, error) {
	openID, err := c.identity.OpenID(ctx, account)
	if err != nil {
		return "", err
	}
	return c.client.CheckText(ctx, openID, text)
}

// File asks for the check of an image or a recording (mediaCheckAsync 2.0); other
// types the platform does not check, so a person looks.
func (c checker) File(ctx context.Context, account, file, mime, caseID, owed string) (string, error) {
	kind, _, _ := strings.Cut(mime, "/")
	if kind != wechat.MediaImage && kind != wechat.MediaAudio {
		return wechat.VerdictReview, nil
	}
	openID, err := c.identity.OpenID(ctx, account)
	if err != nil {
		return "", err
	}
	trace, err := c.client.CheckMedia(ctx, openID, c.links.Link(file), kind)
	if errors.Is(err, wechat.ErrNotRecent) { // no use in asking again: a person looks
		return wechat.VerdictReview, nil
	}
	if err != nil {
		return "", err
	}
	return "", c.worker.Expect(ctx, trace, caseID, owed)
}

// openWeChat makes the client, and in development without an AppID the simulator
// it talks to.
func openWeChat(c Config, clk clock.Clock, cache wechat.TokenCache, log *slog.Logger) (*wechat.Client, *simulated, error) {
	settings := wechat.Config{Mode: c.Mode, AppID: c.WeChatAppID, AppSecret: c.WeChatSecret,
		CallbackToken: c.WeChatToken, CallbackAESKey: c.WeChatAESKey, Cache: cache, Clock: clk}
	sim, err := simulate(c, clk)
	if err != nil {
		return nil, nil, err
	}
	if sim != nil {
		settings.SimulatorURL = sim.url
		log.Info("WeChat is simulated in this process; no AppID is set")
	}
	client, err := wechat.New(settings)
	if err != nil && sim != nil {
		sim.stop()
	}
	return client, sim, err
}
