package i18n

import (
	"strings"
	"sync"
)

// Bounds of what is kept of earlier answers: browsers send a few hundred different
// headers, and who makes up others must not fill the memory.
const (
	maxMatched = 500
	maxHeader  = 200 // bytes
)

// answers are the languages found for headers seen before.
type answers struct {
	mu  sync.RWMutex
	all map[string]string
}

var matched = answers{all: map[string]string{}}

func (a *answers) get(header string) (string, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	lang, ok := a.all[header]
	return lang, ok
}

func (a *answers) keep(header, lang string) {
	if len(header) > maxHeader {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.all) < maxMatched {
		a.all[strings.Clone(header)] = lang
	}
}
