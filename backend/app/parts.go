package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"strings"

	"yanhe/backend/blob"
	"yanhe/backend/blob/local"
	"yanhe/backend/blob/media"
	"yanhe/backend/blob/s3"
	"yanhe/backend/blob/sealed"
	"yanhe/backend/evidence"
	"yanhe/backend/seal"
	"yanhe/backend/seed"
)

// openBlobs opens the store of evidence files: a folder or a bucket. Files are
// encrypted either way.
func openBlobs(ctx context.Context, c Config, box *seal.Box) (blob.Store, error) {
	var under blob.Store
	var err error
	if strings.HasPrefix(c.Blob, "s3") {
		under, err = openS3(ctx, c)
	} else {
		under, err = local.New(c.Blob)
	}
	if err != nil {
		return nil, err
	}
	return sealed.New(under, box), nil
}

// seed loads centers and, in development, the demo's people.
func (a *App) seed(ctx context.Context) error {
	var err error
	if a.Config.Mode == Production {
		if demo, err := a.Identity.HasDemo(ctx); err != nil || demo {
			return errors.Join(err, errors.New("this store holds demo accounts; production refuses it"))
		}
	}
	a.Seeded, err = seed.Apply(ctx, seed.Deps{Engine: a.Engine, Clock: a.Clock, Centers: a.Centers, Identity: a.Identity},
		seed.Options{Demo: a.Config.Mode == Development, Maintainer: seed.Maintainer{Login: a.Config.AdminLogin, Password: a.Config.AdminPassword}})
	if err != nil || a.Config.Mode == Development {
		return err
	}
	people, err := a.Identity.ListStaff(ctx, "", "", 1)
	if err == nil && len(people.Items) == 0 {
		err = errors.New("nobody could sign in: set YANHE_ADMIN_LOGIN and YANHE_ADMIN_PASSWORD for the first start")
	}
	return err
}

// acceptor shows evidence the media intake.
type acceptor struct{ *media.Intake }

// Accept cleans a file and hands out its content.
func (a acceptor) Accept(ctx context.Context, name string, r io.Reader) (evidence.File, error) {
	f, err := a.Intake.Accept(ctx, r, name)
	if err != nil {
		return evidence.File{}, err
	}
	return evidence.File{Mime: f.Mime, Ext: strings.TrimPrefix(f.Ext, "."), Size: f.Size, SHA256: f.SHA256,
		Content: io.NopCloser(bytes.NewReader(f.Bytes))}, nil
}

// shelf shows evidence the blob store.
type shelf struct{ blob.Store }

// Open opens a content.
func (s shelf) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	body, _, err := s.Store.Open(ctx, key)
	return body, err
}

// openS3 reads s3://endpoint/bucket/prefix (s3+http:// inside a closed network).
func openS3(ctx context.Context, c Config) (blob.Store, error) {
	u, err := url.Parse(c.Blob)
	if err != nil || u.Host == "" {
		return nil, errors.New("YANHE_BLOB: s3://endpoint/bucket/prefix")
	}
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	store, err := s3.New(s3.Config{Endpoint: u.Host, Bucket: bucket, Prefix: prefix, AccessKey: c.S3Access, SecretKey: c.S3Secret,
		Plain: u.Scheme == "s3+http"})
	if err != nil {
		return nil, err
	}
	return store, store.Ready(ctx)
}
