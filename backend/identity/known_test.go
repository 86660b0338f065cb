package identity_test

import (
	"context"
	"testing"
	"time"

	"yanhe/backend/audit"
	"yanhe/backend/clock"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
	"yanhe/backend/testkit"
)

// follow runs the change feed and waits until a session is answered from memory:
// the same account, not an equal one.
func (k kit) follow(t *testing.T, token string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = k.Follow(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	eventually(t, "a session is never answered from memory", func() bool {
		_, a, err1 := k.Authenticate(t.Context(), token)
		_, b, err2 := k.Authenticate(t.Context(), token)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		return a.Account == b.Account && a.Session == b.Session
	})
}

func eventually(t *testing.T, otherwise string, is func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for !is() {
		select {
		case <-deadline:
			t.Fatal(otherwise)
		default:
		}
	}
}

// TestWhoIsKnownIsForgottenAtOnce: what ends a session or changes an account holds
// for the next request, although both are kept in memory.
func TestWhoIsKnownIsForgottenAtOnce(t *testing.T) {
	for name, end := range map[string]func(k kit, a *identity.Account, token string) error{
		"sign-out":          func(k kit, _ *identity.Account, token string) error { return k.SignOut(context.Background(), token) },
		"sign-out from all": func(k kit, a *identity.Account, _ string) error { return k.SignOutAll(context.Background(), a.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			k := newKit(t)
			a := k.staff(t, policy.Moderator)
			token := k.signIn(t, a)
			k.follow(t, token)
			if err := end(k, a, token); err != nil {
				t.Fatal(err)
			}
			expectEnded(t, k, token, name)
		})
	}
}

// TestTimeRunsForTheKnown: a session in memory times out like any other, and its use
// is written.
func TestTimeRunsForTheKnown(t *testing.T) {
	k := newKit(t)
	token := k.signIn(t, k.staff(t, policy.Moderator))
	k.follow(t, token)
	for range 20 {
		k.clock.Advance(5 * time.Minute)
		expectHolds(t, k, token, "in use")
	}
	k.clock.Advance(15 * time.Minute)
	expectEnded(t, k, token, "15 minutes without use")
}

// TestAnotherInstanceEndsASession: this one learns of it by the feed.
func TestAnotherInstanceEndsASession(t *testing.T) {
	store, at := testkit.Store(t, append(identity.Schemas(), audit.Schemas()...)...), clock.At(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	k, other := kitOn(t, store, at, false), kitOn(t, store, at, false)
	token := k.signIn(t, k.staff(t, policy.Moderator))
	k.follow(t, token)
	if err := other.SignOut(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other instance's sign-out is never seen", func() bool {
		_, _, err := k.Authenticate(t.Context(), token)
		return err != nil
	})
}
