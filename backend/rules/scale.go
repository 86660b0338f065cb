package rules

import "yanhe/backend/fault"

// Scale is the allowance by case (以案定补), in fen. Every place sets its own by its
// finance bureau's paper; the built-in one pays nothing.
type Scale struct {
	Oral    int64 `json:"oral"`
	Written int64 `json:"written"`
	Failed  int64 `json:"failed"`
	// Major is paid instead for an agreement about at least MajorFrom; 0 for none.
	Major     int64 `json:"major"`
	MajorFrom int64 `json:"major_from"`
}

// maxAllowance bounds what one case can give: a slip of the decimal point shows.
const maxAllowance = 10_000_00

// Check returns what is wrong with a scale.
func (s Scale) Check() error {
	var l fault.List
	for field, amount := range map[string]int64{"oral": s.Oral, "written": s.Written, "failed": s.Failed, "major": s.Major} {
		l.Check(amount >= 0 && amount <= maxAllowance, "scale."+field, "rules.allowance")
	}
	l.Check(s.MajorFrom >= 0, "scale.major_from", "rules.allowance")
	return l.Err()
}
