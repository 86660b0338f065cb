package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"yanhe/backend/dispute"
)

// Drawn views of cases are kept for a moment: a code that hangs in a hall is
// scanned again and again. They hold nothing personal.
const (
	maxDrawn = 2000
	// keepDrawn bounds how old a place in the queue, which moves without the case
	// being written, can be.
	keepDrawn = 5 * time.Second
)

// drawings are views made lately.
type drawings struct {
	mu  sync.RWMutex
	all map[drawingKey]drawing
}

type drawingKey struct{ kind, lang, track string }

// drawing is a view that was made, and its ETag. The bytes are shared and must
// not be changed.
type drawing struct {
	of   *dispute.Case
	at   time.Time
	body []byte
	tag  []byte
}

// get returns the view of a case, drawing it when there is none of this very
// version, or an old one.
func (d *drawings) get(key drawingKey, c *dispute.Case, now time.Time, draw func() ([]byte, error)) (drawing, error) {
	d.mu.RLock()
	have, ok := d.all[key]
	d.mu.RUnlock()
	if ok && have.of == c && now.Sub(have.at) < keepDrawn {
		return have, nil
	}
	body, err := draw()
	if err != nil {
		return drawing{}, err
	}
	sum := sha256.Sum256(body)
	made := drawing{of: c, at: now, body: body, tag: []byte(`"` + hex.EncodeToString(sum[:8]) + `"`)}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[drawingKey]drawing{}
	}
	for old := range d.all { // any one goes when it is full
		if len(d.all) < maxDrawn {
			break
		}
		delete(d.all, old)
	}
	d.all[key] = made
	return made, nil
}

var etagName = []byte("Etag") // as fasthttp writes it

// send answers with the view, or with 304 to a caller who has it (RFC 9110,
// section 13.1.2).
func (v drawing) send(ctx *fiber.Ctx, mime string) error {
	ctx.Response().Header.SetCanonical(etagName, v.tag)
	if known := ctx.Get(fiber.HeaderIfNoneMatch); known != "" && (known == "*" || strings.Contains(known, string(v.tag))) {
		ctx.Status(fiber.StatusNotModified)
		return nil
	}
	ctx.Set(fiber.HeaderContentType, mime)
	return ctx.Send(v.body)
}

// handleDrawn adds a route whose reply is already JSON, drawn once for many
// callers. It is on the list and in the API document like any other.
func (s *Server) handleDrawn(r Route, reply reflect.Type, h fiber.Handler) {
	s.routes = append(s.routes, r)
	s.App.Add(r.Method, strings.NewReplacer("{", ":", "}", "").Replace(r.Path), s.guarded(r.Access, r.Limit, h))
	doc := s.api.OpenAPI()
	content := func(mime string, t reflect.Type) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{mime: {Schema: doc.Components.Schemas.Schema(t, true, "")}}
	}
	var params []*huma.Param
	for _, part := range strings.Split(r.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			params = append(params, &huma.Param{Name: strings.TrimSuffix(name, "}"), In: "path", Required: true,
				Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
	doc.AddOperation(&huma.Operation{Method: r.Method, Path: r.Path, Summary: r.Summary, Tags: []string{tagOf(r.Path)},
		OperationID: operationID(r), Parameters: params, Responses: map[string]*huma.Response{
			"200":     {Description: "OK", Content: content("application/json", reply)},
			"default": {Description: "Error", Content: content("application/problem+json", reflect.TypeFor[Problem]())}}})
}
