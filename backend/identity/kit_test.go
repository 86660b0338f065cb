package identity_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"yanhe/backend/audit"
	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
	"yanhe/backend/seal"
	"yanhe/backend/testkit"
)

const (
	city   = "341800000000"
	xuan   = "341802000000" // united with the city
	langxi = "341821000000"
	town   = "341821100000"
	secret = "Right-horse-7"
)

// platform answers as WeChat would: a code is its person's openid or phone number.
type platform struct{}

func (platform) Code2Session(_ context.Context, code string) (string, string, error) {
	if code == "bad" {
		return "", "", fault.New(fault.Invalid, "wechat.code")
	}
	return "openid-" + code, "", nil
}

func (platform) PhoneNumber(_ context.Context, code string) (string, error) { return code, nil }

// places is a tree of four.
type places struct{}

func (places) Canonical(id string) string {
	if id == xuan {
		return city
	}
	return id
}

func (places) Path(id string) []string {
	return map[string][]string{city: {city}, xuan: {city}, langxi: {langxi, city}, town: {town, langxi, city}}[id]
}

type kit struct {
	*identity.Service
	clock *clock.Fixed
	log   *audit.Log
}

// newKit starts a service with cheap passwords at 9 o'clock of a Monday.
func newKit(t testing.TB) kit {
	t.Helper()
	store := testkit.Store(t, append(identity.Schemas(), audit.Schemas()...)...)
	return kitOn(t, store, clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)), false)
}

func kitOn(t testing.TB, store docstore.Engine, c *clock.Fixed, production bool) kit {
	t.Helper()
	ring, err := seal.ParseKeyring("k1:sm4:MDEyMzQ1Njc4OWFiY2RlZg==")
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(ring, []byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	log := audit.New(store, c, []byte("key"))
	s := identity.New(identity.Parts{Engine: store, Clock: c, Vault: box, WeChat: platform{}, Centers: places{},
		Trail: log, AppID: "wx1", Languages: []string{"zh-CN", "en"}, Production: production})
	return kit{s.Cheapen(), c, log}
}

var made struct {
	sync.Mutex
	n int
}

// staff makes an account with a login of its own.
func (k kit) staff(t interface {
	Helper()
	Fatal(...any)
}, roles ...policy.Role) *identity.Account {
	t.Helper()
	made.Lock()
	made.n++
	login := "user" + string(rune('a'+made.n/676%26)) + string(rune('a'+made.n/26%26)) + string(rune('a'+made.n%26))
	made.Unlock()
	n := identity.NewStaff{Login: login, DisplayName: "周明和", Password: secret}
	for _, r := range roles {
		n.Grants = append(n.Grants, policy.Grant{Role: r, Center: langxi})
	}
	a, err := k.CreateStaff(context.Background(), policy.System, n)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (k kit) signIn(t interface {
	Helper()
	Fatal(...any)
}, a *identity.Account) string {
	t.Helper()
	token, _, err := k.SignInStaff(context.Background(), a.Login, secret)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
