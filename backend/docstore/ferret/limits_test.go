package ferret

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	mongodriver "go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// tries holds one attempt for each limit; an attempt that succeeds returns nil,
// and then the limit is one no more.
var tries = map[string]func(context.Context, *mongodriver.Collection) error{
	Transactions: func(ctx context.Context, c *mongodriver.Collection) error {
		return c.Database().Client().UseSession(ctx, func(s mongodriver.SessionContext) error {
			_, err := s.WithTransaction(s, func(s mongodriver.SessionContext) (any, error) {
				return c.InsertOne(s, bson.M{"_id": "in a transaction"})
			})
			return err
		})
	},
	RetryableWrites: func(ctx context.Context, c *mongodriver.Collection) error {
		hello, err := c.Database().RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Raw()
		if err != nil {
			return err
		}
		_, err = hello.LookupErr("setName")
		return err
	},
	ChangeStreams: func(ctx context.Context, c *mongodriver.Collection) error {
		_, err := c.Watch(ctx, mongodriver.Pipeline{})
		return err
	},
	QueryPlans: func(ctx context.Context, c *mongodriver.Collection) error {
		find := bson.D{{Key: "find", Value: c.Name()}, {Key: "filter", Value: bson.M{"n": 1}}}
		plan, err := c.Database().RunCommand(ctx, bson.D{{Key: "explain", Value: find}}).Raw()
		if err == nil && !strings.Contains(plan.String(), "IXSCAN") {
			return errors.New("no index scan")
		}
		return err
	},
	Concerns: func(ctx context.Context, c *mongodriver.Collection) error {
		// A stand-alone MongoDB refuses to wait for 50 servers.
		impossible := bson.D{{Key: "insert", Value: c.Name()},
			{Key: "documents", Value: bson.A{bson.M{"_id": "concern"}}},
			{Key: "writeConcern", Value: bson.M{"w": 50}}}
		if err := c.Database().RunCommand(ctx, impossible).Err(); err == nil {
			return errors.New("an impossible write concern is taken")
		}
		return nil
	},
	PartialIndexes: index(bson.D{{Key: "p", Value: 1}}, options.Index().SetPartialFilterExpression(bson.M{"p": 1})),
	TTLIndexes:     index(bson.D{{Key: "t", Value: 1}}, options.Index().SetExpireAfterSeconds(1)),
	HashedIndexes:  index(bson.D{{Key: "_id", Value: "hashed"}}, options.Index()),
	ArrayFilters: update(bson.M{"$set": bson.M{"list.$[big].n": 9}},
		options.Update().SetArrayFilters(options.ArrayFilters{Filters: bson.A{bson.M{"big.n": 2}}})),
	PositionalUpdates: func(ctx context.Context, c *mongodriver.Collection) error {
		_, err := c.UpdateOne(ctx, bson.M{"list.n": 2}, bson.M{"$set": bson.M{"list.$.n": 9}})
		if err != nil {
			return err
		}
		return c.FindOne(ctx, bson.M{"list.n": 9}).Err()
	},
	JoiningStages: func(ctx context.Context, c *mongodriver.Collection) error {
		_, err := c.Aggregate(ctx, bson.A{bson.M{"$facet": bson.M{"a": bson.A{}}}})
		return err
	},
	UniqueOnUpdate: func(ctx context.Context, c *mongodriver.Collection) error {
		_, err := c.UpdateOne(ctx, bson.M{"_id": "a"}, bson.M{"$set": bson.M{"n": 2}})
		if mongodriver.IsDuplicateKeyError(err) {
			return nil
		}
		return fmt.Errorf("not a duplicate key: %w", err)
	},
	NestedArrays: update(bson.M{"$set": bson.M{"nested": bson.A{bson.A{1}}}}, nil),
	OddKeys: func(ctx context.Context, c *mongodriver.Collection) error {
		_, err := c.InsertOne(ctx, bson.M{"_id": "odd", "d": bson.M{"a.b": 1, "$c": 2}})
		return err
	},
	NegativeZero: func(ctx context.Context, c *mongodriver.Collection) error {
		if _, err := c.InsertOne(ctx, bson.M{"_id": "zero", "n": math.Copysign(0, -1)}); err != nil {
			return err
		}
		var got struct{ N float64 }
		if err := c.FindOne(ctx, bson.M{"_id": "zero"}).Decode(&got); err != nil {
			return err
		}
		if !math.Signbit(got.N) {
			return errors.New("the sign is lost")
		}
		return nil
	},
}

func index(keys bson.D, o *options.IndexOptions) func(context.Context, *mongodriver.Collection) error {
	return func(ctx context.Context, c *mongodriver.Collection) error {
		_, err := c.Indexes().CreateOne(ctx, mongodriver.IndexModel{Keys: keys, Options: o})
		return err
	}
}

func update(change bson.M, o *options.UpdateOptions) func(context.Context, *mongodriver.Collection) error {
	return func(ctx context.Context, c *mongodriver.Collection) error {
		_, err := c.UpdateOne(ctx, bson.M{"_id": "a"}, change, o)
		return err
	}
}

// TestLimits tells every limit by name and tries it, so that the list stays true.
func TestLimits(t *testing.T) {
	for _, l := range Limits {
		t.Run(strings.ReplaceAll(l.Name, " ", "_"), func(t *testing.T) {
			try, ok := tries[l.Name]
			if ok == (l.Untried != "") {
				t.Fatalf("%q is either tried or says why not", l.Name)
			}
			if l.Untried != "" {
				t.Logf("FerretDB lacks %s: %s. Not tried: %s", l.Name, l.Reason, l.Untried)
				return
			}
			err := try(t.Context(), sample(t))
			if err == nil {
				t.Fatalf("FerretDB can do this now: %s", l.Name)
			}
			t.Logf("FerretDB lacks %s: %s. It says: %v", l.Name, l.Reason, err)
		})
	}
	if len(tries) > len(Limits) {
		t.Errorf("%d tries for %d limits", len(tries), len(Limits))
	}
}

// sample is a collection of two documents with a unique field n, on a server of its own.
func sample(t *testing.T) *mongodriver.Collection {
	t.Helper()
	client, err := mongodriver.Connect(t.Context(), options.Client().ApplyURI(serve(t).uri).SetMaxPoolSize(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Disconnect(context.Background()); err != nil {
			t.Error(err)
		}
	})
	c := client.Database("limits").Collection("sample")
	if err := index(bson.D{{Key: "n", Value: 1}}, options.Index().SetUnique(true))(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for id, n := range map[string]int{"a": 1, "b": 2} {
		doc := bson.M{"_id": id, "n": n, "list": bson.A{bson.M{"n": 1}, bson.M{"n": 2}}}
		if _, err := c.InsertOne(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
	}
	return c
}
