package httpapi

import (
	"context"
	"net/http"
	"time"

	"yanhe/backend/identity"
	"yanhe/backend/policy"
)

// AccountView is the caller's own account.
type AccountView struct {
	ID         string         `json:"id"`
	Staff      bool           `json:"staff"`
	Name       string         `json:"name"`
	Login      string         `json:"login,omitempty"`
	Locale     string         `json:"locale" doc:"empty: the browser's or WeChat's"`
	Elder      bool           `json:"elder"`
	HasPhone   bool           `json:"has_phone"`
	MustChange bool           `json:"must_change" doc:"the password must be changed before anything else"`
	Grants     []policy.Grant `json:"grants"`
	Center     string         `json:"center,omitempty"`
}

func accountView(a *identity.Account) AccountView {
	v := AccountView{ID: a.ID, Staff: a.Kind == identity.Staff, Name: a.DisplayName, Login: a.Login, Locale: a.Locale,
		Elder: a.Elder, HasPhone: a.PhoneBlind != "", MustChange: a.MustChange, Grants: a.Grants, Center: a.Center}
	if v.Grants == nil {
		v.Grants = []policy.Grant{}
	}
	return v
}

type weChatIn struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"200" doc:"from wx.login; single use, five minutes"`
	}
}

type tokenReply struct {
	SetCookie *http.Cookie `header:"Set-Cookie"` // nil sends no header
	Body      struct {
		Token   string      `json:"token,omitempty" doc:"for the Authorization header"`
		Account AccountView `json:"account"`
	}
}

type bearerReply struct {
	Body struct {
		Token   string      `json:"token"`
		Account AccountView `json:"account"`
	}
}

// signInWeChat exchanges a WeChat code for a session.
func (s *Server) signInWeChat(ctx context.Context, in *weChatIn) (*bearerReply, error) {
	token, account, err := s.d.Identity.SignInWeChat(ctx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	out := &bearerReply{}
	out.Body.Token, out.Body.Account = token, accountView(account)
	return out, nil
}

type staffIn struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"200"`
		Cookie   bool   `json:"cookie,omitempty" doc:"set the session as a cookie (the console) and keep the token out of the reply"`
	}
}

// signInStaff opens a staff session by password.
func (s *Server) signInStaff(ctx context.Context, in *staffIn) (*tokenReply, error) {
	token, account, err := s.d.Identity.SignInStaff(ctx, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	out := &tokenReply{}
	out.Body.Account = accountView(account)
	if in.Body.Cookie {
		out.SetCookie = s.cookie(token)
	} else {
		out.Body.Token = token
	}
	return out, nil
}

func (s *Server) cookie(token string) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: s.o.Secure, SameSite: http.SameSiteStrictMode}
}

type signOutReply struct {
	SetCookie *http.Cookie `header:"Set-Cookie"`
}

// signOut ends the session that asks.
func (s *Server) signOut(ctx context.Context, _ *struct{}) (*signOutReply, error) {
	if err := s.d.Identity.SignOut(ctx, callerOf(ctx).Token); err != nil {
		return nil, err
	}
	gone := s.cookie("")
	gone.MaxAge, gone.Expires = -1, time.Unix(0, 0)
	return &signOutReply{SetCookie: gone}, nil
}

type meReply struct{ Body AccountView }

// me shows the caller's own account.
func (s *Server) me(ctx context.Context, _ *struct{}) (*meReply, error) {
	return &meReply{Body: accountView(callerOf(ctx).Current.Account)}, nil
}

type preferIn struct {
	Body struct {
		Locale string `json:"locale" enum:"zh-CN,en," doc:"empty follows the browser or WeChat"`
		Elder  bool   `json:"elder"`
	}
}

// prefer keeps language and elder mode with the account.
func (s *Server) prefer(ctx context.Context, in *preferIn) (*meReply, error) {
	a, err := s.d.Identity.SetPreferences(ctx, callerOf(ctx).Subject.Account, in.Body.Locale, in.Body.Elder)
	if err != nil {
		return nil, err
	}
	return &meReply{Body: accountView(a)}, nil
}

// bindPhone exchanges the code of WeChat's phone button for the number.
func (s *Server) bindPhone(ctx context.Context, in *weChatIn) (*meReply, error) {
	a, err := s.d.Identity.BindPhone(ctx, callerOf(ctx).Subject.Account, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &meReply{Body: accountView(a)}, nil
}

type phoneReply struct {
	Body struct {
		Phone string `json:"phone" doc:"the caller's own number, in clear, to fill a form"`
	}
}

// myPhone shows the caller's own number, so that nobody has to type it again.
func (s *Server) myPhone(ctx context.Context, _ *struct{}) (*phoneReply, error) {
	private, err := s.d.Identity.Private(ctx, callerOf(ctx).Subject.Account)
	if err != nil {
		return nil, err
	}
	out := &phoneReply{}
	out.Body.Phone = private.Phone
	return out, nil
}

type passwordIn struct {
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"200"`
		New string `json:"password" minLength:"1" maxLength:"200"`
	}
}

// changePassword sets a new password and ends the account's other sessions.
func (s *Server) changePassword(ctx context.Context, in *passwordIn) (*noReply, error) {
	return nil, s.d.Identity.ChangePassword(ctx, callerOf(ctx).Current, in.Body.Old, in.Body.New)
}
