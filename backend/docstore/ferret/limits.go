package ferret

// Limit is something MongoDB does and FerretDB v1.24.2 on SQLite does not, or not
// in the same way.
type Limit struct {
	Name   string
	Reason string
	// Untried says why no test tries it; "" when one does.
	Untried string
}

// Limits lists what the tests here cannot show of MongoDB. A run against a real
// server (YANHE_TEST_MONGO_URI, in docstore/mongo) shows the parts the product uses.
var Limits = []Limit{
	{Name: ManyConnections,
		Reason:  "a write reads and stores a document in two steps; only requests on one connection wait for each other, so with more a compare-and-swap is lost now and then",
		Untried: "it is a race"},
	{Name: Transactions, Reason: "sessions and multi-document transactions are not implemented (the product uses none)"},
	{Name: RetryableWrites, Reason: "the server calls itself stand-alone, so the driver sends no write twice"},
	{Name: ChangeStreams, Reason: "$changeStream is not implemented: Watch reports store.no_change_feed, and callers poll"},
	{Name: QueryPlans, Reason: "no plan has index scans: any filter but _id alone reads the whole collection, and sorts and hints are served in memory or ignored"},
	{Name: Concerns, Reason: "write and read concerns are accepted and ignored, even impossible ones"},
	{Name: PartialIndexes, Reason: "partialFilterExpression is refused (the product declares none)"},
	{Name: TTLIndexes, Reason: "expireAfterSeconds is refused (the product expires nothing in the database)"},
	{Name: HashedIndexes, Reason: "hashed indexes are refused, and there is no sharding: the sharding commands are only compared with the schemas"},
	{Name: ArrayFilters, Reason: "arrayFilters are refused (the product writes whole documents)"},
	{Name: PositionalUpdates, Reason: "the positional $ operator is refused (the product writes whole documents)"},
	{Name: JoiningStages, Reason: "$lookup, $facet and most other aggregation stages are not implemented (the product matches, limits and groups)"},
	{Name: UniqueOnUpdate, Reason: "a unique conflict of an update is reported as an internal error, not as a duplicate key (unique fields never change)"},
	{Name: RepeatedIndexes,
		Reason:  "asking again for several indexes at once ends the process; Prepare looks first and asks for one at a time",
		Untried: "it would end the tests"},
	{Name: RepeatedOperators,
		Reason:  "a condition that names an operator twice ends the connection and later the process; filters are built without",
		Untried: "it would end the tests"},
	{Name: NestedArrays, Reason: "an array right inside an array is refused; the engine keeps such a document as text"},
	{Name: OddKeys, Reason: "keys with a dot or a leading dollar are refused, which MongoDB does since 5.0 no longer; the engine keeps such a document as text"},
	{Name: NegativeZero, Reason: "-0.0 comes back as 0.0"},
}

// Names of the limits.
const (
	ManyConnections   = "more than one connection"
	Transactions      = "transactions"
	RetryableWrites   = "retryable writes"
	ChangeStreams     = "change streams"
	QueryPlans        = "query plans"
	Concerns          = "write and read concerns"
	PartialIndexes    = "partial indexes"
	TTLIndexes        = "indexes that expire documents"
	HashedIndexes     = "hashed indexes and sharding"
	ArrayFilters      = "array filters"
	PositionalUpdates = "positional updates"
	JoiningStages     = "joins and facets"
	UniqueOnUpdate    = "unique conflict on update"
	RepeatedIndexes   = "repeated creation of several indexes"
	RepeatedOperators = "repeated operators"
	NestedArrays      = "nested arrays"
	OddKeys           = "keys with dots or dollars"
	NegativeZero      = "negative zero"
)

// Reason is the reason of a limit, "" for a name that is none.
func Reason(name string) string {
	for _, l := range Limits {
		if l.Name == name {
			return l.Reason
		}
	}
	return ""
}
