package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"yanhe/backend/client"
	"yanhe/backend/fault"
	"yanhe/backend/id"
	"yanhe/backend/policy"
	"yanhe/backend/seed"
)

// actor is somebody who is signed in.
type actor struct {
	*client.Client
	account string // id
	key     string // the login, or the name
	name    string
	role    policy.Role
}

// people signs everybody in once and keeps the sessions.
type people struct {
	open    *client.Client // signed out
	signIns []seed.SignIn
	mu      sync.Mutex
	known   map[string]*entry
}

type entry struct {
	once  sync.Once
	actor *actor
	err   error
}

func newPeople(base string, signIns []seed.SignIn) *people {
	return &people{open: client.New(base), signIns: signIns, known: map[string]*entry{}}
}

// get signs in a member of staff by login, or else a citizen by name.
func (p *people) get(ctx context.Context, who string) (*actor, error) {
	p.mu.Lock()
	e := p.known[who]
	if e == nil {
		e = &entry{}
		p.known[who] = e
	}
	p.mu.Unlock()
	e.once.Do(func() { e.actor, e.err = p.signIn(ctx, who) })
	if e.err != nil {
		return nil, fmt.Errorf("%s signs in: %w", who, e.err)
	}
	return e.actor, nil
}

// forget signs nobody in any more: with the time moved on, sessions are over.
func (p *people) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.known)
}

type session struct {
	Token   string
	Account struct{ ID string }
}

func (p *people) signIn(ctx context.Context, who string) (*actor, error) {
	a := &actor{name: who, key: who, role: policy.Citizen}
	// The simulated platform takes a code of this form for the person it names, as
	// the preview of the mini-program does.
	path, body := "/api/v1/sessions/wechat", map[string]string{"code": "demo-" + accountName(who) + "-" + id.Token()}
	if i := slices.IndexFunc(p.signIns, func(s seed.SignIn) bool { return s.Login == who }); i >= 0 {
		s := p.signIns[i]
		a.name, a.role = s.Name, s.Role
		path, body = "/api/v1/sessions/staff", map[string]string{"login": s.Login, "password": s.Password}
	}
	var in session
	if err := call(ctx, p.open, http.MethodPost, path, body, &in); err != nil {
		return nil, err
	}
	own := *p.open
	own.Token = in.Token
	a.Client, a.account = &own, in.Account.ID
	return a, nil
}

// desk returns the login of the moderator in charge of a center: its own, the
// county's or the city's.
func (p *people) desk(center string) (string, error) {
	for _, at := range []string{center, center[:6] + "000000", center[:4] + "00000000"} {
		for _, s := range p.signIns {
			if s.Role == policy.Moderator && s.Center == at {
				return s.Login, nil
			}
		}
	}
	return "", fmt.Errorf("nobody moderates at %s", center)
}

// withRole returns the login of somebody with a role.
func (p *people) withRole(role policy.Role) (string, error) {
	for _, s := range p.signIns {
		if s.Role == role {
			return s.Login, nil
		}
	}
	return "", fmt.Errorf("there is no %s among the sign-ins", role)
}

// patience is how long the demo obeys a rate limit before it gives up.
const patience = 2 * time.Minute

// call sends a request, and when the server says "later" waits as long as it says.
func call(ctx context.Context, c *client.Client, method, path string, in, out any, headers ...string) error {
	return later(ctx, func() error { return c.Call(ctx, method, path, in, out, headers...) })
}

func later(ctx context.Context, do func() error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := do()
		p := problemOf(err)
		if p == nil || p.Status != http.StatusTooManyRequests {
			return err
		}
		seconds, bad := strconv.Atoi(p.Header.Get("Retry-After"))
		if bad != nil || time.Duration(seconds)*time.Second > patience {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(seconds) * time.Second):
		}
	}
}

// problemOf returns the server's error reply, or nil when err is none.
func problemOf(err error) *client.Problem {
	p, _ := err.(*client.Problem)
	return p
}

// readProblem reads an error reply that came outside client.Call.
func readProblem(r *client.Reply) *client.Problem {
	p := &client.Problem{Header: r.Header}
	if err := json.Unmarshal(r.Body, p); err != nil {
		p.Detail = string(r.Body)
	}
	p.Status = r.Status
	return p
}

// refusedAs tells whether an error is the fault with a code.
func refusedAs(err error, code string) bool {
	p := problemOf(err)
	return p != nil && p.Code == code
}

// until asks again and again, until done says yes or the patience for background
// work is over.
func until(ctx context.Context, what string, done func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := done()
		if err != nil || ok {
			return err
		}
		select {
		case <-ctx.Done():
			return fault.Internalf("%s did not come", what)
		case <-tick.C:
		}
	}
}
