package httpapi

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"yanhe/backend/fault"
)

// Limit bounds how often something may be done in a period.
type Limit struct {
	Name   string
	Times  int
	Period time.Duration
	// Guess marks what can be guessed (a password, a token, a phone's last digits):
	// when the limiter is away it is closed. All else is then open.
	Guess bool
	// By tells whose tries are counted.
	By func(c caller) string
}

// LimitState is what a limiter answers.
type LimitState struct {
	Allowed    bool
	Remaining  int
	RetryAfter time.Duration
	Reset      time.Duration
}

// Limiter counts tries (redis_rate over Redis, or over the in-process one).
type Limiter interface {
	Allow(ctx context.Context, key string, times int, period time.Duration) (LimitState, error)
}

func byAddress(c caller) string { return "ip:" + c.Address }

func byAccount(c caller) string {
	if c.Subject.Account == "" {
		return byAddress(c)
	}
	return "account:" + c.Subject.Account
}

// The limits. Numbers are per key; a township's hall may share one address, so
// those by address are generous, and those of what is being guessed are not.
var (
	limitRead  = Limit{Name: "read", Times: 600, Period: time.Minute, By: byAccount}
	limitWrite = Limit{Name: "write", Times: 120, Period: time.Minute, By: byAccount}
	limitFile  = Limit{Name: "file", Times: 30, Period: time.Hour, By: byAccount}
	// limitArchive: a case file is read and packed while the caller waits.
	limitArchive = Limit{Name: "archive", Times: 30, Period: time.Hour, By: byAccount}
	limitEnter   = Limit{Name: "enter", Times: 600, Period: time.Hour, By: byAccount}
	limitUpload  = Limit{Name: "upload", Times: 100, Period: time.Hour, By: byAccount}
	limitSignIn  = Limit{Name: "sign_in", Times: 60, Period: time.Minute, Guess: true, By: byAddress}
	limitTrack   = Limit{Name: "track", Times: 120, Period: time.Minute, Guess: true, By: byAddress}
	// limitCheckIn: the code at a door has forty bits.
	limitCheckIn = Limit{Name: "check_in", Times: 60, Period: 10 * time.Minute, Guess: true, By: byAccount}
	limitLookup  = Limit{Name: "lookup", Times: 20, Period: 10 * time.Minute, Guess: true, By: byAddress}
	limitJoin    = Limit{Name: "join", Times: 10, Period: 10 * time.Minute, Guess: true, By: byAccount}
	// limitTail is keyed by the case number that is looked up: 10,000 tails at 5 an
	// hour take three months, whatever the number of addresses.
	limitTail = Limit{Name: "tail", Times: 5, Period: time.Hour, Guess: true}
)

// allowance is a limit as the settings have it, made once for each route.
type allowance struct {
	Limit
	policy []byte // the value of RateLimit-Policy
	prefix string // of the value of RateLimit
}

func (s *Server) allowance(l Limit) allowance {
	l.Times *= max(s.o.LimitFactor, 1)
	name := strconv.Quote(l.Name)
	return allowance{Limit: l, prefix: name + ";r=",
		policy: []byte(name + ";q=" + strconv.Itoa(l.Times) + ";w=" + strconv.Itoa(int(l.Period/time.Second)))}
}

// spend takes one try and returns a fault when there is none left.
func (s *Server) spend(ctx context.Context, l allowance, key string) (LimitState, error) {
	state, err := s.d.Limiter.Allow(ctx, l.Name+":"+key, l.Times, l.Period)
	if err != nil {
		s.metrics.limiterDown.Inc()
		if l.Guess {
			return LimitState{}, fault.New(fault.Unavailable, "limiter_away").Because(err).After(10)
		}
		return LimitState{Allowed: true, Remaining: l.Times}, nil
	}
	if !state.Allowed {
		s.metrics.limited.WithLabelValues(l.Name).Inc()
		wait := int(state.RetryAfter/time.Second) + 1
		return state, fault.New(fault.Limited, "limited").With("minutes", (wait+59)/60).After(wait)
	}
	return state, nil
}

// The names as fasthttp writes them.
var rateLimit, rateLimitPolicy = []byte("Ratelimit"), []byte("Ratelimit-Policy")

// left is the value of RateLimit: how many tries there are, and when all are again.
func (l allowance) left(state LimitState) []byte {
	b := append(make([]byte, 0, 48), l.prefix...)
	b = append(strconv.AppendInt(b, int64(max(state.Remaining, 0)), 10), ";t="...)
	return strconv.AppendInt(b, int64(state.Reset/time.Second), 10)
}

// tell says how much is left (IETF draft RateLimit header fields).
func (l allowance) tell(ctx *fiber.Ctx, state LimitState) {
	h := &ctx.Response().Header
	h.SetCanonical(rateLimitPolicy, l.policy)
	h.SetCanonical(rateLimit, l.left(state))
}

// limited is the huma middleware of one route.
func (s *Server) limited(limit Limit) func(huma.Context, func(huma.Context)) {
	l := s.allowance(limit)
	return func(ctx huma.Context, next func(huma.Context)) {
		c := callerOf(ctx.Context())
		state, err := s.spend(ctx.Context(), l, l.By(c))
		ctx.SetHeader(string(rateLimitPolicy), string(l.policy))
		ctx.SetHeader(string(rateLimit), string(l.left(state)))
		if err != nil {
			s.refuse(ctx, err)
			return
		}
		next(ctx)
	}
}
