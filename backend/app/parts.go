package app

import (
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"

	"yanhe/backend/blob"
	"yanhe/backend/blob/local"
	"yanhe/backend/blob/s3"
	"yanhe/backend/blob/sealed"
	"yanhe/backend/booking"
	"yanhe/backend/identity"
	"yanhe/backend/seal"
	"yanhe/backend/seed"
)

// mediators shows booking the mediators among the staff.
type mediators struct{ *identity.Service }

// MediatorsOf returns the active mediators who serve a center.
func (m mediators) MediatorsOf(ctx context.Context, center string) ([]booking.Mediator, error) {
	accounts, err := m.Mediators(ctx, center)
	if err != nil {
		return nil, err
	}
	all := make([]booking.Mediator, 0, len(accounts))
	for _, a := range accounts {
		all = append(all, booking.Mediator{Account: a.ID, Name: a.DisplayName, Specialities: a.Specialities})
	}
	return all, nil
}

// openBlobs opens the store of evidence files: a folder, or s3://bucket at the
// endpoint of s3+https://host/bucket. Files are encrypted either way.
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
	return err
}
