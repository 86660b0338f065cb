// Package policy says who may do what, in one table (table.go). Nothing else in
// the program decides a permission: handlers and domains ask here.
package policy

import "slices"

// Role is what a person is to a center, or to the system.
type Role string

// Roles. A citizen needs no grant: whoever signs in by WeChat is one.
const (
	Citizen    Role = "citizen"    // 群众
	Mediator   Role = "mediator"   // 调解员
	Intake     Role = "intake"     // 窗口登记员: enters visits, calls and letters
	Moderator  Role = "moderator"  // 中心审核员: moderates filings and routes cases
	Supervisor Role = "supervisor" // 督导: sees its center and all below
	Auditor    Role = "auditor"    // 审计员: reads the audit log, nothing else
	Maintainer Role = "maintainer" // 系统管理员: accounts, centers, background work; no cases
)

// StaffRoles are the roles that a grant can carry.
var StaffRoles = []Role{Mediator, Intake, Moderator, Supervisor, Auditor, Maintainer}

// Reach bounds a permission to some objects.
type Reach string

// Reaches, from narrow to wide.
const (
	Filed    Reach = "filed"    // cases that the person brought, as applicant or for one
	Own      Reach = "own"      // cases the person is a party of, on either side, or things that are the person's
	Assigned Reach = "assigned" // cases whose mediator the person is
	Center   Reach = "center"   // objects of the grant's center
	Below    Reach = "below"    // objects of the grant's center and of all centers below it
	All      Reach = "all"      // any object
)

// Grant gives a role at a center.
type Grant struct {
	Role   Role   `json:"role"`
	Center string `json:"center"`
}

// Subject is who asks. The zero Subject is nobody and may do nothing.
type Subject struct {
	Account string
	Staff   bool
	Grants  []Grant
}

// System is the program itself: clocks that run out, sweepers, imports.
var System = Subject{Account: "system"}

// Object is what is asked about.
type Object struct {
	// Centers are the center in charge and all centers above it.
	Centers []string
	// Accounts are the accounts of its parties on both sides, or its owner.
	Accounts []string
	// Applicants are those of the side that brought it.
	Applicants []string
	// Mediators are the accounts of its mediators.
	Mediators []string
}

// Allows tells whether the table lets a subject take an action on an object.
func Allows(s Subject, a Action, o Object) bool {
	_, ok := As(s, a, o)
	return ok
}

// As returns the role in which the table lets a subject take an action on an object.
func As(s Subject, a Action, o Object) (Role, bool) {
	for _, r := range table[a] {
		if r.covers(s, o) {
			return r.role, true
		}
	}
	return "", false
}

// AllowsSome tells whether there is any object at all on which the subject may
// take the action. The guard of a route asks this before the object is known.
func AllowsSome(s Subject, a Action) bool {
	return slices.ContainsFunc(table[a], func(r rule) bool { return r.holds(s) })
}

// Centers lists the grants' centers at which the subject may take an action by
// its role: the places to start a staff list from.
func Centers(s Subject, a Action) []string {
	var all []string
	for _, g := range s.Grants {
		for _, r := range table[a] {
			if r.role == g.Role && r.reach != Filed && r.reach != Own && r.reach != Assigned && !slices.Contains(all, g.Center) {
				all = append(all, g.Center)
			}
		}
	}
	return all
}

type rule struct {
	role  Role
	reach Reach
}

// holds tells whether a subject has the rule's role anywhere. Nobody and the
// program itself have none, and only staff have grants: a grant on any other
// subject would be our mistake.
func (r rule) holds(s Subject) bool {
	if s.Account == "" || s.Account == System.Account || s.Staff == (r.role == Citizen) {
		return false
	}
	return r.role == Citizen || slices.ContainsFunc(s.Grants, func(g Grant) bool { return g.Role == r.role })
}

func (r rule) covers(s Subject, o Object) bool {
	if !r.holds(s) {
		return false
	}
	switch r.reach {
	case All:
		return true
	case Filed:
		return slices.Contains(o.Applicants, s.Account)
	case Own:
		return slices.Contains(o.Accounts, s.Account)
	case Assigned:
		return slices.Contains(o.Mediators, s.Account)
	}
	for _, g := range s.Grants {
		if g.Role != r.role || len(o.Centers) == 0 {
			continue
		}
		if r.reach == Center && o.Centers[0] == g.Center || r.reach == Below && slices.Contains(o.Centers, g.Center) {
			return true
		}
	}
	return false
}
