// Package identity keeps accounts and sessions: citizens who sign in by WeChat,
// staff who sign in with a password, and what each may do (policy grants).
package identity

import (
	"strings"
	"time"

	"yanhe/backend/docstore"
	"yanhe/backend/id"
	"yanhe/backend/policy"
)

// Kind tells citizens from staff.
type Kind string

// Kinds.
const (
	Citizen Kind = "citizen"
	Staff   Kind = "staff"
)

// Account is a person who can sign in.
type Account struct {
	docstore.Meta
	Kind Kind `json:"kind"`
	// DisplayName is a staff member's name. A citizen's is masked: it is shown to others.
	DisplayName string `json:"display_name"`
	// Locale is "" to follow the browser; Elder asks for large type.
	Locale string `json:"locale,omitempty"`
	Elder  bool   `json:"elder,omitempty"`
	// Sealed holds the Private part; PhoneBlind finds an account by its phone number.
	Sealed     string `json:"sealed,omitempty"`
	PhoneBlind string `json:"phone_blind,omitempty"`
	// OpenID is sealed: the address of a citizen's notices.
	OpenID string `json:"open_id,omitempty"`

	Login        string `json:"login,omitempty"` // staff, lower case
	PasswordHash string `json:"password_hash,omitempty"`
	// MustChange: the password was given by someone else; until it is changed the
	// account may do nothing but change it.
	MustChange bool `json:"must_change,omitempty"`
	// Demo accounts have a published password; production refuses them.
	Demo     bool           `json:"demo,omitempty"`
	Disabled bool           `json:"disabled,omitempty"`
	Grants   []policy.Grant `json:"grants,omitempty"`
	// Center is where a staff member belongs.
	Center string `json:"center,omitempty"`
	// Committee (调委会), FullTime (专职, else 兼职) and Specialities (dispute type
	// codes) are what booking and routing show of a mediator.
	Committee    string   `json:"committee,omitempty"`
	FullTime     bool     `json:"full_time,omitempty"`
	Specialities []string `json:"specialities,omitempty"`

	Guesses
	// Epoch is raised to end all sessions at once: a session of an older epoch is over.
	Epoch int64 `json:"epoch,omitempty"`

	CreatedAt time.Time `json:"created_at"`
	// LastVisit is at most ten minutes behind for a citizen (msgSecCheck answers only
	// for who opened the mini-program within two hours), the last sign-in for staff.
	LastVisit time.Time `json:"last_visit,omitzero"`
}

// Private is the part of an account that is kept sealed.
type Private struct {
	Phone string `json:"phone,omitempty"`
	Name  string `json:"name,omitempty"`
}

// Subject is who the account is to the policy table.
func (a *Account) Subject() policy.Subject {
	return policy.Subject{Account: a.ID, Staff: a.Kind == Staff, Grants: a.Grants}
}

// Has tells whether the account carries a role anywhere.
func (a *Account) Has(role policy.Role) bool {
	for _, g := range a.Grants {
		if g.Role == role {
			return true
		}
	}
	return false
}

// mediates is the center at which the account can be chosen as mediator, "" when none.
func (a *Account) mediates() string {
	for _, g := range a.Grants {
		if g.Role == policy.Mediator && !a.Disabled {
			return g.Center
		}
	}
	return ""
}

// CitizenID is the account of a WeChat user of one mini-program.
func CitizenID(appID, openID string) string { return id.Derive("wechat", appID, openID) }

// StaffID is the account of a login; case does not matter.
func StaffID(login string) string { return id.Derive("staff", foldLogin(login)) }

func foldLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

var accounts = docstore.Define[Account, *Account]("accounts").
	Text("kind", func(a *Account) string { return string(a.Kind) }).
	Text("center", func(a *Account) string { return a.Center }).
	Text("login", func(a *Account) string { return a.Login }).
	Text("mediates", func(a *Account) string { return a.mediates() }).
	Text("phone", func(a *Account) string { return a.PhoneBlind }).
	Flag("demo", func(a *Account) bool { return a.Demo }).
	Index("kind", "login").
	Index("kind", "center", "login").
	Index("mediates", "login").
	Index("phone").
	Index("demo")

// Schemas lists the package's collections.
func Schemas() []docstore.Schema { return []docstore.Schema{accounts.Schema(), sessions.Schema()} }
