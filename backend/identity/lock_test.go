package identity_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanhe/backend/fault"
	"yanhe/backend/identity"
	"yanhe/backend/policy"
)

// However many guesses come at once, five take effect, and the right one is no
// better than the others once they have.
func TestParallelGuessesAreCounted(t *testing.T) {
	k := newKit(t)
	rapid.Check(t, func(t *rapid.T) {
		a := k.staff(t, policy.Intake)
		n := rapid.IntRange(6, 16).Draw(t, "guesses")
		answers := make([]error, n)
		var wait sync.WaitGroup
		for i := range n {
			wait.Go(func() {
				_, _, answers[i] = k.SignInStaff(context.Background(), a.Login, fmt.Sprintf("Wrong-%d-horse", i))
			})
		}
		wait.Wait()
		wrong, locked := 0, 0
		for _, err := range answers {
			switch {
			case errors.Is(err, identity.ErrWrongPassword):
				wrong++
			case errors.Is(err, identity.ErrLocked) && fault.From(err).RetryAfter == 900:
				locked++
			default:
				t.Fatalf("an answer: %v", err)
			}
		}
		if wrong != 4 || locked != n-4 {
			t.Fatalf("%d guesses: %d wrong, %d locked", n, wrong, locked)
		}
		if _, _, err := k.SignInStaff(context.Background(), a.Login, secret); !errors.Is(err, identity.ErrLocked) {
			t.Fatalf("the right password passed the lock: %v", err)
		}
	})
}

func TestParallelRightPasswordsAllPass(t *testing.T) {
	k := newKit(t)
	a := k.staff(t, policy.Intake)
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if _, _, err := k.SignInStaff(context.Background(), a.Login, secret); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// The lock against a plain model of it: five wrong in a row, none of them 15
// minutes after the one before, lock for 15 minutes.
func TestLockFollowsItsModel(t *testing.T) {
	k := newKit(t)
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.Bool().Draw(t, "known")
		a := k.staff(t, policy.Intake)
		login := a.Login
		if !known {
			login = "stranger-" + a.Login
		}
		var failures int
		var last, until time.Time
		for range rapid.IntRange(1, 16).Draw(t, "steps") {
			k.clock.Advance(time.Duration(rapid.SampledFrom([]int{0, 1, 60, 899, 900, 901}).Draw(t, "seconds")) * time.Second)
			right := known && rapid.IntRange(0, 4).Draw(t, "right") == 0
			password := "Wrong-horse-7"
			if right {
				password = secret
			}
			_, _, err := k.SignInStaff(context.Background(), login, password)

			now := k.clock.Now()
			var want error
			switch {
			case now.Before(until):
				want = identity.ErrLocked
			case right:
				failures = 0
			default:
				if now.Sub(last) >= 15*time.Minute || failures >= 5 {
					failures = 0
				}
				failures++
				last, want = now, identity.ErrWrongPassword
				if failures == 5 {
					until, want = now.Add(15*time.Minute), identity.ErrLocked
				}
			}
			if !errors.Is(err, want) {
				t.Fatalf("right %v, %d failures: %v, not %v", right, failures, err, want)
			}
			if want == identity.ErrLocked && fault.From(err).RetryAfter != int(until.Sub(now)/time.Second) {
				t.Fatalf("to wait %d seconds", fault.From(err).RetryAfter)
			}
		}
	})
}

func TestStrangersAreBounded(t *testing.T) {
	k := newKit(t)
	for i := range identity.MaxStrangers + 50 {
		_, _, err := k.SignInStaff(t.Context(), fmt.Sprintf("nobody%d", i), secret)
		if !errors.Is(err, identity.ErrWrongPassword) {
			t.Fatal(err)
		}
	}
	if n := k.Strangers(); n > identity.MaxStrangers {
		t.Errorf("%d unknown logins are kept", n)
	}
}
