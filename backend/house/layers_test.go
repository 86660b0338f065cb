package house

import (
	"slices"
	"strings"
)

// layer is how far a package sees.
type layer string

const (
	unknown layer = ""
	ground  layer = "ground"  // knows nothing of mediation: faults, time, ids, the storage port
	domain  layer = "domain"  // the mediation work itself
	asset   layer = "asset"   // files built into the program: texts, the console
	adapter layer = "adapter" // joins the domain to something outside: an engine, a protocol
	whole   layer = "whole"   // sees everything: wiring, the program, tests of the whole
)

// layers is the table of the house. Domains stand in order: each may import those
// before it, never one after it.
var layers = map[layer][]string{
	ground: {"backend/fault", "backend/clock", "backend/id", "backend/policy", "backend/docstore", "backend/seal",
		"backend/identity/number"},
	domain: {"backend/triage/internal/reading", "backend/triage/internal/linear", "backend/triage/corpus", "backend/triage/corpus/gen", "backend/triage/learn",
		"backend/triage/evaluate", "backend/triage", "backend/center", "backend/identity", "backend/audit", "backend/rules", "backend/dispute", "backend/evidence", "backend/mediation", "backend/document",
		"backend/booking", "backend/tracking", "backend/rating", "backend/message", "backend/live", "backend/notice", "backend/grid",
		"backend/docking", "backend/insight", "backend/seed"},
	asset: {"i18n", "admin"},
	adapter: {"backend/docstore/sqlite", "backend/docstore/mongo", "backend/docstore/contract", "backend/blob", "backend/blob/local", "backend/blob/s3", "backend/blob/sealed", "backend/blob/media", "backend/blob/contract",
		"backend/wechat", "backend/wechat/simulator", "backend/httpapi"},
	whole: {"backend/cmd/yanhe", "backend/app", "backend/testkit", "backend/testkit/program", "backend/e2e", "backend/bench", "backend/demo", "backend/client",
		"backend/house", "backend/house/generated", "backend/triage/train"},
}

// owners says which packages may import a module from outside. Those of the
// whole layer may import any.
var owners = map[string][]string{
	"github.com/arran4/golang-ical":       {"backend/httpapi"},
	"github.com/emmansun/gmsm":            {"backend/seal"},
	"golang.org/x/text":                   {"i18n", "backend/seal"},
	"golang.org/x/crypto":                 {"backend/identity"}, // argon2id
	"modernc.org/sqlite":                  {"backend/docstore/sqlite"},
	"go.mongodb.org/mongo-driver":         {"backend/docstore/mongo"},
	"github.com/minio/minio-go/v7":        {"backend/blob/s3"},
	"github.com/gabriel-vasile/mimetype":  {"backend/blob/media"},
	"golang.org/x/image":                  {"backend/blob/media"},
	"github.com/silenceper/wechat/v2":     {"backend/wechat", "backend/wechat/simulator"},
	"github.com/redis/go-redis/v9":        {"backend/httpapi", "backend/wechat"},
	"github.com/go-redis/redis_rate/v10":  {"backend/httpapi"},
	"github.com/gofiber/fiber/v2":         {"backend/httpapi"},
	"github.com/danielgtaylor/huma/v2":    {"backend/httpapi"},
	"github.com/prometheus/client_golang": {"backend/httpapi"},
	"github.com/skip2/go-qrcode":          {"backend/tracking", "backend/wechat/simulator"}, // draws, and speaks to nothing
	"github.com/valyala/fasthttp":         {"backend/httpapi"},
	"gopkg.in/yaml.v3":                    {"backend/seed"},
	"pgregory.net/rapid":                  {"backend/docstore/contract"},
}

// speakers are the domains whose product is words for people, and which may
// therefore see the catalog. All others leave wording to the adapters.
var speakers = []string{"backend/tracking" /* the public progress page */, "backend/document" /* the papers of the case file */}

// outside are the parts of the standard library that only adapters and the whole use.
var outside = []string{"database/sql", "net", "net/http", "net/rpc", "net/smtp", "os/exec"}

func layerOf(pkg string) layer {
	for l, list := range layers {
		if slices.Contains(list, pkg) {
			return l
		}
	}
	return unknown
}

// within tells whether a package is that of a path or lies below it.
func within(pkg, path string) bool { return pkg == path || strings.HasPrefix(pkg, path+"/") }

// refusal says why a package may not import another, or "". Packages of the
// project are named by their folder, others by their import path.
func refusal(pkg, imported string) string {
	from, to := layerOf(pkg), layerOf(imported)
	switch {
	case from == unknown:
		return "it stands in no layer"
	case from == whole:
		return ""
	case to == unknown:
		return refusalOutside(pkg, from, imported)
	case to == ground:
		return ""
	case to == domain && from == domain:
		order := layers[domain]
		if slices.Index(order, imported) > slices.Index(order, pkg) {
			return "the domain comes after it"
		}
		return ""
	case to == domain && from == adapter, to == asset && from == adapter:
		return ""
	case imported == "i18n" && slices.Contains(speakers, pkg):
		return ""
	case to == adapter && from == adapter && (within(pkg, imported) || within(imported, pkg)):
		return "" // a port and what stands behind it share a folder
	}
	return "a package of the layer " + string(from) + " may not see the layer " + string(to)
}

func refusalOutside(pkg string, from layer, imported string) string {
	for module, may := range owners {
		if within(imported, module) {
			if slices.Contains(may, pkg) {
				return ""
			}
			return "the module belongs to " + strings.Join(may, ", ")
		}
	}
	if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
		return "the module belongs to nobody"
	}
	if (from == ground || from == domain) && slices.Contains(outside, imported) {
		return "only an adapter speaks to the outside"
	}
	return ""
}
