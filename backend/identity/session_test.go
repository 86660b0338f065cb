package identity_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/identity"
	"yanhe/backend/policy"
)

// A staff session ends after 15 minutes without use, at most a minute early, and
// after 12 hours at the latest; a citizen's 30 days after its last use.
func TestSessionsEnd(t *testing.T) {
	k := newKit(t)
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		staff := rapid.Bool().Draw(t, "staff")
		idle, life := 30*24*time.Hour, 100*365*24*time.Hour
		var token string
		if staff {
			idle, life = 15*time.Minute, 12*time.Hour
			token = k.signIn(t, k.staff(t, policy.Intake))
		} else {
			var err error
			if token, _, err = k.SignInWeChat(ctx, rapid.StringMatching(`[a-z]{4}`).Draw(t, "code")); err != nil {
				t.Fatal(err)
			}
		}
		begun := k.clock.Now()
		used := begun
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			k.clock.Advance(time.Duration(rapid.Int64Range(0, int64(idle)*11/10).Draw(t, "pause")))
			now := k.clock.Now()
			subject, current, err := k.Authenticate(ctx, token)
			late := now.Sub(used) >= idle || now.Sub(begun) >= life
			early := now.Sub(used) < idle-time.Minute && now.Sub(begun) < life
			if err == nil && late {
				t.Fatalf("%s after its last use, %s after its start, it holds", now.Sub(used), now.Sub(begun))
			}
			if err != nil && early || err != nil && !errors.Is(err, identity.ErrSessionExpired) {
				t.Fatalf("%s after its last use, %s after its start: %v", now.Sub(used), now.Sub(begun), err)
			}
			if err != nil {
				return
			}
			if subject.Staff != staff || subject.Account != current.Account.ID {
				t.Fatalf("%+v", subject)
			}
			used = now
		}
	})
}

func expectEnded(t *testing.T, k kit, token, why string) {
	t.Helper()
	if subject, _, err := k.Authenticate(t.Context(), token); !errors.Is(err, identity.ErrSessionExpired) || subject.Account != "" {
		t.Errorf("%s: %v", why, err)
	}
}

func expectHolds(t *testing.T, k kit, token, why string) *identity.Current {
	t.Helper()
	_, current, err := k.Authenticate(t.Context(), token)
	if err != nil {
		t.Errorf("%s: %v", why, err)
	}
	return current
}

func TestRevocationHoldsAtOnce(t *testing.T) {
	k := newKit(t)
	a := k.staff(t, policy.Moderator)
	one, two := k.signIn(t, a), k.signIn(t, a)
	if err := k.SignOut(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	expectEnded(t, k, one, "signed out")
	expectHolds(t, k, two, "another device")
	if err := k.SignOut(t.Context(), one); err != nil {
		t.Errorf("signing out twice: %v", err)
	}
	if err := k.SignOutAll(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	expectEnded(t, k, two, "signed out everywhere")

	three := k.signIn(t, a)
	if _, err := k.SetGrants(t.Context(), policy.System, a.ID, []policy.Grant{{Role: policy.Intake, Center: town}}); err != nil {
		t.Fatal(err)
	}
	if c := expectHolds(t, k, three, "after new grants"); c != nil && !c.Account.Has(policy.Intake) {
		t.Errorf("old grants: %v", c.Account.Grants)
	}
	if _, err := k.DisableStaff(t.Context(), policy.System, a.ID, "调离"); err != nil {
		t.Fatal(err)
	}
	expectEnded(t, k, three, "disabled")
	if _, _, err := k.SignInStaff(t.Context(), a.Login, secret); !errors.Is(err, identity.ErrWrongPassword) {
		t.Errorf("a disabled account: %v", err)
	}
	if _, err := k.EnableStaff(t.Context(), policy.System, a.ID, "调回"); err != nil {
		t.Fatal(err)
	}
	expectEnded(t, k, three, "enabled again")
	expectHolds(t, k, k.signIn(t, a), "a new session")
	expectEnded(t, k, "", "no token")
}

func TestChangePassword(t *testing.T) {
	k := newKit(t)
	a := k.staff(t, policy.Moderator)
	here, there := k.signIn(t, a), k.signIn(t, a)
	current := expectHolds(t, k, here, "signed in")
	for name, c := range map[string]struct{ old, next, code string }{
		"a wrong old one": {"Wrong-horse-7", "New-horse-88", "identity.old_password"},
		"a weak one":      {secret, "short-7A", "identity.password_weak"},
		"the same":        {secret, secret, "identity.password_same"},
	} {
		if err := k.ChangePassword(t.Context(), current, c.old, c.next); codeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := k.ChangePassword(t.Context(), current, secret, "New-horse-88"); err != nil {
		t.Fatal(err)
	}
	expectHolds(t, k, here, "the session that changed it")
	expectEnded(t, k, there, "another session")
	if _, _, err := k.SignInStaff(t.Context(), a.Login, secret); !errors.Is(err, identity.ErrWrongPassword) {
		t.Errorf("the old password: %v", err)
	}
	if _, _, err := k.SignInStaff(t.Context(), "  "+a.Login+" ", "New-horse-88"); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestResetPasswordMustBeChanged(t *testing.T) {
	k := newKit(t)
	a := k.staff(t, policy.Moderator)
	before := k.signIn(t, a)
	if _, err := k.ResetPassword(t.Context(), policy.System, a.ID, "Given-horse-1"); err != nil {
		t.Fatal(err)
	}
	expectEnded(t, k, before, "a session from before the reset")
	token, b, err := k.SignInStaff(t.Context(), a.Login, "Given-horse-1")
	if err != nil || !b.MustChange {
		t.Fatalf("%+v, %v", b, err)
	}
	if err := k.ChangePassword(t.Context(), expectHolds(t, k, token, "reset"), "Given-horse-1", "Own-horse-123"); err != nil {
		t.Fatal(err)
	}
	if c := expectHolds(t, k, token, "changed"); c.Account.MustChange {
		t.Error("still to be changed")
	}
}

func TestSweepTakesWhatHasEnded(t *testing.T) {
	k := newKit(t)
	a := k.staff(t, policy.Intake)
	old := k.signIn(t, a)
	k.clock.Advance(10 * time.Minute)
	fresh := k.signIn(t, a)
	citizen, _, err := k.SignInWeChat(t.Context(), "li")
	if err != nil {
		t.Fatal(err)
	}
	k.clock.Advance(6 * time.Minute)
	if n, err := k.Sweep(t.Context(), k.clock.Now()); err != nil || n != 1 {
		t.Errorf("%d swept, %v", n, err)
	}
	expectEnded(t, k, old, "swept")
	expectHolds(t, k, fresh, "a live one")
	expectHolds(t, k, citizen, "a citizen's")
	if n, err := k.Sweep(t.Context(), k.clock.Now()); err != nil || n != 0 {
		t.Errorf("a second sweep took %d, %v", n, err)
	}
}
