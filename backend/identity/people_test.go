package identity_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/audit"
	"yanhe/backend/clock"
	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
	"yanhe/backend/testkit"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}

func TestACitizenHasOneAccount(t *testing.T) {
	k := newKit(t)
	var wait sync.WaitGroup
	ids := make([]string, 12)
	for i := range ids {
		wait.Go(func() {
			_, a, err := k.SignInWeChat(t.Context(), "li")
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = a.ID
		})
	}
	wait.Wait()
	if slices.Sort(ids); ids[0] != ids[11] || ids[0] != identity.CitizenID("wx1", "openid-li") {
		t.Errorf("accounts: %v", ids)
	}
	if openID, err := k.OpenID(t.Context(), ids[0]); err != nil || openID != "openid-li" {
		t.Errorf("OpenID: %q, %v", openID, err)
	}
	if _, _, err := k.SignInWeChat(t.Context(), "bad"); codeOf(err) != "wechat.code" {
		t.Errorf("a bad code: %v", err)
	}
}

func TestBindPhoneSealsIt(t *testing.T) {
	k := newKit(t)
	_, a, err := k.SignInWeChat(t.Context(), "li")
	if err != nil {
		t.Fatal(err)
	}
	if a, err = k.BindPhone(t.Context(), a.ID, "13856310000"); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"name": a.DisplayName, "sealed": a.Sealed, "blind": a.PhoneBlind, "openid": a.OpenID} {
		if text == "" || strings.Contains(text, "13856310000") || strings.Contains(text, "openid-li") {
			t.Errorf("%s: %q", name, text)
		}
	}
	if p, err := k.Private(t.Context(), a.ID); err != nil || p.Phone != "13856310000" {
		t.Errorf("Private: %+v, %v", p, err)
	}
	found, err := k.ByPhone(t.Context(), "+86 138-5631-0000")
	if err != nil || len(found) != 1 || found[0].ID != a.ID {
		t.Errorf("ByPhone: %v, %v", found, err)
	}
	if _, err := k.BindPhone(t.Context(), k.staff(t, policy.Intake).ID, "13856310000"); !errors.Is(err, identity.ErrNotAllowed) {
		t.Errorf("staff bound a phone: %v", err)
	}
}

// msgSecCheck asks whether a citizen was here within two hours.
func TestLastVisitIsAtMostTenMinutesBehind(t *testing.T) {
	k := newKit(t)
	token, _, err := k.SignInWeChat(t.Context(), "li")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		k.clock.Advance(time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "pause")))
		_, current, err := k.Authenticate(context.Background(), token)
		if err != nil {
			t.Fatal(err)
		}
		a, err := k.Account(context.Background(), current.Account.ID)
		if behind := k.clock.Now().Sub(a.LastVisit); err != nil || behind < 0 || behind >= 10*time.Minute+time.Minute {
			t.Fatalf("%s behind, %v", behind, err)
		}
	})
}

func TestPreferences(t *testing.T) {
	k := newKit(t)
	a := k.staff(t, policy.Intake)
	if b, err := k.SetPreferences(t.Context(), a.ID, "en", true); err != nil || b.Locale != "en" || !b.Elder {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := k.SetPreferences(t.Context(), a.ID, "xx", false); codeOf(err) != "identity.unknown_locale" {
		t.Errorf("an unknown language: %v", err)
	}
}

func TestCreateStaffRefuses(t *testing.T) {
	k := newKit(t)
	good := func() identity.NewStaff {
		return identity.NewStaff{Login: "li.ming", DisplayName: "李明", Password: secret,
			Grants: []policy.Grant{{Role: policy.Intake, Center: xuan}}}
	}
	for code, spoil := range map[string]func(*identity.NewStaff){
		"identity.bad_login":     func(n *identity.NewStaff) { n.Login = "李明" },
		"identity.bad_name":      func(n *identity.NewStaff) { n.DisplayName = "  " },
		"identity.password_weak": func(n *identity.NewStaff) { n.Password = "Li.Ming-2026" }, // holds the login
		"identity.bad_grant":     func(n *identity.NewStaff) { n.Grants[0].Center = "nowhere" },
		"identity.roles_conflict": func(n *identity.NewStaff) {
			n.Grants = append(n.Grants, policy.Grant{Role: policy.Auditor, Center: city})
		},
		"center.unknown_division": func(n *identity.NewStaff) { n.Center = "nowhere" },
	} {
		n := good()
		spoil(&n)
		if _, err := k.CreateStaff(t.Context(), policy.System, n); codeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	for name, grants := range map[string][]policy.Grant{
		"none":          nil,
		"a citizen":     {{Role: policy.Citizen, Center: city}},
		"two mediators": {{Role: policy.Mediator, Center: city}, {Role: policy.Mediator, Center: town}},
	} {
		n := good()
		n.Grants = grants
		if _, err := k.CreateStaff(t.Context(), policy.System, n); codeOf(err) != "identity.bad_grant" {
			t.Errorf("%s: %v", name, err)
		}
	}
	a, err := k.CreateStaff(t.Context(), policy.System, good())
	if err != nil || a.Center != city || a.Grants[0].Center != city {
		t.Fatalf("united centers: %+v, %v", a, err)
	}
	again := good()
	again.Login = "LI.Ming"
	if _, err := k.CreateStaff(t.Context(), policy.System, again); !errors.Is(err, identity.ErrLoginTaken) {
		t.Errorf("a login twice: %v", err)
	}
}

func TestOnlyMaintainersManage(t *testing.T) {
	k := newKit(t)
	maintainer, moderator := k.staff(t, policy.Maintainer), k.staff(t, policy.Moderator)
	if _, err := k.DisableStaff(t.Context(), moderator.Subject(), maintainer.ID, ""); !errors.Is(err, identity.ErrNotAllowed) {
		t.Errorf("a moderator closed an account: %v", err)
	}
	if _, err := k.ResetPassword(t.Context(), moderator.Subject(), maintainer.ID, secret); !errors.Is(err, identity.ErrNotAllowed) {
		t.Errorf("a moderator set a password: %v", err)
	}
	if _, err := k.DisableStaff(t.Context(), maintainer.Subject(), maintainer.ID, ""); !errors.Is(err, identity.ErrNotOneself) {
		t.Errorf("closed their own: %v", err)
	}
	if _, err := k.DisableStaff(t.Context(), maintainer.Subject(), moderator.ID, "调离"); err != nil {
		t.Error(err)
	}
	if _, err := k.DisableStaff(t.Context(), maintainer.Subject(), "nobody", ""); !errors.Is(err, identity.ErrNoAccount) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := k.CreateStaff(t.Context(), policy.Subject{}, identity.NewStaff{}); !errors.Is(err, identity.ErrNotAllowed) {
		t.Errorf("nobody made an account: %v", err)
	}
	entries, err := k.log.List(t.Context(), audit.Filter{Object: "account|" + moderator.ID})
	if err != nil || len(entries.Items) != 2 || entries.Items[0].Action != "account.disable" ||
		entries.Items[0].Actor != maintainer.ID || entries.Items[0].Reason != "调离" {
		t.Errorf("audit: %+v, %v", entries.Items, err)
	}
}

func TestListsOfStaff(t *testing.T) {
	k := newKit(t)
	var all, mediators []string
	for i := range 7 {
		role := policy.Intake
		if i%2 == 0 {
			role = policy.Mediator
		}
		a := k.staff(t, role)
		all = append(all, a.Login)
		if role == policy.Mediator {
			mediators = append(mediators, a.ID)
		}
	}
	for _, center := range []string{"", langxi} {
		var got []string
		var page docstore.Page[*identity.Account]
		for more := true; more; more = page.Next != "" {
			var err error
			if page, err = k.ListStaff(t.Context(), center, page.Next, 3); err != nil {
				t.Fatal(err)
			}
			for _, a := range page.Items {
				got = append(got, a.Login)
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("staff of %q: %v", center, got)
		}
	}
	if page, err := k.ListStaff(t.Context(), city, "", 10); err != nil || len(page.Items) != 0 {
		t.Errorf("staff of the city: %v, %v", page.Items, err)
	}
	if _, err := k.DisableStaff(t.Context(), policy.System, mediators[0], ""); err != nil {
		t.Fatal(err)
	}
	found, err := k.Mediators(t.Context(), town) // the county's stand behind the township
	if err != nil || len(found) != len(mediators)-1 {
		t.Errorf("mediators: %v, %v", found, err)
	}
	for center, want := range map[string]bool{town: true, langxi: true, city: false} {
		if ok, err := k.MediatorAt(t.Context(), mediators[1], center); err != nil || ok != want {
			t.Errorf("MediatorAt %s: %v, %v", center, ok, err)
		}
	}
	for _, account := range []string{mediators[0], identity.StaffID(all[1]), "nobody"} {
		if ok, err := k.MediatorAt(t.Context(), account, langxi); err != nil || ok {
			t.Errorf("%s mediates: %v", account, err)
		}
	}
}

func TestProductionRefusesDemoAccounts(t *testing.T) {
	store := testkit.Store(t, append(identity.Schemas(), audit.Schemas()...)...)
	c := clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	demo, real := kitOn(t, store, c, false), kitOn(t, store, c, true)
	if has, err := real.HasDemo(t.Context()); err != nil || has {
		t.Errorf("HasDemo: %v, %v", has, err)
	}
	_, err := demo.CreateStaff(t.Context(), policy.System, identity.NewStaff{Login: "demo", DisplayName: "演示", Password: secret,
		Demo: true, Grants: []policy.Grant{{Role: policy.Mediator, Center: city}}})
	if err != nil {
		t.Fatal(err)
	}
	token, a, err := demo.SignInStaff(t.Context(), "demo", secret)
	if err != nil {
		t.Fatal(err)
	}
	if has, err := real.HasDemo(t.Context()); err != nil || !has {
		t.Errorf("HasDemo: %v, %v", has, err)
	}
	if _, _, err := real.SignInStaff(t.Context(), "demo", secret); !errors.Is(err, identity.ErrWrongPassword) {
		t.Errorf("sign-in: %v", err)
	}
	expectEnded(t, real, token, "a demo session in production")
	if found, err := real.Mediators(t.Context(), city); err != nil || len(found) != 0 {
		t.Errorf("mediators: %v, %v", found, err)
	}
	if ok, err := real.MediatorAt(t.Context(), a.ID, city); err != nil || ok {
		t.Errorf("MediatorAt: %v, %v", ok, err)
	}
}

func TestPasswordRule(t *testing.T) {
	for password, want := range map[string]bool{
		"yanhe-demo-2026":         true,
		"Abcdefghi1":              true,
		"言和矛调中心ab12345":           true,
		"Abcdefgh1":               false, // nine
		"abcdefghij1":             false, // two classes
		"user.one-A1":             false, // holds the login
		"USER.ONE-a1":             false,
		strings.Repeat("Aa1", 43): false, // over 128 bytes
		"":                        false,
	} {
		if identity.Strong("user.one", password) != want {
			t.Errorf("%q: %v", password, !want)
		}
	}
}
