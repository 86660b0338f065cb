package reading

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed risk.txt
var riskFile string

// Cue is one kind of sign for high risk, or a reason to doubt one.
type Cue int

// Cues. The six of risk follow the definition of high risk: a threat or act of
// violence, self-harm, weapons, a minor in danger, a group action of five or
// more. The Doubtful ones say that all signs of that kind were negated.
const (
	Threat Cue = iota
	Violence
	SelfHarm
	Weapon
	Minor
	Group
	DoubtfulThreat
	DoubtfulViolence
	DoubtfulSelfHarm
	DoubtfulGroup
	Hypothetical // asks what the rule is
	Past         // says that it is over
	HypotheticalSign
	PastSign
	Crowd    // five or more people are named, whatever they do
	Question // ends with a question
	Blow     // rough verbs
	Hurt     // words of injury or fear
	BlowAndHurt
	AskOffice // a public office is asked for something
	AskPunish // a public office is asked to act against somebody
	AskSettle // the other side's payment, an apology or a talk is asked for
	NumCues
)

// IsSign tells the six cues of high risk.
func (c Cue) IsSign() bool { return c >= Threat && c <= Group }

// CueHit is a cue and where the text shows it.
type CueHit struct {
	Cue        Cue
	Start, End int
}

// Distances in runes. Chinese puts negation right before the verb, a weapon next
// to the hand that holds it, and a crowd in the clause before or after its deed.
const (
	negationReach = 3
	gripReach     = 4
	strikeReach   = 3
	hostileReach  = 14
	dangerReach   = 22
	crowdReach    = 40
	crowdLeast    = 5 // domain: five or more people
	officeReach   = 4
	hurtReach     = 25
	requestReach  = 14
)

type section int

const (
	secMask section = iota
	secNegation
	secNearly
	secHypothetical
	secPast
	secThreat
	secSelfHarm
	secViolence
	secWeapon
	secGrip
	secHostile
	secChild
	secDanger
	secAction
	secCrowd
	secBlow
	secHurt
	secAsk
	secOffice
	secPunish
	secSettle
	numSections
)

var sectionNames = map[string]section{
	"mask": secMask, "negation": secNegation, "nearly": secNearly, "hypothetical": secHypothetical, "past": secPast,
	"threat": secThreat, "selfharm": secSelfHarm, "violence": secViolence, "weapon": secWeapon, "grip": secGrip,
	"hostile": secHostile, "child": secChild, "danger": secDanger, "action": secAction, "crowd": secCrowd,
	"blow": secBlow, "hurt": secHurt, "ask": secAsk, "office": secOffice, "punish": secPunish, "settle": secSettle,
}

type riskWords struct {
	index    index
	sections []section // of the index's words
}

var risk = mustRiskWords(riskFile)

func mustRiskWords(file string) riskWords {
	var words [][]rune
	var sections []section
	current := section(-1)
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			s, ok := sectionNames[strings.Trim(line, "[]")]
			if !ok {
				panic(fmt.Sprintf("triage risk words: section %s", line))
			}
			current = s
		default:
			for _, w := range strings.Fields(line) {
				words = append(words, Normalize(strings.ReplaceAll(w, "_", " ")).Runes)
				sections = append(sections, current)
			}
		}
	}
	return riskWords{newIndex(words), sections}
}

// signs are the hits of one text by section, those within a mask left out.
type signs struct {
	runes []rune
	by    [numSections][]Hit
}

func findSigns(runes []rune) *signs {
	s := &signs{runes: runes}
	masked := make([]bool, len(runes))
	all := risk.index.find(runes, make([]Hit, 0, 64))
	for _, h := range all {
		if risk.sections[h.Entry] == secMask {
			for i := h.Start; i < h.End; i++ {
				masked[i] = true
			}
		}
	}
	for _, h := range all {
		if sec := risk.sections[h.Entry]; sec != secMask && !isMasked(masked, h) {
			s.by[sec] = append(s.by[sec], h)
		}
	}
	return s
}

func isMasked(masked []bool, h Hit) bool {
	for i := h.Start; i < h.End; i++ {
		if !masked[i] {
			return false
		}
	}
	return true
}

// before tells whether a hit of a section ends at most reach runes before a
// place, with no punctuation between.
func (s *signs) before(sec section, place, reach int) bool {
	for _, h := range s.by[sec] {
		if h.End <= place && place-h.End <= reach && !s.breaks(h.End, place) {
			return true
		}
	}
	return false
}

// after tells whether a hit of a section begins at most reach runes after a place.
func (s *signs) after(sec section, place, reach int) bool {
	for _, h := range s.by[sec] {
		if h.Start >= place && h.Start-place <= reach {
			return true
		}
	}
	return false
}

func (s *signs) breaks(from, to int) bool {
	for _, r := range s.runes[from:to] {
		if isMark(r) {
			return true
		}
	}
	return false
}

// FindCues lists the cues of a normalised text.
func FindCues(runes []rune) []CueHit {
	s := findSigns(runes)
	cues := make([]CueHit, 0, 8)
	cues = s.stated(cues, secThreat, Threat, DoubtfulThreat)
	cues = s.stated(cues, secViolence, Violence, DoubtfulViolence)
	cues = s.stated(cues, secSelfHarm, SelfHarm, DoubtfulSelfHarm)
	cues = s.weapons(cues)
	cues = s.minors(cues)
	cues = s.groups(cues)
	cues = s.rough(cues)
	cues = s.asked(cues)
	return s.context(cues)
}

// stated appends the first statements of a section that nothing negates, or else
// the doubtful cue.
func (s *signs) stated(cues []CueHit, sec section, firm, doubtful Cue) []CueHit {
	var denied *Hit
	found := false
	for i, h := range s.by[sec] {
		if s.denied(sec, h) {
			denied = &s.by[sec][i]
			continue
		}
		found = true
		cues = append(cues, CueHit{firm, h.Start, h.End})
	}
	if !found && denied != nil {
		cues = append(cues, CueHit{doubtful, denied.Start, denied.End})
	}
	return cues
}

func (s *signs) denied(sec section, h Hit) bool {
	return s.before(secNegation, h.Start, negationReach) || sec == secViolence && s.before(secNearly, h.Start, negationReach)
}

// weapons are cues only in a hostile hand or on their way to a body.
func (s *signs) weapons(cues []CueHit) []CueHit {
	for _, h := range s.by[secWeapon] {
		held := s.before(secGrip, h.Start, gripReach)
		if held && s.after(secHostile, h.End, hostileReach) || s.after(secHostile, h.End, strikeReach) && !s.breaks(h.End, min(h.End+strikeReach, len(s.runes))) {
			cues = append(cues, CueHit{Weapon, h.Start, h.End})
		}
	}
	return cues
}

func (s *signs) minors(cues []CueHit) []CueHit {
	for _, d := range s.by[secDanger] {
		if s.before(secNegation, d.Start, 0) {
			continue
		}
		for _, c := range s.by[secChild] {
			if gap(c, d) <= dangerReach && !s.stops(c, d) {
				cues = append(cues, CueHit{Minor, d.Start, d.End})
				break
			}
		}
	}
	return cues
}

// groups need a deed and five or more people near it.
func (s *signs) groups(cues []CueHit) []CueHit {
	denied, found := -1, false
	for i, a := range s.by[secAction] {
		from, to := max(0, a.Start-crowdReach), min(len(s.runes), a.End+crowdReach/2)
		if people(s.runes[from:to]) < crowdLeast && !s.crowdNear(a) {
			continue
		}
		if s.before(secNegation, a.Start, negationReach) {
			denied = i
			continue
		}
		found = true
		cues = append(cues, CueHit{Group, a.Start, a.End})
	}
	if !found && denied >= 0 {
		a := s.by[secAction][denied]
		cues = append(cues, CueHit{DoubtfulGroup, a.Start, a.End})
	}
	return cues
}

func (s *signs) crowdNear(a Hit) bool {
	for _, c := range s.by[secCrowd] {
		if gap(c, a) <= crowdReach {
			return true
		}
	}
	return false
}

// context appends what makes the signs doubtful, and the crowd and the question.
func (s *signs) context(cues []CueHit) []CueHit {
	sign := false
	for _, c := range cues {
		sign = sign || c.Cue.IsSign()
	}
	if hits := s.by[secHypothetical]; len(hits) > 0 {
		cues = append(cues, CueHit{Hypothetical, hits[0].Start, hits[0].End})
		if sign {
			cues = append(cues, CueHit{HypotheticalSign, hits[0].Start, hits[0].End})
		}
	}
	if hits := s.by[secPast]; len(hits) > 0 {
		cues = append(cues, CueHit{Past, hits[0].Start, hits[0].End})
		if sign {
			cues = append(cues, CueHit{PastSign, hits[0].Start, hits[0].End})
		}
	}
	if people(s.runes) >= crowdLeast {
		cues = append(cues, CueHit{Cue: Crowd})
	}
	if n := len(s.runes); n > 0 && asks(s.runes) {
		cues = append(cues, CueHit{Question, n - 1, n})
	}
	return cues
}
