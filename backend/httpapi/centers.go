package httpapi

import (
	"context"

	"yanhe/backend/booking"
	"yanhe/backend/center"
	"yanhe/backend/dispute"
	"yanhe/backend/mediation"
	"yanhe/backend/policy"
	"yanhe/backend/rating"
	"yanhe/i18n"
)

// CenterView is a center as anybody may see it.
type CenterView struct {
	ID      string          `json:"id"`
	Name    string          `json:"name"`
	Title   string          `json:"title"`
	Level   string          `json:"level" enum:"city,county,township,village"`
	Parent  string          `json:"parent,omitempty"`
	WorksAs string          `json:"works_as" doc:"the center that does its work: itself, unless united with another"`
	Phone   string          `json:"phone,omitempty"`
	Address string          `json:"address,omitempty"`
	Hours   []center.Period `json:"hours,omitempty"`
	Lat     float64         `json:"lat,omitempty"`
	Lng     float64         `json:"lng,omitempty"`
}

func (s *Server) centerView(lang string, c *center.Center) CenterView {
	v := CenterView{ID: c.ID, Name: c.Name, Title: c.Title, Level: string(c.Level), Parent: c.Parent,
		WorksAs: s.d.Centers.Canonical(c.ID), Phone: c.Phone, Address: c.Address, Hours: c.Hours, Lat: c.Lat, Lng: c.Lng}
	if lang != "zh-CN" {
		v.Title = c.TitleEN
	}
	return v
}

type centersIn struct {
	PageIn
	Parent string `query:"parent" maxLength:"12"`
	Level  string `query:"level" enum:"city,county,township,village,"`
	Name   string `query:"name" maxLength:"40" doc:"beginning of the division's name"`
}

type centersReply struct {
	Body struct {
		Items []CenterView `json:"items"`
		Next  string       `json:"next,omitempty"`
	}
}

// centers lists centers by name: the division picker and "find a center".
func (s *Server) centers(ctx context.Context, in *centersIn) (*centersReply, error) {
	page, next := s.d.Centers.List(center.Filter{Prefix: in.Name, Level: center.Level(in.Level), Parent: in.Parent,
		Limit: in.Limit, After: in.After})
	out := &centersReply{}
	out.Body.Next = next
	out.Body.Items = make([]CenterView, 0, len(page))
	lang := callerOf(ctx).Lang
	for _, c := range page {
		out.Body.Items = append(out.Body.Items, s.centerView(lang, c))
	}
	return out, nil
}

type centerReply struct{ Body CenterView }

// oneCenter shows a center.
func (s *Server) oneCenter(ctx context.Context, in *CaseID) (*centerReply, error) {
	c, err := s.d.Centers.Get(in.ID)
	if err != nil {
		return nil, err
	}
	return &centerReply{Body: s.centerView(callerOf(ctx).Lang, c)}, nil
}

// Reference is what forms choose from; the words are in the catalog.
type Reference struct {
	Kinds            []dispute.Kind    `json:"kinds"`
	Types            []string          `json:"types"`
	Channels         []dispute.Channel `json:"channels"`
	Relations        []string          `json:"relations"`
	Risks            []dispute.Risk    `json:"risks"`
	States           []dispute.State   `json:"states"`
	DeclineReasons   []string          `json:"decline_reasons"`
	TerminateReasons []string          `json:"terminate_reasons"`
	OnwardWays       []string          `json:"onward_ways"`
	Bodies           []string          `json:"bodies"`
	RatingTags       []string          `json:"rating_tags"`
	HelperKinds      []string          `json:"helper_kinds"`
	ConfirmChecks    []string          `json:"confirm_checks"`
	ConfirmResults   []string          `json:"confirm_results"`
	FollowUpKinds    []string          `json:"follow_up_kinds"`
	FollowUpResults  []string          `json:"follow_up_results"`
	HandOverReasons  []string          `json:"hand_over_reasons"`
	SummonReplies    []string          `json:"summon_replies"`
	Choices          []string          `json:"choices" doc:"what is left to try when the other side does not answer"`
	Limits           []dispute.Limit   `json:"limits"`
	Equipment        []string          `json:"equipment" doc:"what a room can have"`
	BlockReasons     []string          `json:"block_reasons"`
	RecuseReasons    []string          `json:"recuse_reasons"`
	Grades           []string          `json:"grades" doc:"of mediators, the highest first"`
	CommitteeKinds   []string          `json:"committee_kinds"`
	Privacy          PrivacyNotice     `json:"privacy"`
}

// PrivacyNotice is what a filing agrees to, by its version (个人信息保护法 art. 17):
// who handles what and why, who sees it, how long it is kept, and one's rights.
type PrivacyNotice struct {
	Version string   `json:"version"`
	Title   string   `json:"title"`
	Text    []string `json:"text" doc:"paragraphs in the caller's language"`
}

func privacyIn(lang string) PrivacyNotice {
	n := PrivacyNotice{Version: dispute.PrivacyVersion, Title: i18n.Text(lang, "privacy.title", nil)}
	for _, key := range []string{"privacy.who", "privacy.what", "privacy.seen", "privacy.other_side", "privacy.checked", "privacy.kept", "privacy.rights"} {
		n.Text = append(n.Text, i18n.Text(lang, key, nil))
	}
	return n
}

type referenceReply struct{ Body Reference }

// reference lists the codes that forms choose from.
func (s *Server) reference(ctx context.Context, _ *struct{}) (*referenceReply, error) {
	return &referenceReply{Body: Reference{Kinds: dispute.Kinds, Types: dispute.Types,
		Channels: append([]dispute.Channel{dispute.WeChat}, dispute.WindowChannels...), Relations: dispute.Relations,
		Risks: dispute.Risks, States: dispute.States, DeclineReasons: dispute.DeclineReasons,
		TerminateReasons: dispute.TerminateReasons, OnwardWays: dispute.OnwardWays, Bodies: dispute.Bodies,
		RatingTags: rating.Tags, HelperKinds: dispute.HelperKinds, ConfirmChecks: dispute.ConfirmChecks,
		ConfirmResults: dispute.ConfirmResults, FollowUpKinds: dispute.FollowUpKinds, FollowUpResults: dispute.FollowUpResults, HandOverReasons: dispute.HandOverReasons,
		SummonReplies: dispute.SummonReplies, Choices: dispute.Choices, Limits: dispute.Limits,
		Equipment: center.Equipment, BlockReasons: booking.BlockReasons, RecuseReasons: dispute.RecuseReasons, Grades: mediation.Grades,
		CommitteeKinds: mediation.CommitteeKinds, Privacy: privacyIn(callerOf(ctx).Lang)}}, nil
}

// RoomView is a bookable room.
type RoomView struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Capacity  int             `json:"capacity"`
	Equipment []string        `json:"equipment"`
	Open      []center.Period `json:"open"`
}

type roomsReply struct {
	Body struct {
		Items []RoomView `json:"items"`
	}
}

// rooms lists the rooms of a center.
func (s *Server) rooms(ctx context.Context, in *CaseID) (*roomsReply, error) {
	if _, err := s.d.Centers.Get(in.ID); err != nil {
		return nil, err
	}
	all, err := s.d.Centers.Rooms(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &roomsReply{}
	out.Body.Items = make([]RoomView, 0, len(all))
	for _, r := range all {
		if !r.Active {
			continue
		}
		v := RoomView{ID: r.ID, Name: r.Name, Capacity: r.Capacity, Equipment: r.Equipment, Open: r.Open}
		if callerOf(ctx).Lang != "zh-CN" {
			v.Name = r.NameEN
		}
		if v.Equipment == nil {
			v.Equipment = []string{}
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, nil
}

// DirectoryView is who works at a center: what routing chooses from.
type DirectoryView struct {
	Departments []DepartmentView `json:"departments"`
	Mediators   []MediatorView   `json:"mediators"`
}

// DepartmentView is a body present at a center.
type DepartmentView struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Presence string `json:"presence"`
	Name     string `json:"name"`
}

// MediatorView is a mediator who can be chosen.
type MediatorView struct {
	Account      string   `json:"account"`
	Name         string   `json:"name"`
	Committee    string   `json:"committee"`
	FullTime     bool     `json:"full_time"`
	Specialities []string `json:"specialities"`
}

type directoryReply struct{ Body DirectoryView }

// directory lists departments and mediators of a center, for staff.
func (s *Server) directory(ctx context.Context, in *CaseID) (*directoryReply, error) {
	at, err := s.at(ctx, policy.ReadDirectory, in.ID)
	if err != nil {
		return nil, err
	}
	departments, err := s.d.Centers.Departments(ctx, at)
	if err != nil {
		return nil, err
	}
	mediators, err := s.d.Identity.Mediators(ctx, at)
	if err != nil {
		return nil, err
	}
	v := DirectoryView{Departments: []DepartmentView{}, Mediators: []MediatorView{}}
	for _, d := range departments {
		name := d.Name
		if callerOf(ctx).Lang != "zh-CN" {
			name = d.NameEN
		}
		v.Departments = append(v.Departments, DepartmentView{ID: d.ID, Kind: d.Kind, Presence: string(d.Presence), Name: name})
	}
	for _, m := range mediators {
		v.Mediators = append(v.Mediators, MediatorView{Account: m.ID, Name: m.DisplayName, Committee: m.Committee,
			FullTime: m.FullTime, Specialities: m.Specialities})
	}
	return &directoryReply{Body: v}, nil
}
