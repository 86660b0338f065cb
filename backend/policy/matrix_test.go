package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestMatrix writes the whole table out, an action a line and a role a column,
// so that a change of a permission is seen where changes are reviewed.
func TestMatrix(t *testing.T) {
	roles := append([]Role{Citizen}, StaffRoles...)
	var b strings.Builder
	fmt.Fprintf(&b, "%-20s", "")
	for _, r := range roles {
		fmt.Fprintf(&b, " %-10s", r)
	}
	actions := Actions()
	slices.Sort(actions)
	for _, a := range actions {
		fmt.Fprintf(&b, "\n%-20s", a)
		for _, r := range roles {
			fmt.Fprintf(&b, " %-10s", reachOf(a, r))
		}
	}
	if got := trimmed(b.String()); got != trimmed(matrix) {
		t.Errorf("the table is now\n%s", got)
	}
}

func reachOf(a Action, role Role) Reach {
	for _, r := range table[a] {
		if r.role == role {
			return r.reach
		}
	}
	return "-"
}

func trimmed(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

const matrix = `
                     citizen    mediator   intake     moderator  supervisor auditor    maintainer
account.manage       -          -          -          -          -          -          all
appointment.answer   -          assigned   -          -          -          -          -
appointment.arrive   own        assigned   center     below      -          -          -
appointment.book     filed      -          center     center     -          -          -
appointment.cancel   own        assigned   center     center     -          -          -
appointment.read     own        assigned   center     below      below      -          -
audit.read           -          -          -          -          -          all        -
calendar.keep        -          own        center     below      -          -          -
case.add_evidence    own        assigned   center     center     -          -          -
case.answer          own        assigned   center     center     -          -          -
case.appeal          filed      -          center     -          -          -          -
case.breach          own        assigned   center     center     -          -          -
case.document        -          assigned   -          center     -          -          -
case.end             -          assigned   -          below      -          -          -
case.enter           -          -          center     center     -          -          -
case.file            all        -          -          -          -          -          -
case.follow_up       -          -          center     below      -          -          -
case.invite          -          assigned   -          center     -          -          -
case.join            all        -          -          -          -          -          -
case.mediate         -          assigned   -          -          -          -          -
case.moderate        -          -          -          below      -          -          -
case.rate            own        -          center     center     -          -          -
case.read            own        assigned   center     below      below      -          -
case.read_content    filed      assigned   -          below      below      -          -
case.read_evidence   own        assigned   -          below      below      -          -
case.read_outcome    own        assigned   -          below      below      -          -
case.read_papers     own        assigned   -          center     -          -          -
case.read_records    -          assigned   -          below      below      -          -
case.recuse          -          assigned   -          below      -          -          -
case.reveal          -          assigned   -          center     -          -          -
case.route           -          -          -          below      -          -          -
case.search          -          -          center     below      below      -          -
case.sign            own        assigned   center     center     -          -          -
case.summon          -          assigned   -          below      -          -          -
case.supply          filed      -          center     center     -          -          -
case.take            -          -          -          below      -          -          -
case.talk            own        assigned   -          below      -          -          -
case.withdraw        filed      -          center     center     -          -          -
desk.list            -          -          -          below      -          -          -
directory.read       -          center     center     below      below      -          all
mediator.edit        -          -          -          below      -          -          -
mediator.read        -          own        center     below      below      -          -
mediator.work        -          own        -          below      below      -          -
operations.read      -          -          -          -          -          -          all
own.read             all        all        all        all        all        all        all
queue.read           -          center     -          below      below      -          -
receipt.print        filed      -          center     below      -          -          -
room.edit            -          -          -          below      -          -          -
rules.edit           -          -          -          center     -          -          -
rules.read           -          all        all        all        all        -          -
template.edit        -          -          -          center     -          -          -
upload.add           all        all        all        all        -          -          -
`

func TestTableIsWellFormed(t *testing.T) {
	for a, rules := range table {
		seen := map[Role]bool{}
		for _, r := range rules {
			if seen[r.role] {
				t.Errorf("%s: %s stands twice, and only the first line counts", a, r.role)
			}
			seen[r.role] = true
			if r.role != Citizen && !slices.Contains(StaffRoles, r.role) {
				t.Errorf("%s: the role %q is unknown", a, r.role)
			}
			if !slices.Contains([]Reach{Filed, Own, Assigned, Center, Below, All}, r.reach) {
				t.Errorf("%s: the reach %q is unknown", a, r.reach)
			}
			if r.role == Citizen && (r.reach == Center || r.reach == Below || r.reach == Assigned) {
				t.Errorf("%s: a citizen has no center and no cases assigned", a)
			}
			if r.reach == Assigned && r.role != Mediator {
				t.Errorf("%s: only mediators have cases assigned", a)
			}
		}
	}
}
