package wechat

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"yanhe/backend/clock"
)

// Config is what New needs.
type Config struct {
	Mode      string // the program's mode, see Target
	AppID     string // "" for the simulator or for a program without WeChat
	AppSecret string
	// SimulatorURL is the simulator's base URL (http, loopback). It is needed
	// when Target says Simulator and refused otherwise.
	SimulatorURL string
	// CallbackToken and CallbackAESKey are the Token and EncodingAESKey of the
	// message push settings; without them callbacks are refused.
	CallbackToken  string
	CallbackAESKey string
	// HTTPClient gives the transport and the time-out of one request
	// (5 seconds when it has none). Optional.
	HTTPClient *http.Client
	// Cache holds the access token and is shared between instances; by default
	// it is this process's memory.
	Cache TokenCache
	Clock clock.Clock // the system's when nil
}

// Client calls WeChat's server interfaces for one mini-program. It is safe for
// concurrent use.
type Client struct {
	place         Place
	appID         string
	secret        string
	simulator     *url.URL // nil unless place is Simulator
	transport     http.RoundTripper
	timeout       time.Duration
	clock         clock.Clock
	tokens        TokenCache
	callbackToken string
	callbackKey   string
}

const defaultTimeout = 5 * time.Second

// New makes a Client. Its errors are about the settings, for the operator.
func New(c Config) (*Client, error) {
	place, _ := Target(c.Mode, c.AppID)
	client := &Client{
		place: place, appID: c.AppID, secret: c.AppSecret,
		transport: http.DefaultTransport, timeout: defaultTimeout, clock: c.Clock,
		callbackToken: c.CallbackToken, callbackKey: c.CallbackAESKey,
	}
	if err := client.aim(c.SimulatorURL); err != nil {
		return nil, err
	}
	if err := checkCallbackKeys(client.callbackToken, client.callbackKey); err != nil {
		return nil, err
	}
	if client.clock == nil {
		client.clock = clock.System{}
	}
	if h := c.HTTPClient; h != nil {
		if h.Transport != nil {
			client.transport = h.Transport
		}
		if h.Timeout > 0 {
			client.timeout = h.Timeout
		}
	}
	local := NewMemoryCache(client.clock)
	client.tokens = local
	if c.Cache != nil {
		client.tokens = sharedCache{shared: c.Cache, local: local}
	}
	return client, nil
}

// aim checks the settings of the client's place.
func (c *Client) aim(simulatorURL string) error {
	if c.place != Simulator && simulatorURL != "" {
		return errors.New("wechat: a simulator URL is refused with an AppID or outside development")
	}
	switch c.place {
	case Platform:
		if c.secret == "" {
			return errors.New("wechat: an AppID needs its AppSecret")
		}
		if c.appID == SimulatorAppID {
			return errors.New("wechat: the simulator's AppID is not one of the platform")
		}
	case Simulator:
		base, err := loopback(simulatorURL)
		if err != nil {
			return err
		}
		c.simulator, c.appID, c.secret = base, SimulatorAppID, SimulatorSecret
		if c.callbackToken == "" && c.callbackKey == "" {
			c.callbackToken, c.callbackKey = SimulatorCallbackToken, SimulatorCallbackAESKey
		}
	}
	return nil
}

// loopback parses a base URL and refuses all but plain http to this machine.
func loopback(raw string) (*url.URL, error) {
	base, err := url.Parse(raw)
	if err != nil || base.Scheme != "http" || base.User != nil {
		return nil, errors.New("wechat: the simulator URL must be http://127.0.0.1:port")
	}
	if ip := net.ParseIP(base.Hostname()); ip == nil || !ip.IsLoopback() {
		return nil, errors.New("wechat: the simulator URL must be a loopback address")
	}
	return base, nil
}

// checkCallbackKeys wants both settings or none; the key is 43 characters of
// base 64 (without the final "=") for 32 bytes.
func checkCallbackKeys(token, key string) error {
	if token == "" && key == "" {
		return nil
	}
	raw, err := base64.StdEncoding.DecodeString(key + "=")
	if token == "" || err != nil || len(key) != 43 || len(raw) != 32 {
		return fmt.Errorf("wechat: callbacks need a Token and an EncodingAESKey of 43 characters (it has %d)", len(key))
	}
	return nil
}
