package mongo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

func TestMapError(t *testing.T) {
	alive := t.Context()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	bounded, stop := context.WithTimeout(t.Context(), time.Hour)
	defer stop()
	duplicate := mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 11000, Message: "E11000 duplicate key error"}}}
	network := mongo.CommandError{Labels: []string{"NetworkError"}, Wrapped: io.EOF}
	timedOut := mongo.CommandError{Labels: []string{"NetworkError"}, Wrapped: fmt.Errorf("%w: read tcp", context.DeadlineExceeded)}
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want error
	}{
		"nothing":                           {alive, nil, nil},
		"no document":                       {alive, mongo.ErrNoDocuments, docstore.ErrMissing},
		"duplicate on insert":               {alive, duplicate, docstore.ErrExists},
		"duplicate in a command":            {alive, mongo.CommandError{Code: 11000}, docstore.ErrExists},
		"duplicate although ctx has ended":  {ended, duplicate, docstore.ErrExists},
		"connection lost":                   {alive, network, docstore.ErrUnavailable},
		"connection lost since ctx ended":   {ended, network, context.Canceled},
		"socket deadline before ctx's":      {bounded, timedOut, context.DeadlineExceeded},
		"dial time-out":                     {alive, timedOut, docstore.ErrUnavailable},
		"no server":                         {alive, topology.ServerSelectionError{Wrapped: topology.ErrServerSelectionTimeout}, docstore.ErrUnavailable},
		"no server, ctx bounded":            {bounded, topology.ServerSelectionError{Wrapped: topology.ErrServerSelectionTimeout}, docstore.ErrUnavailable},
		"pool closed":                       {alive, topology.ErrPoolClosed, docstore.ErrUnavailable},
		"client closed":                     {alive, mongo.ErrClientDisconnected, docstore.ErrUnavailable},
		"not primary":                       {alive, mongo.CommandError{Code: 10107, Name: "NotWritablePrimary"}, docstore.ErrUnavailable},
		"stepped down":                      {alive, mongo.CommandError{Code: 189}, docstore.ErrUnavailable},
		"written, majority silent":          {alive, mongo.WriteException{WriteConcernError: &mongo.WriteConcernError{Code: 64}}, docstore.ErrUnavailable},
		"duplicate, majority silent":        {alive, mongo.WriteException{WriteErrors: duplicate.WriteErrors, WriteConcernError: &mongo.WriteConcernError{Code: 64}}, docstore.ErrExists},
		"anything else is a defect of ours": {alive, mongo.CommandError{Code: 2, Name: "BadValue"}, fault.New(fault.Internal, "internal")},
	} {
		if got := mapError(c.ctx, c.err); !errors.Is(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	if err := mapError(ended, network); err != context.Canceled {
		t.Errorf("a context's error is %v, want it as it is", err)
	}
}

func TestMapFeedError(t *testing.T) {
	for code, want := range map[int32]error{
		codeNoReplicaSet:      ErrNoChangeFeed,
		codeNotImplemented:    ErrNoChangeFeed,
		codeUnknownStage:      ErrNoChangeFeed,
		286:                   docstore.ErrCursor,
		260:                   docstore.ErrCursor,
		189:                   docstore.ErrUnavailable,
		13 /* not allowed */ : fault.New(fault.Internal, "internal"),
	} {
		if got := mapFeedError(t.Context(), mongo.CommandError{Code: code}); !errors.Is(got, want) {
			t.Errorf("code %d: got %v, want %v", code, got, want)
		}
	}
}

func TestBadHint(t *testing.T) {
	gone := mongo.CommandError{Code: 2, Message: "planner returned error :: caused by :: hint provided does not correspond to an existing index"}
	other := mongo.CommandError{Code: 2, Message: "unknown operator: $x"}
	if !badHint(gone) || badHint(other) || badHint(nil) {
		t.Errorf("gone %v, other %v, nil %v", badHint(gone), badHint(other), badHint(nil))
	}
}
