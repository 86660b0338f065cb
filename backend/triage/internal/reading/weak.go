package reading

// rough finds weak signs of violence, and whether they stand together.
func (s *signs) rough(cues []CueHit) []CueHit {
	blow, hurt, both := -1, -1, false
	for i, b := range s.by[secBlow] {
		if s.denied(secViolence, b) {
			continue
		}
		blow = i
		for _, h := range s.by[secHurt] {
			both = both || gap(b, h) <= hurtReach
		}
	}
	for i, h := range s.by[secHurt] {
		if !s.denied(secViolence, h) {
			hurt = i
		}
	}
	if blow >= 0 {
		cues = append(cues, CueHit{Blow, s.by[secBlow][blow].Start, s.by[secBlow][blow].End})
	}
	if hurt >= 0 {
		cues = append(cues, CueHit{Hurt, s.by[secHurt][hurt].Start, s.by[secHurt][hurt].End})
	}
	if both {
		cues = append(cues, CueHit{BlowAndHurt, s.by[secBlow][blow].Start, s.by[secBlow][blow].End})
	}
	return cues
}

// asked finds who is asked for what, from the last request back.
func (s *signs) asked(cues []CueHit) []CueHit {
	var office, punish, settle bool
	asks := s.by[secAsk]
	for i := len(asks) - 1; i >= 0; i-- {
		at := asks[i].End
		toOffice := s.after(secOffice, at, officeReach)
		if toOffice && !office {
			office = true
			cues = append(cues, CueHit{AskOffice, asks[i].Start, at})
		}
		if s.after(secPunish, at, requestReach) && !punish {
			punish = true
			cues = append(cues, CueHit{AskPunish, asks[i].Start, at})
		}
		if !toOffice && s.after(secSettle, at, requestReach) && !settle {
			settle = true
			cues = append(cues, CueHit{AskSettle, asks[i].Start, at})
		}
	}
	return cues
}

func asks(runes []rune) bool {
	n := len(runes)
	for n > 0 && (runes[n-1] == markStop || runes[n-1] == markPause) {
		n--
	}
	if n == 0 {
		return false
	}
	switch runes[n-1] {
	case markQuestion, '吗', '呢', '么', '不':
		return true
	}
	return false
}

// stops tells whether a sentence ends between two hits.
func (s *signs) stops(a, b Hit) bool {
	if b.Start < a.Start {
		a, b = b, a
	}
	for i := a.End; i < b.Start; i++ {
		if s.runes[i] == markStop || s.runes[i] == markQuestion {
			return true
		}
	}
	return false
}

// gap is the number of runes between two hits.
func gap(a, b Hit) int {
	if b.Start < a.Start {
		a, b = b, a
	}
	return max(0, b.Start-a.End)
}
