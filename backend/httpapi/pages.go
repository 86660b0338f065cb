package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
	"yanhe/backend/tracking"
	"yanhe/i18n"
)

// addPages adds the pages behind the QR code: plain HTML, no script, nothing
// personal. They are public: the code is what opens them.
func (s *Server) addPages() {
	s.App.Get("/t", func(ctx *fiber.Ctx) error { return ctx.Redirect("/t/", fiber.StatusMovedPermanently) })
	s.App.Get("/t/", s.page(limitRead, s.lookupPage))
	s.App.Post("/t/", s.page(limitLookup, s.lookupAnswer))
	s.App.Get("/t/:token", s.page(limitTrack, s.trackPage))
	s.App.Get("/t/:token/receipt", s.page(limitTrack, s.receiptPage))
	s.App.Get("/t/:token/qr.png", s.page(limitTrack, s.codePNG))
	s.App.Get("/t/:token/qr.svg", s.page(limitTrack, s.codeSVG))
	s.App.Get("/t/:token/mini.png", s.page(limitTrack, s.codeMini))
}

var pageHeaders = headersOf("Content-Security-Policy", tracking.ContentSecurityPolicy,
	"Cache-Control", "no-store", "X-Robots-Tag", "noindex, nofollow")

// pageLang is the language asked for by ?lang=, else the browser's.
func pageLang(ctx *fiber.Ctx) string {
	if lang := ctx.Query("lang"); lang != "" {
		return i18n.Match(lang)
	}
	return i18n.Match(ctx.Get(fiber.HeaderAcceptLanguage))
}

// page limits a page and words its faults as pages.
func (s *Server) page(limit Limit, show fiber.Handler) fiber.Handler {
	l := s.allowance(limit)
	return func(ctx *fiber.Ctx) error {
		pageHeaders.put(ctx)
		state, err := s.spend(ctx.UserContext(), l, byAddress(*ctx.Locals(callerKey).(*caller)))
		l.tell(ctx, state)
		if err == nil {
			err = show(ctx)
		}
		if err != nil {
			return s.faultPage(ctx, err)
		}
		return nil
	}
}

// faultPage says in words what went wrong, with a number to call.
func (s *Server) faultPage(ctx *fiber.Ctx, err error) error {
	f, lang := fault.From(err), pageLang(ctx)
	contact := s.d.Tracking.Front(lang)
	if f.RetryAfter > 0 {
		ctx.Set(fiber.HeaderRetryAfter, strconv.Itoa(f.RetryAfter))
	}
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		s.log.Error("page failed", "code", f.Code, "problem", f.Error())
		f = fault.New(f.Kind, problemOf(err, lang, "").Code)
	}
	var b bytes.Buffer
	switch {
	case errors.Is(f, tracking.ErrNotFound):
		err = tracking.RenderMissing(&b, lang, contact)
	case f.Kind == fault.Limited:
		err = tracking.RenderLimited(&b, lang, (f.RetryAfter+59)/60, contact)
	default:
		err = tracking.RenderFault(&b, lang, f, contact)
	}
	if err != nil {
		return err
	}
	return html(ctx.Status(statuses[f.Kind]), &b)
}

func html(ctx *fiber.Ctx, b *bytes.Buffer) error {
	ctx.Type("html", "utf-8")
	return ctx.Send(b.Bytes())
}

func (s *Server) lookupPage(ctx *fiber.Ctx) error {
	lang := pageLang(ctx)
	var b bytes.Buffer
	if err := tracking.RenderLookup(&b, tracking.LookupPage{Language: lang, Contact: s.d.Tracking.Front(lang)}); err != nil {
		return err
	}
	return html(ctx, &b)
}

// lookupAnswer finds a case by number and four digits. Tries are counted by
// address and, against guessing from many addresses, by case number.
func (s *Server) lookupAnswer(ctx *fiber.Ctx) error {
	lang, number, tail := pageLang(ctx), ctx.FormValue("number"), ctx.FormValue("tail")
	var b bytes.Buffer
	view, err := s.lookUp(ctx, number, tail, lang)
	if f := fault.From(err); err != nil && (f.Kind == fault.Invalid || errors.Is(err, tracking.ErrNotFound)) {
		if err := tracking.RenderLookup(&b, tracking.LookupPage{Language: lang, Number: number, Contact: s.d.Tracking.Front(lang), Fault: f}); err != nil {
			return err
		}
		return html(ctx.Status(statuses[f.Kind]), &b)
	}
	if err != nil {
		return err
	}
	if err := tracking.RenderTrack(&b, tracking.TrackPage{View: view}); err != nil {
		return err
	}
	return html(ctx, &b)
}

func (s *Server) lookUp(ctx *fiber.Ctx, number, tail, lang string) (tracking.View, error) {
	if err := s.spendTail(ctx.UserContext(), number); err != nil {
		return tracking.View{}, err
	}
	return s.d.Tracking.ByNumber(ctx.UserContext(), number, tail, lang)
}

// spendTail counts a try against the case number, however it is written.
func (s *Server) spendTail(ctx context.Context, number string) error {
	folded, ok := tracking.ParseNumber(number)
	if !ok {
		return nil // nothing can be guessed by a number that is none
	}
	_, err := s.spend(ctx, s.allowance(limitTail), id.Derive(folded))
	return err
}

func (s *Server) trackPage(ctx *fiber.Ctx) error {
	c, err := s.d.Tracking.Find(ctx.UserContext(), ctx.Params("token"))
	if err != nil {
		return err
	}
	lang := pageLang(ctx)
	page, err := s.drawn.get(drawingKey{"page", lang, c.Track}, c, s.d.Clock.Now(), func() ([]byte, error) {
		view, err := s.d.Tracking.Show(ctx.UserContext(), c, lang)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = tracking.RenderTrack(&b, tracking.TrackPage{View: view, Receipt: "/t/" + c.Track + "/receipt"})
		return b.Bytes(), err
	})
	if err != nil {
		return err
	}
	return page.send(ctx, fiber.MIMETextHTMLCharsetUTF8)
}

func (s *Server) receiptPage(ctx *fiber.Ctx) error {
	receipt, err := s.d.Tracking.ReceiptByToken(ctx.UserContext(), ctx.Params("token"), pageLang(ctx))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := tracking.RenderReceipt(&b, receipt); err != nil {
		return err
	}
	return html(ctx, &b)
}

// codeURL is the address in a code. It does not look the case up: a code for a
// token that no case has leads to the page that says so.
func (s *Server) codeURL(ctx *fiber.Ctx) (string, error) {
	token, ok := id.ParseToken(ctx.Params("token"))
	if !ok {
		return "", tracking.ErrNotFound
	}
	return s.d.Tracking.URL(token), nil
}

func (s *Server) codePNG(ctx *fiber.Ctx) error {
	url, err := s.codeURL(ctx)
	if err != nil {
		return err
	}
	png, err := tracking.PNG(url, min(max(ctx.QueryInt("size", 480), 120), 1200))
	if err != nil {
		return err
	}
	ctx.Type("png")
	return ctx.Send(png)
}

func (s *Server) codeSVG(ctx *fiber.Ctx) error {
	url, err := s.codeURL(ctx)
	if err != nil {
		return err
	}
	svg, err := tracking.SVG(url)
	if err != nil {
		return err
	}
	ctx.Set(fiber.HeaderContentType, "image/svg+xml")
	return ctx.Send(svg)
}

func (s *Server) codeMini(ctx *fiber.Ctx) error {
	token, ok := id.ParseToken(ctx.Params("token"))
	if !ok {
		return tracking.ErrNotFound
	}
	png, err := s.d.Tracking.MiniCode(ctx.UserContext(), token)
	if err != nil {
		return err
	}
	ctx.Set(fiber.HeaderContentType, "image/png")
	return ctx.Send(png)
}

// printLang is the language asked for by the links on a printed page, else the caller's.
func printLang(ctx *fiber.Ctx, c caller) string {
	if lang := ctx.Query("lang"); lang != "" {
		return i18n.Match(lang)
	}
	return c.Lang
}

// receiptOf is the receipt of a case for who may print it by the policy.
func (s *Server) receiptOf(ctx *fiber.Ctx) error {
	c := *ctx.Locals(callerKey).(*caller)
	if err := admit(may(policy.PrintReceipt), c, ctx.Path(), ctx.Method(), ctx.Get(fiber.HeaderOrigin), ctx.Hostname()); err != nil {
		return err
	}
	found, err := s.d.Cases.Read(ctx.UserContext(), c.Subject, ctx.Params("id"), policy.PrintReceipt)
	if err != nil {
		return err
	}
	receipt, err := s.d.Tracking.Receipt(found, printLang(ctx, c))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := tracking.RenderReceipt(&b, receipt); err != nil {
		return err
	}
	ctx.Set("Content-Security-Policy", tracking.ContentSecurityPolicy)
	return html(ctx, &b)
}

// addConsole serves the console's files; its own router handles unknown paths
// without an extension.
func (s *Server) addConsole() {
	s.App.Get("/", func(ctx *fiber.Ctx) error { return ctx.Redirect("/t/", fiber.StatusFound) })
	s.App.Get("/admin", func(ctx *fiber.Ctx) error { return ctx.Redirect("/admin/", fiber.StatusMovedPermanently) })
	s.App.Get("/admin/*", func(ctx *fiber.Ctx) error {
		ctx.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'none'")
		return s.consoleFile(ctx, ctx.Params("*"))
	})
}

// addPreview serves the mini-program in a browser, for who develops it. It has no route in
// production.
func (s *Server) addPreview() {
	if s.o.Preview == "" {
		return
	}
	s.App.Get("/preview", func(ctx *fiber.Ctx) error { return ctx.Redirect("/preview/", fiber.StatusFound) })
	s.App.Use("/preview/", func(ctx *fiber.Ctx) error {
		ctx.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; frame-ancestors 'self'")
		ctx.Set("Cache-Control", "no-cache")
		return ctx.Next()
	})
	s.App.Static("/preview/", s.o.Preview)
}

func (s *Server) consoleFile(ctx *fiber.Ctx, name string) error {
	if name == "" || !strings.Contains(name, ".") {
		name = "index.html"
	}
	body, err := fs.ReadFile(s.d.Console, name)
	if err != nil {
		return fiber.ErrNotFound
	}
	if strings.HasPrefix(name, "assets/") { // named by their content
		ctx.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		ctx.Set("Cache-Control", "no-cache")
	}
	ctx.Type(strings.TrimPrefix(path.Ext(name), "."), "utf-8")
	return ctx.Send(body)
}
