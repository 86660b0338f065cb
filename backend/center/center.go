// Package center is the four-level tree of mediation centers with their
// departments and rooms.
//
// The tree is small (982 nodes for the city) and read by every request, so a
// Directory keeps it in memory; rooms and departments are read from the store.
package center

import (
	"yanhe/backend/docstore"
)

// Level is a center's place in the tree.
type Level string

// Levels, from the top.
const (
	City     Level = "city"     // 市
	County   Level = "county"   // 县(市、区)
	Township Level = "township" // 乡镇(街道)
	Village  Level = "village"  // 村(社区)
)

// Levels lists all levels from the top.
var Levels = []Level{City, County, Township, Village}

// Center is a node of the tree: 矛调中心, 站 or 室. Its id is the 12-digit
// division code of the National Bureau of Statistics.
type Center struct {
	docstore.Meta
	// Name is the division's name (郎溪县), Title the center's own
	// (郎溪县矛调中心), TitleEN the title in English.
	Name    string `json:"name"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	Level   Level  `json:"level"`
	// Parent is the division above, "" for the city.
	Parent string `json:"parent,omitempty"`
	// United names the center that this one works as (市区一体): its queue, its
	// rooms and its staff are that center's.
	United string `json:"united,omitempty"`
	// Abbr is the short form in case numbers (（2026）宣郎人调字第 1 号). It is
	// unique in the tree and never changes once a number has been given.
	Abbr string `json:"abbr"`
	// Desk: filings are moderated here. Those of a center without a desk come to the
	// next one above that has it.
	Desk    bool   `json:"desk,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"`
	// Lat and Lng are degrees in GCJ-02, as the mini-program's map wants them; both
	// 0 when unknown.
	Lat float64 `json:"lat,omitempty"`
	Lng float64 `json:"lng,omitempty"`
	// Hours are the opening hours on working days.
	Hours []Period `json:"hours,omitempty"`
}

// Presence is how a department is there for a center.
type Presence string

// Presences.
const (
	Resident Presence = "resident" // 常驻
	Rotating Presence = "rotating" // 轮驻
	OnCall   Presence = "on_call"  // 随叫随驻: summoned for a case
)

// Presences lists all.
var Presences = []Presence{Resident, Rotating, OnCall}

// Department is a body that works in a center (入驻部门); its legal status does not change.
type Department struct {
	docstore.Meta
	Center   string   `json:"center"`
	Kind     string   `json:"kind"` // "police", "court", …: one of the seed file's kinds
	Presence Presence `json:"presence"`
	Name     string   `json:"name"`
	NameEN   string   `json:"name_en"`
}

// Room is a bookable mediation room ("握手言和"调解室).
type Room struct {
	docstore.Meta
	Center    string   `json:"center"`
	Name      string   `json:"name"`
	NameEN    string   `json:"name_en"`
	Capacity  int      `json:"capacity"`            // persons
	Equipment []string `json:"equipment,omitempty"` // of Equipment
	// Link is where a session without a room of walls takes place; "" for one with.
	Link string `json:"link,omitempty"`
	// CellMinutes is the grid of its calendar: claims are made cell by cell, and
	// the grid starts at midnight in Shanghai.
	CellMinutes int      `json:"cell_minutes"`
	Open        []Period `json:"open"`
	// Active is false when the room takes no more appointments.
	Active bool `json:"active"`
}

// Equipment is what a room can have.
var Equipment = []string{"wheelchair", "video_link", "child_friendly", "one_way_mirror", "projector", "recording", "sound", "online"}

var (
	centers = docstore.Define[Center, *Center]("centers")

	departments = docstore.Define[Department, *Department]("departments").
			Text("center", func(d *Department) string { return d.Center }).
			Index("center")

	rooms = docstore.Define[Room, *Room]("rooms").
		Text("center", func(r *Room) string { return r.Center }).
		Index("center")
)

// Schemas lists the package's collections.
func Schemas() []docstore.Schema {
	return []docstore.Schema{centers.Schema(), departments.Schema(), rooms.Schema()}
}
