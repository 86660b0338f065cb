package httpapi

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// headers are header fields that are the same in many replies, as bytes: setting
// them costs no look at their names.
type headers []struct{ name, value []byte }

// headersOf takes names and values in turn; the names are in their usual capitals
// (X-Frame-Options).
func headersOf(pairs ...string) (all headers) {
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, struct{ name, value []byte }{[]byte(pairs[i]), []byte(pairs[i+1])})
	}
	return all
}

func (all headers) put(ctx *fiber.Ctx) {
	h := &ctx.Response().Header
	for _, f := range all {
		h.SetCanonical(f.name, f.value)
	}
}

var (
	everyReply = headersOf("X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY", "Referrer-Policy", "no-referrer",
		"Cross-Origin-Opener-Policy", "same-origin", "Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	httpsOnly = headersOf("Strict-Transport-Security", "max-age=31536000")
	apiReply  = headersOf("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'", "Cache-Control", "no-store")
)

// secure sets the headers that every reply carries.
func (s *Server) secure(ctx *fiber.Ctx) error {
	s.setSecure(ctx)
	return ctx.Next()
}

func (s *Server) setSecure(ctx *fiber.Ctx) {
	everyReply.put(ctx)
	if s.o.Secure {
		httpsOnly.put(ctx)
	}
	if strings.HasPrefix(ctx.Path(), "/api/") {
		apiReply.put(ctx)
	}
}
