// Package contract is the one suite that every docstore engine passes. It knows
// only the port, so an engine's own tests, in whatever module they live, call Run.
//
// What an engine cannot do is named in Options.Lacks with the reason, and shows
// as a skipped subtest of that name; a name the suite does not know fails.
package contract

import (
	"context"
	"testing"
	"time"

	"yanhe/backend/docstore"
)

// Capability is the name of a part of the suite that an engine may lack.
type Capability string

// The capabilities. Everything else is required of every engine.
const (
	// ChangeFeed: Watch works.
	ChangeFeed Capability = "change_feed"
	// Concurrency: many writers at once lose no update.
	Concurrency Capability = "concurrency"
	// Unique: a taken value of a unique field is ErrExists on Insert.
	Unique Capability = "unique_field"
	// UniqueReplace: it is on Replace, too.
	UniqueReplace Capability = "unique_field_replace"
	// BigDocuments: a document of 1 MB is kept.
	BigDocuments Capability = "big_documents"
	// OddText: NUL, emoji, U+10FFFF and ids of 900 bytes are kept and sorted by bytes.
	OddText Capability = "odd_text"
	// Int64Limits: numbers at both ends of int64 are kept and sorted.
	Int64Limits Capability = "int64_limits"
	// PrepareAgain: Prepare may be called again, also with more indexes.
	PrepareAgain Capability = "prepare_again"
	// Backfill: Prepare lifts newly declared fields out of the documents there are.
	Backfill Capability = "backfill"
	// Explain: the engine implements Explainer and Options.CheckPlan is set.
	Explain Capability = "explain"
	// Reopening: Options.Reopen is set.
	Reopening Capability = "reopening"
)

// Explainer is implemented by engines that can tell how they would run a query.
type Explainer interface {
	Explain(ctx context.Context, collection string, q docstore.EngineQuery) ([]string, error)
}

// Options fit the suite to an engine.
type Options struct {
	// Lacks names what the engine cannot do, each with the reason.
	Lacks map[Capability]string
	// Reopen closes an engine and opens another on the same data.
	Reopen func(t *testing.T, e docstore.Engine) docstore.Engine
	// CheckPlan tells what is wrong with the lines that Explain gave for a query:
	// it must be served by its index alone, without a scan or a sort.
	CheckPlan func(q docstore.EngineQuery, plan []string) error
	// Population is the number of documents the page tests run on; 0 means 300.
	Population int
	// Increments is how often each of the 64 writers counts; 0 means 10.
	Increments int
	// Patience bounds every wait; 0 means 20 seconds.
	Patience time.Duration
}

type part struct {
	name  string
	needs Capability
	test  func(*testing.T, suite)
}

var parts = []part{
	{"insert_and_get", "", insertAndGet},
	{"get_all", "", getAll},
	{"replace", "", replace},
	{"delete", "", deletion},
	{"unique_field", Unique, uniqueField},
	{"unique_field_replace", UniqueReplace, uniqueFieldReplace},
	{"one_winner_of_64_inserts", Concurrency, oneWinner},
	{"counter_under_64_writers", Concurrency, counter},
	{"pages_match_a_model", "", pagesMatchModel},
	{"pages_while_adding", Concurrency, pagesWhileAdding},
	{"prefix_of_chinese_text", "", chinesePrefix},
	{"cursor_of_another_query", "", foreignCursor},
	{"keys_only", "", keysOnly},
	{"unserved_query_refused", "", unservedRefused},
	{"plans_use_the_index", Explain, plansUseIndex},
	{"sparse_index", "", sparse},
	{"sparse_plan", Explain, sparsePlan},
	{"count", "", counts},
	{"count_by", "", countsBy},
	{"feed_from_now", ChangeFeed, feedFromNow},
	{"feed_resumes", ChangeFeed, feedResumes},
	{"feed_tells_deletes", ChangeFeed, feedTellsDeletes},
	{"feed_misses_nothing", ChangeFeed, feedMissesNothing},
	{"feed_ends", ChangeFeed, feedEnds},
	{"feed_refuses_unknown_position", ChangeFeed, feedRefusesPosition},
	{"cancelled_contexts", "", cancelledContexts},
	{"cancelled_midway", Concurrency, cancelledMidway},
	{"body_is_kept", "", bodyIsKept},
	{"big_documents", BigDocuments, bigDocuments},
	{"odd_text", OddText, oddText},
	{"int64_limits", Int64Limits, int64Limits},
	{"prepare_again", PrepareAgain, prepareAgain},
	{"prepare_lifts_new_fields", Backfill, prepareLifts},
	{"reopen_keeps_all", Reopening, reopenKeepsAll},
	{"closed", "", closed},
}

// Run runs the suite. open returns an empty engine each time; Run prepares and
// closes it.
func Run(t *testing.T, open func(t *testing.T) docstore.Engine, o Options) {
	if o.Population == 0 {
		o.Population = 300
	}
	if o.Increments == 0 {
		o.Increments = 10
	}
	if o.Patience == 0 {
		o.Patience = 20 * time.Second
	}
	checkNames(t, o)
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) {
			if reason, lacks := o.Lacks[p.needs]; lacks {
				t.Skipf("this engine lacks %s: %s", p.needs, reason)
			}
			p.test(t, start(t, open, o))
		})
	}
}

// checkNames makes sure that nothing is left out without being named.
func checkNames(t *testing.T, o Options) {
	t.Helper()
	known := map[Capability]bool{}
	for _, p := range parts {
		known[p.needs] = true
	}
	for c, reason := range o.Lacks {
		if !known[c] || c == "" || reason == "" {
			t.Fatalf("Options.Lacks[%q] = %q: unknown capability or no reason", c, reason)
		}
	}
	if _, named := o.Lacks[Reopening]; o.Reopen == nil && !named {
		t.Fatalf("Options.Reopen is missing and %s is not in Options.Lacks", Reopening)
	}
	if _, named := o.Lacks[Explain]; o.CheckPlan == nil && !named {
		t.Fatalf("Options.CheckPlan is missing and %s is not in Options.Lacks", Explain)
	}
}
