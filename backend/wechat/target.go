package wechat

import "slices"

// Place is where the answers of a Client come from.
type Place string

// The places.
const (
	Platform  Place = "platform"  // https://api.weixin.qq.com
	Simulator Place = "simulator" // wechat/simulator on the loopback interface
	Nowhere   Place = "nowhere"   // WeChat is not set up; every call says so
)

// What the simulator and a Client of it agree on. None of it opens anything on
// the platform, and New refuses SimulatorAppID there.
const (
	SimulatorAppID          = "wx00000000simulat0"
	SimulatorSecret         = "simulator-secret-opens-nothing"
	SimulatorCallbackToken  = "simulatortoken"
	SimulatorCallbackAESKey = "SimulatorSimulatorSimulatorSimulatorSimulat"
)

// developmentModes are the only modes in which the simulator may run. A mode
// that is not listed counts as production, so that a spelling mistake is safe.
var developmentModes = []string{"development", "demo", "test"}

// Permit lets its holder make a simulator. The zero Permit lets nobody; only
// Target hands out another.
type Permit struct{ granted bool }

// Granted tells whether a simulator may be made.
func (p Permit) Granted() bool { return p.granted }

// Target decides where a program's WeChat requests go. An AppID always means
// the platform; without one, a development mode means the simulator and any
// other mode means nowhere. The permit is granted for the simulator alone.
func Target(mode, appID string) (Place, Permit) {
	switch {
	case appID != "":
		return Platform, Permit{}
	case slices.Contains(developmentModes, mode):
		return Simulator, Permit{granted: true}
	default:
		return Nowhere, Permit{}
	}
}
