package identity

import (
	"context"

	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Faults of this package.
var (
	// ErrWrongPassword is the same for a wrong password and for an unknown login.
	ErrWrongPassword = fault.New(fault.SignedOut, "identity.wrong_password")
	// ErrLocked follows five failures; RetryAfter says how long it holds.
	ErrLocked = fault.New(fault.Limited, "identity.locked")
	// ErrSessionExpired: no session, or one that has ended.
	ErrSessionExpired = fault.New(fault.SignedOut, "identity.session_expired")
	// ErrPasswordWeak and ErrPasswordSame refuse a new password.
	ErrPasswordWeak = fault.Bad("password", "identity.password_weak")
	ErrPasswordSame = fault.Bad("password", "identity.password_same")
	// ErrDisabled: a citizen's account is closed.
	ErrDisabled = fault.New(fault.Forbidden, "identity.disabled")
	// ErrLoginTaken: another staff account has this login.
	ErrLoginTaken = fault.New(fault.Conflict, "identity.login_taken").At("login")
	// ErrNoAccount: no staff account has this id.
	ErrNoAccount = fault.New(fault.NotFound, "identity.account_not_found")
	// ErrNotAllowed: the policy table does not let the caller manage accounts.
	ErrNotAllowed = fault.New(fault.Forbidden, "identity.not_allowed")
	// ErrNotOneself: nobody closes the account they work with.
	ErrNotOneself = fault.New(fault.Conflict, "identity.not_oneself")
)

// WeChat is what sign-in needs of the platform.
type WeChat interface {
	// Code2Session exchanges a code of wx.login (auth.code2Session).
	Code2Session(ctx context.Context, code string) (openID, unionID string, err error)
	// PhoneNumber exchanges a code of the getPhoneNumber button (phonenumber.getPhoneNumber).
	PhoneNumber(ctx context.Context, code string) (string, error)
}

// Vault seals personal data and makes blind indexes of it (seal.Box).
type Vault interface {
	Seal(context string, value any) (string, error)
	Open(context, sealed string, into any) error
	Blind(kind, value string) string
}

// Centers is what accounts need to know of the center tree (center.Directory).
type Centers interface {
	Canonical(id string) string
	Path(id string) []string
}

// Trail is the audit log (audit.Log).
type Trail interface {
	Record(ctx context.Context, actor, action, object, reason string, details map[string]string) error
}

// Parts are what a Service stands on.
type Parts struct {
	Engine  docstore.Engine
	Clock   clock.Clock
	Vault   Vault
	WeChat  WeChat
	Centers Centers
	Trail   Trail
	// AppID is the mini-program's: the same person has another account under another one.
	AppID string
	// Languages are those a person can choose (i18n).
	Languages []string
	// Production refuses demo accounts.
	Production bool
}

// Service signs people in and knows who they are. It is safe for concurrent use,
// also by several processes on one store.
type Service struct {
	Parts
	accounts  *docstore.Collection[Account, *Account]
	sessions  *docstore.Collection[Session, *Session]
	passwords *passwords
	strangers strangers
	// known are the sessions in use and their accounts: each request asks for both.
	known struct {
		sessions *docstore.Memory[Session, *Session]
		accounts *docstore.Memory[Account, *Account]
	}
}

// New makes a service.
func New(p Parts) *Service {
	s := &Service{Parts: p, accounts: accounts.On(p.Engine), sessions: sessions.On(p.Engine),
		passwords: newPasswords(owasp)}
	s.known.sessions = s.sessions.Remember(knownLimits, func(d *Session) string { return d.ID })
	s.known.accounts = s.accounts.Remember(knownLimits, func(d *Account) string { return d.ID })
	return s
}
