// Package s3 keeps files in a bucket of S3-compatible storage.
package s3

import (
	"context"
	"io"
	"net/http"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"yanhe/backend/blob"
	"yanhe/backend/fault"
)

// Config says where the bucket is and who asks.
type Config struct {
	Endpoint  string // host or host:port, without a scheme
	Bucket    string // must exist; Ready says whether it does
	Region    string // "" asks the server
	Prefix    string // put before every key, for example "evidence/"
	AccessKey string
	SecretKey string
	Plain     bool              // http instead of https: only inside a closed network
	Transport http.RoundTripper // nil takes the usual one
}

// tries is how often a request is made before the storage counts as away.
const tries = 3

// Store is a bucket. What it acknowledged is as durable as the storage promises.
type Store struct {
	bucket, prefix string
	core           minio.Core
}

// New makes the store; it does not speak to the storage yet.
func New(c Config) (*Store, error) {
	client, err := minio.New(c.Endpoint, &minio.Options{Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure: !c.Plain, Region: c.Region, Transport: c.Transport, MaxRetries: tries})
	if err != nil {
		return nil, err
	}
	return &Store{bucket: c.Bucket, prefix: c.Prefix, core: minio.Core{Client: client}}, nil
}

// Ready tells whether the bucket can be reached.
func (s *Store) Ready(ctx context.Context) error {
	there, err := s.core.BucketExists(ctx, s.bucket)
	if err == nil && !there {
		err = fault.Internalf("blob: there is no bucket %s", s.bucket)
	}
	return away(ctx, err)
}

// Put sends a file in one request of known length, so that nothing is buffered
// here and an interrupted one leaves nothing there.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, mime string) error {
	if err := blob.CheckPut(key, size, mime); err != nil {
		return err
	}
	source := blob.Exactly(r, size)
	_, err := s.core.Client.PutObject(ctx, s.bucket, s.prefix+key, source, size,
		minio.PutObjectOptions{ContentType: mime, DisableMultipart: true})
	if source.Err != nil {
		return source.Err
	}
	return away(ctx, err)
}

// Open implements blob.Store.
func (s *Store) Open(ctx context.Context, key string) (io.ReadCloser, blob.Info, error) {
	if !blob.ValidKey(key) {
		return nil, blob.Info{}, blob.ErrMissing
	}
	body, info, _, err := s.core.GetObject(ctx, s.bucket, s.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		return nil, blob.Info{}, away(ctx, err)
	}
	return body, blob.Info{Key: key, Size: info.Size, Mime: info.ContentType}, nil
}

// Stat implements blob.Store.
func (s *Store) Stat(ctx context.Context, key string) (blob.Info, error) {
	if !blob.ValidKey(key) {
		return blob.Info{}, blob.ErrMissing
	}
	info, err := s.core.StatObject(ctx, s.bucket, s.prefix+key, minio.StatObjectOptions{})
	if err != nil {
		return blob.Info{}, away(ctx, err)
	}
	return blob.Info{Key: key, Size: info.Size, Mime: info.ContentType}, nil
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if !blob.ValidKey(key) {
		return nil
	}
	err := s.core.RemoveObject(ctx, s.bucket, s.prefix+key, minio.RemoveObjectOptions{})
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return nil
	}
	return away(ctx, err)
}

// away turns an answer of the storage into a fault.
func away(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case minio.ToErrorResponse(err).Code == minio.NoSuchKey:
		return blob.ErrMissing
	}
	return blob.ErrUnavailable.Because(err)
}
