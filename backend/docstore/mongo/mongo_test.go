package mongo

import (
	"errors"
	"net"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/mongo/readpref"

	"yanhe/backend/docstore"
	"yanhe/backend/fault"
)

func TestClientOptions(t *testing.T) {
	o := clientOptions(Options{URI: "mongodb://127.0.0.1:1/?w=1&journal=false&readPreference=nearest&retryWrites=false&maxPoolSize=7"})
	if o.WriteConcern.W != "majority" || o.WriteConcern.Journal == nil || !*o.WriteConcern.Journal {
		t.Errorf("write concern %+v: the URI must not weaken it", o.WriteConcern)
	}
	if o.ReadConcern.Level != "majority" || o.ReadPreference.Mode() != readpref.PrimaryMode || !*o.RetryWrites {
		t.Errorf("read concern %+v, preference %v, retry %v", o.ReadConcern, o.ReadPreference, *o.RetryWrites)
	}
	if *o.MaxPoolSize != 7 {
		t.Errorf("pool of %d, want the URI's 7", *o.MaxPoolSize)
	}
	o = clientOptions(Options{URI: "mongodb://127.0.0.1:1/", MaxPool: 1, NoReadConcern: true, NoRetryWrites: true})
	if o.ReadConcern.Level != "" || *o.RetryWrites || *o.MaxPoolSize != 1 {
		t.Errorf("read concern %+v, retry %v, pool %d", o.ReadConcern, *o.RetryWrites, *o.MaxPoolSize)
	}
}

func TestOpenRefuses(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		o    Options
		want error
	}{
		"nobody answers": {Options{URI: "mongodb://" + nobody, Database: "x", SelectTimeout: 50 * time.Millisecond}, docstore.ErrUnavailable},
		"no database":    {Options{URI: "mongodb://" + nobody}, fault.New(fault.Internal, "internal")},
		"no URI":         {Options{URI: "http://x", Database: "x"}, fault.New(fault.Internal, "internal")},
	} {
		if _, err := Open(t.Context(), c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
