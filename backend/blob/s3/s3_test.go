package s3

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"yanhe/backend/blob"
	"yanhe/backend/blob/contract"
	"yanhe/backend/fault"
)

// storage starts an S3 server in this process and gives its bucket as a store.
func storage(t *testing.T, bucket string) (*Store, *httptest.Server) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("evidence"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	s, err := New(Config{Endpoint: strings.TrimPrefix(server.URL, "http://"), Bucket: bucket, Region: "us-east-1",
		Prefix: "files/", AccessKey: "key", SecretKey: "secret", Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	return s, server
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) blob.Store {
		s, _ := storage(t, "evidence")
		if err := s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		return s
	})
}

func TestNoBucket(t *testing.T) {
	s, _ := storage(t, "elsewhere")
	if err := s.Ready(t.Context()); !errors.Is(err, blob.ErrUnavailable) {
		t.Error(err)
	}
	if err := s.Put(t.Context(), "evidence-1", strings.NewReader("x"), 1, "image/png"); !errors.Is(err, blob.ErrUnavailable) {
		t.Error(err)
	}
	// A missing bucket is a fault of the set-up: it must not look like a missing file.
	if _, _, err := s.Open(t.Context(), "evidence-1"); !errors.Is(err, blob.ErrUnavailable) {
		t.Error(err)
	}
}

func TestServerAway(t *testing.T) {
	s, server := storage(t, "evidence")
	server.Close()
	for what, err := range map[string]error{
		"Ready":  s.Ready(t.Context()),
		"Put":    s.Put(t.Context(), "evidence-1", strings.NewReader("x"), 1, "image/png"),
		"Delete": s.Delete(t.Context(), "evidence-1"),
	} {
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
