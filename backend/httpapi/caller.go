package httpapi

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/id"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
	"yanhe/i18n"
)

// caller is who sends a request and in which language it is answered.
type caller struct {
	Subject   policy.Subject
	Current   *identity.Current // nil when signed out
	Token     string            // the session's token
	Cookie    bool              // the token came as the console's cookie
	Lang      string
	RequestID string
	Address   string
}

// callerKey is the Fiber local that holds the caller; huma's Fiber adapter hands
// locals on as context values.
const callerKey = "yanhe.caller"

func callerOf(ctx context.Context) caller {
	if c, ok := ctx.Value(callerKey).(*caller); ok {
		return *c
	}
	return caller{Lang: i18n.Default}
}

// cookieName is the console's session cookie. The __Host- prefix (RFC 6265bis)
// binds it to this host, but needs HTTPS, which development has not.
func (s *Server) cookieName() string {
	if s.o.Secure {
		return "__Host-yanhe"
	}
	return "yanhe"
}

var requestID = []byte("X-Request-Id")

// meet finds out who calls. A bad or old session counts as none: the guard
// answers for routes that need one. An error means that the store is away.
func (s *Server) meet(ctx *fiber.Ctx) error {
	c := &caller{Lang: spoken(ctx), RequestID: id.New(s.d.Clock.Now()), Address: ctx.IP()}
	ctx.Response().Header.SetCanonical(requestID, []byte(c.RequestID))
	ctx.Locals(callerKey, c)
	c.Token, _ = strings.CutPrefix(ctx.Get(fiber.HeaderAuthorization), "Bearer ")
	if c.Token == "" {
		c.Token = ctx.Cookies(s.cookieName())
		c.Cookie = c.Token != ""
	}
	if c.Token != "" && needsCaller(ctx.Path()) {
		look := s.d.Identity.Authenticate
		if alone(ctx.Path()) {
			look = s.d.Identity.Recognise
		}
		subject, current, err := look(ctx.UserContext(), c.Token)
		switch {
		case err == nil:
			c.Subject, c.Current = subject, current
			if current.Account.Locale != "" && ctx.Get("X-Language") == "" {
				c.Lang = current.Account.Locale
			}
		case !signedOut(err):
			return s.fail(ctx, err)
		}
	}
	return ctx.Next()
}

// spoken is the language that a request asks for: a person's choice on this screen,
// now, or else what the browser or WeChat is set to.
func spoken(ctx *fiber.Ctx) string {
	if lang := ctx.Get("X-Language"); lang != "" {
		return i18n.Match(lang)
	}
	return i18n.Match(ctx.Get(fiber.HeaderAcceptLanguage))
}

// needsCaller spares the public pages a session look-up.
func needsCaller(path string) bool { return strings.HasPrefix(path, "/api/") }
