package bench

import (
	"bytes"
	"context"
	"net"

	"github.com/gofiber/fiber/v2"
)

// BareServer answers every request with so many bytes until ctx ends: what Fiber
// does when there is nothing to do.
func BareServer(ctx context.Context, addr string, size int) error {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	body := bytes.Repeat([]byte("x"), size)
	app.Use(func(c *fiber.Ctx) error { return c.Send(body) })
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Listener(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return app.Shutdown()
	}
}
