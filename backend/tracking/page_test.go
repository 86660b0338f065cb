package tracking

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"yanhe/backend/dispute"
	"yanhe/backend/fault"
	"yanhe/i18n"
)

// everyPage calls fn with every page in every language and every state.
func everyPage(t *testing.T, fn func(t *testing.T, lang, page string)) {
	show := func(name, lang string, render func(io.Writer) error) {
		t.Run(name+"/"+lang, func(t *testing.T) {
			var out bytes.Buffer
			if err := render(&out); err != nil {
				t.Fatal(err)
			}
			fn(t, lang, out.String())
		})
	}
	for _, lang := range i18n.Languages() {
		s := serviceOf(secretCase(dispute.Queued))
		contact := s.Front(lang)
		_, wrong := s.ByNumber(ctx, "12", "x", lang)
		show("lookup", lang, func(w io.Writer) error {
			return RenderLookup(w, LookupPage{Language: lang, Contact: contact})
		})
		show("lookup-wrong", lang, func(w io.Writer) error {
			return RenderLookup(w, LookupPage{Language: lang, Number: "12", Contact: contact, Fault: fault.From(wrong)})
		})
		show("lookup-nothing", lang, func(w io.Writer) error {
			return RenderLookup(w, LookupPage{Language: lang, Number: number, Contact: contact, Fault: ErrNotFound})
		})
		show("missing", lang, func(w io.Writer) error { return RenderMissing(w, lang, contact) })
		show("limited", lang, func(w io.Writer) error { return RenderLimited(w, lang, 12, contact) })
		show("fault", lang, func(w io.Writer) error {
			return RenderFault(w, lang, fault.New(fault.Unavailable, "store.unavailable"), contact)
		})
		for _, state := range dispute.States {
			v, err := serviceOf(secretCase(state)).ByToken(ctx, token, lang)
			if err != nil {
				t.Fatal(state, err)
			}
			show("track-"+string(state), lang, func(w io.Writer) error { return RenderTrack(w, TrackPage{View: v}) })
		}
		r, err := s.ReceiptByToken(ctx, token, lang)
		if err != nil {
			t.Fatal(err)
		}
		invited := secretCase(dispute.Queued)
		invited.Type = "02" // whoever is invited is told what it is about
		for name, to := range map[string]Addressee{
			"letter":         {Name: "司马长风", Address: "鳌峰中路三百号", Code: "01234567", Until: now, Note: "邻居说您家的土堆挡了窗"},
			"letter-by-name": {Name: strings.Repeat("宣城市某某建筑劳务有限公司", 4), ByName: true, Code: "01234567", Until: now}} {
			l, err := s.Letter(invited, lang, to)
			if err != nil {
				t.Fatal(err)
			}
			show(name, lang, func(w io.Writer) error { return RenderLetter(w, l) })
		}
		show("receipt", lang, func(w io.Writer) error { return RenderReceipt(w, r) })
	}
}

// TestNoNumberIsPromised to a case that ended without one.
func TestNoNumberIsPromised(t *testing.T) {
	for state, promised := range map[dispute.State]bool{dispute.Submitted: true, dispute.Declined: true, dispute.Withdrawn: false, dispute.Merged: false} {
		c := secretCase(state)
		c.Number = ""
		v, err := serviceOf(c).ByToken(t.Context(), token, "en")
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := RenderTrack(&out, TrackPage{View: v}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), i18n.Text("en", "tracking.no_number", nil)); got != promised {
			t.Errorf("%s: promised %v", state, got)
		}
	}
}

func TestNoPageShowsASecret(t *testing.T) {
	everyPage(t, func(t *testing.T, _, page string) {
		if at := strings.Index(page, secret); at >= 0 {
			t.Error(page[max(0, at-80):min(len(page), at+80)])
		}
	})
}

// TestSecretsWouldBeSeen makes sure that the fixture has something to hide.
func TestSecretsWouldBeSeen(t *testing.T) {
	c := secretCase(dispute.Queued)
	for name, text := range map[string]string{"name": c.Parties[0].Name, "phone": c.Parties[0].Phone, "sealed": c.Parties[0].Sealed,
		"story": c.Content, "note": c.Timeline[0].Note, "by": c.Timeline[0].By, "terms": c.Outcome.Terms,
		"division": c.Division, "mediator": c.Mediator, "receipt": c.Transfer.Receipt, "type": c.Type} {
		if !strings.HasPrefix(text, secret) {
			t.Errorf("%s is %q", name, text)
		}
	}
	if len(c.Timeline[0].Facts) == 0 || len(c.Evidence) == 0 || len(c.Ratings) == 0 || len(c.Outbox) == 0 {
		t.Error("a part of the case is empty")
	}
}

func TestPagesAreSound(t *testing.T) {
	everyPage(t, func(t *testing.T, lang, page string) {
		balanced(t, page)
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		p := parsed{all: elements(root)}
		if got := attr(p.one(t, "html"), "lang"); got != lang {
			t.Errorf("lang is %q", got)
		}
		for _, landmark := range []string{"header", "main", "footer", "nav", "title", "h1"} {
			p.one(t, landmark)
		}
		if text(p.one(t, "title")) == "" || len(p.named("style")) != 1 {
			t.Error("the title is empty, or there is not one style sheet")
		}
		p.headings(t)
		p.references(t)
		p.controls(t)
		for _, n := range p.all {
			if slices.Contains([]string{"script", "link", "img", "iframe", "object", "base"}, n.Data) {
				t.Errorf("a %s, which the page's own policy forbids", n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("the attribute %s=%q", a.Key, a.Val)
				}
			}
		}
		if raw := regexp.MustCompile(`\b(tracking|receipt|invite|type|state|event|weekday|fault|body|queue)\.[a-z0-9_]+\b|\{[a-z]+\}|ZgotmplZ`).
			FindString(text(p.one(t, "body"))); raw != "" {
			t.Errorf("the page shows %q", raw)
		}
	})
}

func TestNothingInAPageNeedsTheNetwork(t *testing.T) {
	everyPage(t, func(t *testing.T, _, page string) {
		if !strings.Contains(ContentSecurityPolicy, "'sha256-"+styleHash()+"'") || !strings.Contains(page, "<style>"+style+"</style>") {
			t.Error("the policy does not allow the page's own style sheet")
		}
		if strings.Contains(style, "url(") || strings.Contains(style, "@import") {
			t.Error("the style sheet loads something")
		}
		if !strings.Contains(page, `name="robots" content="noindex, nofollow"`) || !strings.Contains(page, `name="referrer" content="no-referrer"`) {
			t.Error("the page may be indexed, or tells its address")
		}
	})
}

func TestTypedTextIsEscaped(t *testing.T) {
	var out bytes.Buffer
	bad := `"><script>alert(1)</script>`
	if err := RenderLookup(&out, LookupPage{Language: "en", Number: bad, Fault: ErrNotFound}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "<script") {
		t.Error("a script got through")
	}
	root, err := html.Parse(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range elements(root) {
		if n.Data == "input" && attr(n, "name") == "number" && attr(n, "value") != bad {
			t.Errorf("the number typed comes back as %q", attr(n, "value"))
		}
	}
}

func TestPagesSayWhatTheyMust(t *testing.T) {
	c := secretCase(dispute.Scheduled)
	v, err := serviceOf(c).ByToken(ctx, token, "en")
	if err != nil {
		t.Fatal(err)
	}
	contains := func(render func(io.Writer) error, wants ...string) {
		t.Helper()
		var out bytes.Buffer
		if err := render(&out); err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %q in the page", want)
			}
		}
	}
	contains(func(w io.Writer) error {
		return RenderTrack(w, TrackPage{View: v, Receipt: "/t/" + token + "/receipt"})
	},
		"Appointment made", number, "Both parties", "20 March 2026", "Room on the second floor", "13 March 2026, 10:00",
		"Qingfeng Village Mediation Room", "Langxi County Mediation Center", `href="tel:05637012345"`, "/receipt?lang=en", `href="?lang=zh-CN"`)
	contains(func(w io.Writer) error { return RenderLimited(w, "en", 12, Contact{}) }, "try again: 12")
	contains(func(w io.Writer) error { return RenderLimited(w, "xx", 0, Contact{}) }, "请过 1 分钟再试")
	r, err := serviceOf(c).ReceiptByToken(ctx, token, "en")
	if err != nil {
		t.Fatal(err)
	}
	contains(func(w io.Writer) error { return RenderReceipt(w, r) }, number, "<svg", "yanhe.example.gov.cn/t/"+token,
		"0563-701 2345", "08:30", "last four digits")
}
