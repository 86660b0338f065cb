package httpapi

import (
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yanhe/backend/dispute"
	"yanhe/backend/tracking"
)

// Drawn views of cases are kept for a moment: a code that hangs in a hall is
// scanned again and again. They hold nothing personal.
const (
	maxDrawn = 2000
	// keepDrawn bounds how old a place in the queue, which moves without the case
	// being written, can be.
	keepDrawn = 5 * time.Second
)

// drawings are views made lately, by kind, language and token.
type drawings struct {
	mu  sync.Mutex
	all map[string]drawing
}

type drawing struct {
	of   *dispute.Case
	at   time.Time
	body []byte
}

// get returns the view of a case, drawing it when there is none of this very
// version, or an old one. The bytes are shared and must not be changed.
func (d *drawings) get(key string, c *dispute.Case, now time.Time, draw func() ([]byte, error)) ([]byte, error) {
	d.mu.Lock()
	have, ok := d.all[key]
	d.mu.Unlock()
	if ok && have.of == c && now.Sub(have.at) < keepDrawn {
		return have.body, nil
	}
	body, err := draw()
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[string]drawing{}
	}
	for old := range d.all { // any one goes when it is full
		if len(d.all) < maxDrawn {
			break
		}
		delete(d.all, old)
	}
	d.all[key] = drawing{of: c, at: now, body: body}
	return body, nil
}

// trackBody is a tracking.View that is already JSON.
type trackBody []byte

// MarshalJSON returns what was drawn.
func (b trackBody) MarshalJSON() ([]byte, error) { return b, nil }

// Schema is that of the view.
func (trackBody) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[tracking.View](), true, "")
}
