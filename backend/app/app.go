package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/redis/go-redis/v9"

	"yanhe/admin"
	"yanhe/backend/audit"
	"yanhe/backend/blob/media"
	"yanhe/backend/booking"
	"yanhe/backend/center"
	"yanhe/backend/clock"
	"yanhe/backend/dispute"
	"yanhe/backend/docstore"
	"yanhe/backend/document"
	"yanhe/backend/evidence"
	"yanhe/backend/httpapi"
	"yanhe/backend/identity"
	"yanhe/backend/live"
	"yanhe/backend/mediation"
	"yanhe/backend/message"
	"yanhe/backend/notice"
	"yanhe/backend/rating"
	"yanhe/backend/rules"
	"yanhe/backend/seal"
	"yanhe/backend/seed"
	"yanhe/backend/tracking"
	"yanhe/backend/wechat"
	"yanhe/i18n"
)

// App is the whole program.
type App struct {
	Config   Config
	Clock    clock.Clock
	Log      *slog.Logger
	Engine   docstore.Engine
	Server   *httpapi.Server
	Identity *identity.Service
	Centers  *center.Directory
	Cases    *dispute.Service
	Rules    *rules.Book
	Booking  *booking.Service
	// Mediation keeps profiles and committees.
	Mediation *mediation.Service
	Notices   *notice.Worker
	Evidence  *evidence.Service
	Messages  *message.Service
	Live      *live.Hub
	Ratings   *rating.Service
	Audit     *audit.Log
	// Seeded tells what the start loaded.
	Seeded seed.Summary

	redis   *redis.Client
	sim     *simulated
	closers []func()
}

// Option changes what New makes; tests use them.
type Option func(*App)

// WithClock sets the clock.
func WithClock(c clock.Clock) Option { return func(a *App) { a.Clock = c } }

// WithLog sets the logger.
func WithLog(l *slog.Logger) Option { return func(a *App) { a.Log = l } }

// Schemas are the collections of the whole program.
func Schemas() []docstore.Schema {
	var all []docstore.Schema
	for _, s := range [][]docstore.Schema{center.Schemas(), identity.Schemas(), audit.Schemas(), rules.Schemas(), dispute.Schemas(),
		evidence.Schemas(), mediation.Schemas(), booking.Schemas(), rating.Schemas(), message.Schemas(), document.Schemas(), live.Schemas(), notice.Schemas(), seed.Schemas(), {marks.Schema()}} {
		all = append(all, s...)
	}
	return all
}

// New opens everything and loads the seed; what it opened is closed by Close,
// also when it fails.
func New(ctx context.Context, c Config, options ...Option) (a *App, err error) {
	a = &App{Config: c, Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel}))}
	for _, o := range options {
		o(a)
	}
	defer func() {
		if err != nil {
			a.Close()
			a = nil
		}
	}()
	if err = a.openStores(ctx); err != nil {
		return a, err
	}
	return a, a.wire(ctx)
}

func (a *App) onClose(f func()) { a.closers = append(a.closers, f) }

// Close closes what New opened, the last first.
func (a *App) Close() {
	for i := len(a.closers) - 1; i >= 0; i-- {
		a.closers[i]()
	}
	a.closers = nil
}

func (a *App) openStores(ctx context.Context) error {
	if err := os.MkdirAll(a.Config.DataDir, 0o700); err != nil {
		return err
	}
	engine, err := openEngine(ctx, a.Config)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	a.Engine = engine
	a.onClose(func() { _ = engine.Close() })
	if err := engine.Prepare(ctx, Schemas()); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	client, stop, err := openRedis(a.Config.RedisURL)
	if err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	a.redis = client
	a.onClose(stop)
	return nil
}

func (a *App) wire(ctx context.Context) error {
	c := a.Config
	ring, err := seal.ParseKeyring(c.SealKeys)
	if err != nil {
		return fmt.Errorf("YANHE_SEAL_KEYS: %w", err)
	}
	blind, err := seal.ParseKey(c.BlindKey)
	if err != nil {
		return fmt.Errorf("YANHE_BLIND_KEY: %w", err)
	}
	box, err := seal.New(ring, blind)
	if err != nil {
		return err
	}
	blobs, err := openBlobs(ctx, c, box)
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	client, sim, err := openWeChat(c, a.Clock, wechat.NewRedisCache(a.redis), a.Log)
	if err != nil {
		return err
	}
	if sim != nil {
		a.sim = sim
		a.onClose(sim.stop)
	}
	a.Audit = audit.New(a.Engine, a.Clock, derive(blind, "audit"))
	a.Centers = center.New(a.Engine)
	a.Identity = identity.New(identity.Parts{Engine: a.Engine, Clock: a.Clock, Vault: box, WeChat: client, Centers: a.Centers,
		Trail: a.Audit, AppID: appIDOf(c), Languages: i18n.Languages(), Production: c.Mode == Production})
	if err := a.seed(ctx); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	limits := media.DefaultLimits()
	limits.Video = 20 << 20 // a request's body is held in memory while it is read
	a.Evidence = evidence.New(a.Engine, a.Clock, acceptor{media.NewIntake(limits)}, shelf{blobs})
	a.Cases = dispute.New(a.Engine, a.Clock, box, a.Centers, a.Evidence, a.Identity)
	book := rules.New(a.Engine, a.Clock)
	if err := book.Load(ctx); err != nil {
		return err
	}
	a.Cases.Rules, a.Rules = book, book
	a.Mediation = mediation.New(a.Engine, mediation.Service{Clock: a.Clock, Blinder: box, Staff: staff{a.Identity}, Cases: a.Cases, Centers: a.Centers})
	a.Booking = booking.New(a.Engine, a.Clock, box, a.Cases, a.Centers, mediators{staff{a.Identity}, a.Mediation})
	a.Mediation.Calendar = a.Booking
	a.Notices = notice.New(a.Engine, a.Clock)
	links := signer{key: derive(blind, "links"), clock: a.Clock, public: c.PublicURL}
	a.Notices.Cases, a.Notices.Attacher, a.Notices.Log = a.Cases, a.Evidence, a.Log
	a.Notices.Push = push{client: client, identity: a.Identity, centers: a.Centers, templates: c.WeChatTemplates}
	a.Notices.Checker = checker{client: client, identity: a.Identity, worker: a.Notices, links: links}
	a.Messages = message.New(a.Engine, a.Clock, box, a.Cases, a.Evidence)
	a.Notices.Messages = a.Messages
	a.Ratings = rating.New(a.Engine, a.Clock, box, a.Cases)
	a.Live = live.New(a.Engine, a.Clock, a.Cases, a.Centers)
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a.Server = httpapi.New(httpapi.Deps{
		Clock: a.Clock, Identity: a.Identity, Centers: a.Centers, Cases: a.Cases, Booking: a.Booking,
		Tracking: &tracking.Service{Clock: a.Clock, Cases: a.Cases, Places: a.Centers, Codes: client, PublicURL: c.PublicURL},
		Evidence: a.Evidence, Rating: a.Ratings, Notices: a.Notices, Audit: a.Audit, Messages: a.Messages, Live: a.Live, Rules: book, Mediation: a.Mediation,
		Documents: document.New(a.Engine, document.Service{Clock: a.Clock, Cases: a.Cases, Centers: a.Centers, People: staff{a.Identity}, Papers: papers{a.Evidence}}),
		Limiter:   newLimiter(a.redis, c.RedisURL), WeChat: client, Signer: links, Console: admin.FS(),
		Ready: a.ready, Log: a.Log, Registry: registry, Simulator: simulatorOf(a.sim),
	}, httpapi.Options{Secure: c.Secure(), Proxies: c.Proxies, MetricsToken: c.MetricsToken, LimitFactor: c.LimitFactor, Preview: c.Preview, PublicURL: c.PublicURL})
	return nil
}

// simulatorOf keeps a nil *simulated from becoming a non-nil interface.
func simulatorOf(s *simulated) httpapi.Simulator {
	if s == nil {
		return nil
	}
	return s
}

func appIDOf(c Config) string {
	if c.WeChatAppID == "" {
		return wechat.SimulatorAppID
	}
	return c.WeChatAppID
}

// ready tells whether requests can be answered: the store must be there, Redis
// may be away.
func (a *App) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return a.Engine.Ping(ctx)
}

// drainTime is how long a stop waits for running requests.
const drainTime = 20 * time.Second

// Run serves on a listener until ctx ends, then lets running requests finish and
// stops the background work.
func (a *App) Run(ctx context.Context, l net.Listener) error {
	if a.sim != nil {
		a.sim.SetCallback("http://" + l.Addr().String() + "/wechat/callback")
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	var jobs sync.WaitGroup
	a.background(work, &jobs)
	defer jobs.Wait()
	defer stop()
	served := make(chan error, 1)
	go func() { served <- a.Server.Serve(l) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		a.Live.Close() // a stream of news would never end by itself
		err := a.Server.Close(drainTime)
		return errors.Join(err, <-served)
	}
}
