package identity

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
	"yanhe/backend/policy"
)

// NewStaff is what makes a staff account.
type NewStaff struct {
	Login       string
	DisplayName string
	Password    string
	// MustChange asks for a new password at the first sign-in.
	MustChange bool
	// Demo marks an account whose password is published.
	Demo   bool
	Grants []policy.Grant
	// Center is where the person belongs; "" takes the first grant's.
	Center       string
	Committee    string
	FullTime     bool
	Specialities []string
}

const (
	maxLogin = 32 // characters
	maxName  = 40
)

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

// CreateStaff makes a staff account. by must be allowed to manage accounts, or be
// policy.System.
func (s *Service) CreateStaff(ctx context.Context, by policy.Subject, n NewStaff) (*Account, error) {
	if err := mayManage(by); err != nil {
		return nil, err
	}
	if err := s.cleanStaff(&n); err != nil {
		return nil, err
	}
	cost := s.passwords.cost
	if n.Demo {
		cost = published
	}
	hash, err := s.passwords.hashAt(ctx, n.Password, cost)
	if err != nil {
		return nil, err
	}
	a := &Account{Meta: docstore.Meta{ID: StaffID(n.Login)}, Kind: Staff, Login: n.Login,
		DisplayName: n.DisplayName, PasswordHash: hash, MustChange: n.MustChange, Demo: n.Demo,
		Grants: n.Grants, Center: n.Center, Committee: n.Committee, FullTime: n.FullTime,
		Specialities: n.Specialities, CreatedAt: s.Clock.Now()}
	if err := s.accounts.Insert(ctx, a); errors.Is(err, docstore.ErrExists) {
		return nil, ErrLoginTaken
	} else if err != nil {
		return nil, err
	}
	return a, s.Trail.Record(ctx, by.Account, "account.create", object(a.ID), "", grantDetails(a.Grants))
}

func mayManage(by policy.Subject) error {
	if by.Account == policy.System.Account || policy.Allows(by, policy.ManageAccounts, policy.Object{}) {
		return nil
	}
	return ErrNotAllowed
}

// cleanStaff folds and checks the input; all faults come at once.
func (s *Service) cleanStaff(n *NewStaff) error {
	n.Login, n.DisplayName = foldLogin(n.Login), strings.TrimSpace(n.DisplayName)
	var faults fault.List
	faults.Check(loginForm.MatchString(n.Login), "login", "identity.bad_login")
	length := utf8.RuneCountInString(n.DisplayName)
	faults.Check(length > 0 && length <= maxName, "display_name", "identity.bad_name")
	faults.Add(strong(n.Login, n.Password))
	grants, bad := s.cleanGrants(n.Grants)
	faults.Add(bad)
	if bad == nil {
		n.Grants = grants
		if n.Center == "" {
			n.Center = grants[0].Center
		}
		n.Center = s.Centers.Canonical(n.Center)
		faults.Check(len(s.Centers.Path(n.Center)) > 0, "center", "center.unknown_division")
	}
	return faults.Err()
}

// cleanGrants resolves united centers and refuses unknown roles and centers, a
// second place to mediate from, and duties that must stay apart: who manages
// accounts sees no case, and who reads the audit log does nothing else
// (等保 2.0: separation of duties).
func (s *Service) cleanGrants(grants []policy.Grant) ([]policy.Grant, *fault.Error) {
	var clean []policy.Grant
	mediates := 0
	for _, g := range grants {
		g.Center = s.Centers.Canonical(g.Center)
		if !slices.Contains(policy.StaffRoles, g.Role) || len(s.Centers.Path(g.Center)) == 0 {
			return nil, fault.Bad("grants", "identity.bad_grant")
		}
		if slices.Contains(clean, g) {
			continue
		}
		if g.Role == policy.Mediator {
			mediates++
		}
		clean = append(clean, g)
	}
	if len(clean) == 0 || mediates > 1 {
		return nil, fault.Bad("grants", "identity.bad_grant")
	}
	for _, g := range clean {
		alone := g.Role == policy.Auditor || g.Role == policy.Maintainer
		if alone && slices.ContainsFunc(clean, func(o policy.Grant) bool { return o.Role != g.Role }) {
			return nil, fault.Bad("grants", "identity.roles_conflict")
		}
	}
	return clean, nil
}

func grantDetails(grants []policy.Grant) map[string]string {
	details := make(map[string]string, len(grants))
	for i, g := range grants {
		details[fmt.Sprintf("grant%d", i+1)] = string(g.Role) + "@" + g.Center
	}
	return details
}

// SetGrants replaces what a staff member may do; it holds from the next request on.
func (s *Service) SetGrants(ctx context.Context, by policy.Subject, accountID string, grants []policy.Grant) (*Account, error) {
	clean, bad := s.cleanGrants(grants)
	if bad != nil {
		return nil, bad
	}
	return s.manage(ctx, by, accountID, "account.grants", "", grantDetails(clean), func(a *Account) {
		a.Grants = clean
	})
}

// DisableStaff closes an account and ends its sessions at once.
func (s *Service) DisableStaff(ctx context.Context, by policy.Subject, accountID, reason string) (*Account, error) {
	return s.manage(ctx, by, accountID, "account.disable", reason, nil, func(a *Account) {
		a.Disabled = true
		a.Epoch++
	})
}

// EnableStaff opens a closed account again and lifts a lock.
func (s *Service) EnableStaff(ctx context.Context, by policy.Subject, accountID, reason string) (*Account, error) {
	return s.manage(ctx, by, accountID, "account.enable", reason, nil, func(a *Account) {
		a.Disabled = false
		a.Guesses = Guesses{}
	})
}

// manage is one change by someone else, in the audit log.
func (s *Service) manage(ctx context.Context, by policy.Subject, accountID, action, reason string,
	details map[string]string, change func(*Account)) (*Account, error) {
	if err := mayManage(by); err != nil {
		return nil, err
	}
	if by.Account == accountID {
		return nil, ErrNotOneself
	}
	a, err := s.accounts.Update(ctx, accountID, func(a *Account) error {
		if a.Kind != Staff {
			return ErrNoAccount
		}
		change(a)
		return nil
	})
	if errors.Is(err, docstore.ErrMissing) {
		return nil, ErrNoAccount
	}
	if err != nil {
		return nil, err
	}
	if err := s.clearSessions(ctx, a, ""); err != nil {
		return nil, err
	}
	return a, s.Trail.Record(ctx, by.Account, action, object(accountID), reason, details)
}
