// Package app wires the parts together: New(config) -> Run(ctx) / Close. Nothing
// else knows everything.
package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

// Modes.
const (
	Development = "development"
	Production  = "production"
)

// Config is every setting. Each is one environment variable; the README's table
// describes them, and a test compares it with this file.
type Config struct {
	Mode      string
	Addr      string
	PublicURL string
	DataDir   string
	Store     string // a file of the embedded engine, or a mongodb:// address
	RedisURL  string // "" runs an in-process one
	Blob      string // a folder, or an s3:// address
	S3Access  string
	S3Secret  string
	SealKeys  string
	BlindKey  string

	WeChatAppID     string
	WeChatSecret    string
	WeChatToken     string
	WeChatAESKey    string
	WeChatTemplates map[string]string // event -> template id
	Demo            bool              // load demo cases on the first start in development
	Proxies         []string
	LogLevel        slog.Level
	MetricsToken    string
	// RetentionYears is how long a case is kept after it has ended; 0 for ever.
	RetentionYears    int
	AdminLogin        string
	AdminPassword     string
	MongoDatabase     string
	MongoPool         int
	MongoWeakConcerns bool
	// Preview is the folder of the built preview of the mini-program, served in
	// development only; "" for none.
	Preview string
	// LimitFactor widens rate limits for load tests; production refuses it.
	LimitFactor int
}

// demo keys open nothing but demo data: they are published here, and production
// refuses them.
const (
	demoSealKeys = "demo:sm4:eWFuaGUtZGVtby1rZXkhIQ=="
	demoBlindKey = "eWFuaGUtZGVtby1ibGluZC1rZXktMDAwMDAwMDAwMDA="
)

// ReadConfig reads the settings. Its error lists all that is wrong, for the operator.
func ReadConfig(getenv func(string) string) (Config, error) {
	or := func(name, otherwise string) string {
		if v := strings.TrimSpace(getenv(name)); v != "" {
			return v
		}
		return otherwise
	}
	c := Config{
		Mode: or("YANHE_MODE", Development), Addr: or("YANHE_ADDR", "127.0.0.1:8080"),
		PublicURL: strings.TrimSuffix(getenv("YANHE_PUBLIC_URL"), "/"), DataDir: or("YANHE_DATA_DIR", "data"),
		RedisURL: getenv("YANHE_REDIS_URL"), S3Access: getenv("YANHE_S3_ACCESS_KEY"), S3Secret: getenv("YANHE_S3_SECRET_KEY"),
		SealKeys: or("YANHE_SEAL_KEYS", demoSealKeys), BlindKey: or("YANHE_BLIND_KEY", demoBlindKey),
		WeChatAppID: getenv("YANHE_WECHAT_APPID"), WeChatSecret: getenv("YANHE_WECHAT_SECRET"),
		WeChatToken: getenv("YANHE_WECHAT_CALLBACK_TOKEN"), WeChatAESKey: getenv("YANHE_WECHAT_CALLBACK_AES_KEY"),
		Demo: or("YANHE_DEMO", "1") == "1", MetricsToken: getenv("YANHE_METRICS_TOKEN"),
		AdminLogin: getenv("YANHE_ADMIN_LOGIN"), AdminPassword: getenv("YANHE_ADMIN_PASSWORD"),
		MongoDatabase: or("YANHE_MONGO_DATABASE", "yanhe"), Preview: getenv("YANHE_PREVIEW"),
	}
	c.Store = or("YANHE_STORE", filepath.Join(c.DataDir, "yanhe.db"))
	c.Blob = or("YANHE_BLOB", filepath.Join(c.DataDir, "blob"))
	var wrong []error
	note := func(name string, err error) {
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
		}
	}
	if p := getenv("YANHE_TRUSTED_PROXIES"); p != "" {
		c.Proxies = strings.Split(p, ",")
	}
	note("YANHE_LOG_LEVEL", c.LogLevel.UnmarshalText([]byte(or("YANHE_LOG_LEVEL", "info"))))
	var err error
	c.LimitFactor, err = count(or("YANHE_RATE_LIMIT_FACTOR", "1"))
	note("YANHE_RATE_LIMIT_FACTOR", err)
	c.MongoPool, err = count(or("YANHE_MONGO_POOL", "100"))
	note("YANHE_MONGO_POOL", err)
	c.RetentionYears, err = strconv.Atoi(or("YANHE_RETENTION_YEARS", "0"))
	note("YANHE_RETENTION_YEARS", err)
	c.MongoWeakConcerns = getenv("YANHE_MONGO_WEAK_CONCERNS") == "1"
	c.WeChatTemplates, err = parseTemplates(getenv("YANHE_WECHAT_TEMPLATES"))
	note("YANHE_WECHAT_TEMPLATES", err)
	if c.PublicURL == "" && c.Mode == Development {
		c.PublicURL = "http://" + c.Addr
	}
	return c, errors.Join(append(wrong, c.check()...)...)
}

// count reads a number of things, at least one.
func count(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err == nil && n < 1 {
		err = fmt.Errorf("%d is not a number of things", n)
	}
	return n, err
}

// parseTemplates reads "event=templateID,…".
func parseTemplates(text string) (map[string]string, error) {
	all := map[string]string{}
	for _, pair := range strings.Split(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		event, template, ok := strings.Cut(pair, "=")
		event, template = strings.TrimSpace(event), strings.TrimSpace(template)
		if !ok || event == "" || template == "" {
			return nil, fmt.Errorf("%q is not event=template", pair)
		}
		all[event] = template
	}
	return all, nil
}

// check finds settings that must not be: above all, production with anything of
// the demo's.
func (c Config) check() (wrong []error) {
	refuse := func(bad bool, why string) {
		if bad {
			wrong = append(wrong, errors.New(why))
		}
	}
	refuse(c.Mode == Production && c.Preview != "", "YANHE_PREVIEW: the preview of the mini-program is for development")
	refuse(c.RetentionYears < 0 || c.RetentionYears > 100, "YANHE_RETENTION_YEARS: 1 to 100 years, or 0 to keep cases for ever")
	refuse(c.Mode != Development && c.Mode != Production, "YANHE_MODE: must be development or production")
	if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" {
		refuse(true, "YANHE_PUBLIC_URL: the address under which people reach the service, for example https://yanhe.example.cn")
	} else {
		refuse(c.Mode == Production && u.Scheme != "https", "YANHE_PUBLIC_URL: must be https in production")
	}
	if c.Mode != Production {
		return wrong
	}
	refuse(c.SealKeys == demoSealKeys, "YANHE_SEAL_KEYS: production needs keys of its own")
	refuse(c.BlindKey == demoBlindKey, "YANHE_BLIND_KEY: production needs a key of its own")
	refuse(c.LimitFactor != 1, "YANHE_RATE_LIMIT_FACTOR: must be 1 in production")
	refuse(c.MongoWeakConcerns, "YANHE_MONGO_WEAK_CONCERNS: is for tests only")
	return wrong
}

// Secure tells whether people come by HTTPS.
func (c Config) Secure() bool { return strings.HasPrefix(c.PublicURL, "https://") }

// Mongo tells whether the store is MongoDB.
func (c Config) Mongo() bool {
	return strings.HasPrefix(c.Store, "mongodb://") || strings.HasPrefix(c.Store, "mongodb+srv://")
}
