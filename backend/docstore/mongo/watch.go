package mongo

import (
	"context"
	"encoding/base64"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

// Watch follows a collection by a change stream; a position is a resume token.
// The stream starts at the operation time of the server's first answer, which is
// before ready is called, so what is written after ready is told. The driver
// resumes by itself after a network error. A position that the server's log no
// longer reaches is ErrCursor. On a server without change streams
// Watch returns ErrNoChangeFeed at once.
func (e *Engine) Watch(ctx context.Context, collection, position string, ready func(), fn func(docstore.Change) error) error {
	// Lookup matters only for changes made by hand: this engine writes whole
	// documents, which the server tells as they are.
	o := options.ChangeStream().SetFullDocument(options.UpdateLookup)
	if position != "" {
		token, err := parsePosition(position)
		if err != nil {
			return err
		}
		o.SetResumeAfter(token)
	}
	stream, err := e.db.Collection(collection).Watch(ctx, watchPipeline, o)
	if err != nil {
		return mapFeedError(ctx, err)
	}
	defer func() { _ = stream.Close(context.WithoutCancel(ctx)) }()
	ready()
	for stream.Next(ctx) {
		change, ok, err := changeOf(stream.Current)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := fn(change); err != nil {
			return err
		}
	}
	if err := stream.Err(); err != nil || ctx.Err() != nil {
		return mapFeedError(ctx, err)
	}
	return docstore.ErrUnavailable.Because(errStreamEnded(collection))
}

// errStreamEnded: the server ends a stream when its collection is dropped or renamed.
type errStreamEnded string

func (e errStreamEnded) Error() string {
	return "docstore/mongo: the change stream of " + string(e) + " has ended"
}

// watchPipeline leaves out the bodies. The resume token (_id) must stay.
var watchPipeline = mongo.Pipeline{{{Key: "$project", Value: bson.D{
	{Key: "operationType", Value: 1},
	{Key: "documentKey", Value: 1},
	{Key: "fullDocument." + fieldVersion, Value: 1},
}}}}

// changeOf reads an event; ok is false for those that are about no document.
func changeOf(event bson.Raw) (c docstore.Change, ok bool, err error) {
	doc := bsoncore.Document(event)
	token, isDoc := doc.Lookup("_id").DocumentOK()
	if !isDoc {
		return c, false, fault.Internalf("docstore/mongo: a change event without a resume token")
	}
	c.Position = base64.RawURLEncoding.EncodeToString(token)
	c.ID, _ = doc.Lookup("documentKey", fieldID).StringValueOK()
	operation, _ := doc.Lookup("operationType").StringValueOK()
	switch operation {
	case "delete":
		return c, true, nil
	case "insert", "replace", "update":
		// Without a version the document is gone since, and its deletion follows.
		c.Version, ok = doc.Lookup("fullDocument", fieldVersion).AsInt64OK()
		return c, ok, nil
	}
	return c, false, nil
}

func parsePosition(position string) (bson.Raw, error) {
	token, err := base64.RawURLEncoding.DecodeString(position)
	if err != nil || bson.Raw(token).Validate() != nil {
		return nil, docstore.ErrCursor
	}
	return token, nil
}
