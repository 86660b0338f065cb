package app

import (
	"yanhe/backend/clock"
	"yanhe/backend/wechat"
	"yanhe/backend/wechat/simulator"
)

// simulated is a running simulator.
type simulated struct {
	*simulator.Server
	url  string
	stop func()
}

// Simulator is the running WeChat simulator, nil with a real mini-program and in
// production.
func (a *App) Simulator() *simulator.Server {
	if a.sim == nil {
		return nil
	}
	return a.sim.Server
}

// simulate starts the simulator where wechat.Target permits one, else returns nil.
func simulate(c Config, clk clock.Clock) (*simulated, error) {
	_, permit := wechat.Target(c.Mode, c.WeChatAppID)
	if !permit.Granted() {
		return nil, nil
	}
	server, err := simulator.New(permit, simulator.Options{Clock: clk})
	if err != nil {
		return nil, err
	}
	url, stop, err := server.Start()
	if err != nil {
		return nil, err
	}
	return &simulated{Server: server, url: url, stop: stop}, nil
}
