// Package wechat talks to the WeChat platform for the mini-program: sign-in
// codes, phone numbers, subscribe messages, mini-program codes, content checks
// and their callback. It is built on github.com/silenceper/wechat/v2.
//
// # One global, in one place
//
// silenceper sends every request through the package variable
// util.DefaultHTTPClient to URLs that are constants, so two clients in one
// process (two tests, two tenants) would share one target. transport.go sets
// that variable once, when the program starts, to a client whose transport
// looks into the context of each request for the Client that made it. From
// there it takes the target, the real transport and the secrets. Three things
// follow: clients do not see each other, a request that comes from no Client is
// refused before it reaches the network, and silenceper only ever handles
// placeholders in URLs, so that its error texts hold neither token nor secret.
// Another user of silenceper in the same process must go through this package.
//
// # Simulator or platform
//
// Target alone decides where requests go, New asks it again, and the simulator
// cannot be made without the Permit that only Target hands out. With an AppID,
// or in any mode that is not for development, there is no way to the simulator.
//
// Nothing here logs. Errors name the interface, WeChat's error code and its
// text, never an openid, a phone number, a code, a token or a secret.
package wechat
