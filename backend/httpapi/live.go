package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/fault"
	"yanhe/backend/live"
	"yanhe/backend/policy"
)

const (
	eventsPath   = v1 + "/centers/:id/events"
	presenceTail = "/presence"
	eventsTail   = "/events"
	// eventsLife ends a stream so that the session is looked at again, and before the
	// server's limit for writing a reply does.
	eventsLife = 50 * time.Second
	// eventsPulse keeps proxies from taking a silent stream for a dead one, and finds
	// out that the reader has gone.
	eventsPulse = 15 * time.Second
)

// alone tells requests that a console sends by itself from those of a person: they do not
// keep a session from ending.
func alone(path string) bool {
	return strings.HasSuffix(path, presenceTail) || strings.HasSuffix(path, eventsTail)
}

func (s *Server) addLive() {
	handle(s, Route{post, v1 + "/cases/{id}" + presenceTail, may(policy.ModerateCase), limitRead, "Say that one has a case open; who else has", 0}, s.enter)
	handle(s, Route{del, v1 + "/cases/{id}" + presenceTail, may(policy.ModerateCase), limitRead, "Say that one has closed a case", 204}, s.leave)
	s.App.Get(eventsPath, s.guarded(may(policy.ReadQueue), limitRead, s.events))
}

type presenceReply struct {
	Body struct {
		Here  []live.Person `json:"here" doc:"all who have the case open, the caller too"`
		Every int           `json:"every" doc:"say so again after as many seconds"`
	}
}

func (s *Server) enter(ctx context.Context, in *CaseID) (*presenceReply, error) {
	by := callerOf(ctx)
	c, err := s.d.Cases.Read(ctx, by.Subject, in.ID, policy.ModerateCase)
	if err != nil {
		return nil, err
	}
	out := &presenceReply{}
	out.Body.Every = int(live.Every / time.Second)
	out.Body.Here, err = s.d.Live.Enter(ctx, c.ID, c.Center, by.Subject.Account, by.Current.Account.DisplayName)
	return out, err
}

func (s *Server) leave(ctx context.Context, in *CaseID) (*noReply, error) {
	by := callerOf(ctx)
	c, err := s.d.Cases.Read(ctx, by.Subject, in.ID, policy.ModerateCase)
	if err != nil {
		return nil, err
	}
	return nil, s.d.Live.Leave(ctx, c.ID, c.Center, by.Subject.Account)
}

// events streams what happens at a center and below it, as server-sent events (WHATWG
// HTML, 9.2). A stream that ends is no loss: the console connects anew and reads again.
func (s *Server) events(ctx *fiber.Ctx) error {
	who := ctx.Locals(callerKey).(*caller).Subject
	center := s.d.Centers.Canonical(ctx.Params("id"))
	if !policy.Allows(who, policy.ReadQueue, policy.Object{Centers: s.d.Centers.Path(center)}) {
		return fault.New(fault.Forbidden, "forbidden")
	}
	ctx.Set(fiber.HeaderContentType, "text/event-stream")
	ctx.Set(fiber.HeaderCacheControl, "no-store")
	ctx.Set("X-Accel-Buffering", "no") // nginx would hold events back
	reader := s.d.Live.Listen(center)
	ctx.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer reader.Close()
		pulse, end := time.NewTicker(eventsPulse), time.NewTimer(eventsLife)
		defer pulse.Stop()
		defer end.Stop()
		said := "retry: 1000\n\n"
		for {
			if _, err := w.WriteString(said); err != nil || w.Flush() != nil {
				return
			}
			select {
			case <-end.C:
				return
			case <-pulse.C:
				said = ":\n\n"
			case e, ok := <-reader.Events:
				if !ok {
					return
				}
				data, err := json.Marshal(e)
				if err != nil {
					s.log.Error("an event could not be written", "problem", err)
					return
				}
				said = "data: " + string(data) + "\n\n"
			}
		}
	})
	return nil
}
