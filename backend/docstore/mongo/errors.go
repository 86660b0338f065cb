package mongo

import (
	"context"
	"errors"
	"strings"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// ErrNoChangeFeed says that this server tells no changes (a stand-alone MongoDB,
// FerretDB); whoever watches has to poll.
var ErrNoChangeFeed = fault.New(fault.Unsupported, "store.no_change_feed")

// Error codes of the server, from its source file src/mongo/base/error_codes.yml.
const (
	codeBadValue        = 2
	codeIndexNotFound   = 27
	codeNamespaceExists = 48
	codeNotImplemented  = 238
	codeDuplicateKey    = 11000
	codeUnknownStage    = 40324 // "Unrecognized pipeline stage name"
	codeNoReplicaSet    = 40573 // "The $changeStream stage is only supported on replica sets"
)

// awayCodes say that this server cannot answer just now, although another one,
// or the same one a little later, can.
var awayCodes = []int{
	6,     // HostUnreachable
	7,     // HostNotFound
	50,    // MaxTimeMSExpired
	64,    // WriteConcernTimeout
	89,    // NetworkTimeout
	91,    // ShutdownInProgress
	133,   // FailedToSatisfyReadPreference
	189,   // PrimarySteppedDown
	262,   // ExceededTimeLimit
	9001,  // SocketException
	10107, // NotWritablePrimary
	11600, // InterruptedAtShutdown
	11602, // InterruptedDueToReplStateChange
	13435, // NotPrimaryNoSecondaryOk
	13436, // NotPrimaryOrSecondary
}

// lostPositionCodes say that a resume token is none, or that the log no longer
// reaches back to it.
var lostPositionCodes = []int{
	9,                   // FailedToParse
	136,                 // CappedPositionLost
	260,                 // InvalidResumeToken
	280,                 // ChangeStreamFatalError
	286,                 // ChangeStreamHistoryLost
	40647,               // the token is of another collection
	40648, 40649, 50811, // the token is malformed
}

// mapError turns an error of the driver into one of the port. The error of an
// ended ctx comes back as it is.
func mapError(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, mongo.ErrNoDocuments):
		return docstore.ErrMissing
	case mongo.IsDuplicateKeyError(err):
		return docstore.ErrExists.Because(err)
	case ctx.Err() != nil:
		return ctx.Err()
	case deadlineNear(ctx, err):
		return context.DeadlineExceeded
	case away(err):
		return docstore.ErrUnavailable.Because(err)
	}
	return fault.Wrap(err, "internal")
}

// deadlineNear tells that the driver gave up because of ctx's deadline, which it
// hands to the socket: that may notice a moment before ctx does.
func deadlineNear(ctx context.Context, err error) bool {
	_, bounded := ctx.Deadline()
	return bounded && errors.Is(err, context.DeadlineExceeded)
}

func away(err error) bool {
	var selection topology.ServerSelectionError
	var pool topology.PoolError
	var write mongo.WriteException
	switch {
	case errors.Is(err, mongo.ErrClientDisconnected),
		mongo.IsNetworkError(err),
		mongo.IsTimeout(err),
		errors.As(err, &selection),
		errors.As(err, &pool):
		return true
	case errors.As(err, &write) && len(write.WriteErrors) == 0 && write.WriteConcernError != nil:
		// Written, but a majority has not said so: it may yet be rolled back.
		return true
	}
	return hasCode(err, awayCodes...)
}

func hasCode(err error, codes ...int) bool {
	var s mongo.ServerError
	if !errors.As(err, &s) {
		return false
	}
	for _, code := range codes {
		if s.HasErrorCode(code) {
			return true
		}
	}
	return false
}

// mapFeedError is mapError for change streams.
func mapFeedError(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case noChangeFeed(err):
		return ErrNoChangeFeed.Because(err)
	case hasCode(err, lostPositionCodes...):
		return docstore.ErrCursor.Because(err)
	}
	return mapError(ctx, err)
}

func noChangeFeed(err error) bool {
	return hasCode(err, codeNoReplicaSet, codeUnknownStage, codeNotImplemented)
}

// badHint tells that the index named by a hint is gone: a newer release that
// runs beside this one during an upgrade has dropped it.
func badHint(err error) bool {
	return hasCode(err, codeBadValue, codeIndexNotFound) && strings.Contains(err.Error(), "hint")
}
