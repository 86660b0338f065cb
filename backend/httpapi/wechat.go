package httpapi

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"
)

// WeChatCallback checks and opens what WeChat posts (wechat.Client).
type WeChatCallback interface {
	VerifyCallback(query url.Values) (echo string, err error)
	DecryptCallback(query url.Values, body []byte) (trace, verdict string, err error)
}

// Signer checks links to single files (app).
type Signer interface {
	Valid(file, until, mark string) bool
}

// Simulator mints what a phone would bring; it exists in development only.
type Simulator interface {
	MintCode(name string) string
	MintPhoneCode(name string) string
}

const callbackPath = "/wechat/callback"

// addWeChat adds the callback, which proves itself by its signature, and in
// development the address at which the preview and the demo get codes.
func (s *Server) addWeChat() {
	s.App.Get(callbackPath, func(ctx *fiber.Ctx) error {
		echo, err := s.d.WeChat.VerifyCallback(queryOf(ctx))
		if err != nil {
			return err
		}
		return ctx.SendString(echo)
	})
	s.App.Post(callbackPath, func(ctx *fiber.Ctx) error {
		trace, verdict, err := s.d.WeChat.DecryptCallback(queryOf(ctx), ctx.Body())
		if err != nil {
			return err
		}
		if trace != "" {
			if err := s.d.Notices.Verdict(ctx.UserContext(), trace, verdict); err != nil {
				return err
			}
		}
		return ctx.SendString("success")
	})
	if s.d.Simulator == nil {
		return
	}
	handle(s, Route{Method: "POST", Path: "/api/v1/simulator/codes", Access: public, Limit: limitSignIn,
		Summary: "Mint a WeChat code for a made-up person (development only)"}, s.mint)
}

func queryOf(ctx *fiber.Ctx) url.Values {
	values, err := url.ParseQuery(string(ctx.Request().URI().QueryString()))
	if err != nil {
		return url.Values{}
	}
	return values
}

type mintIn struct {
	Body struct {
		Name string `json:"name" pattern:"^[\\p{L}\\p{N}_]{1,24}$"`
	}
}

type mintReply struct {
	Body struct {
		Code  string `json:"code"`
		Phone string `json:"phone_code"`
	}
}

func (s *Server) mint(_ context.Context, in *mintIn) (*mintReply, error) {
	out := &mintReply{}
	out.Body.Code, out.Body.Phone = s.d.Simulator.MintCode(in.Body.Name), s.d.Simulator.MintPhoneCode(in.Body.Name)
	return out, nil
}
