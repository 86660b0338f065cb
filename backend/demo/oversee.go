package demo

import (
	"context"
	"fmt"
	"net/http"

	"yanhe/backend/policy"
)

// wrongPasswords are enough to lock a login (等保 2.0 practice: five).
const wrongPasswords = 5

// lockOut guesses at a login that nobody has: the answers must not tell that, and
// the fifth wrong password must lock it like any other.
func (r *run) lockOut(ctx context.Context) error {
	login := "guess." + r.o.Run
	for try := 1; try <= wrongPasswords; try++ {
		err := call(ctx, r.people.open, http.MethodPost, "/api/v1/sessions/staff", object{"login": login, "password": "Wrong-password-1"}, nil)
		if refusedAs(err, "identity.locked") { // by the fifth, or by a run of the same name before
			r.checks.Add(1)
			_, err := fmt.Fprintf(r.o.Print, "\nwrong passwords: after %d the login is locked: %s\n", try, problemOf(err).Detail)
			return err
		}
		if !refusedAs(err, "identity.wrong_password") {
			return fmt.Errorf("lock-out: wrong password %d must be refused, but got %w", try, err)
		}
	}
	return fmt.Errorf("lock-out: %d wrong passwords do not lock", wrongPasswords)
}

// auditHolds lets the auditor check the chains of the audit log.
func (r *run) auditHolds(ctx context.Context) error {
	login, err := r.people.withRole(policy.Auditor)
	if err != nil {
		return err
	}
	who, err := r.people.get(ctx, login)
	if err != nil {
		return err
	}
	var chain struct {
		Checked int64
		Broken  string
	}
	if err := call(ctx, who.Client, http.MethodGet, "/api/v1/audit/verification", nil, &chain); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if chain.Broken != "" || chain.Checked == 0 {
		return fmt.Errorf("audit: %d entries checked, broken at %q", chain.Checked, chain.Broken)
	}
	r.checks.Add(1)
	_, err = fmt.Fprintf(r.o.Print, "audit log: %s checks the chains of %d entries → whole\n", who.name, chain.Checked)
	return err
}
