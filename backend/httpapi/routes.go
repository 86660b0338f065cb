package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/gofiber/fiber/v2"

	"yanhe/backend/dispute"
	"yanhe/backend/policy"
	"yanhe/backend/tracking"
	"yanhe/i18n"
)

const (
	get   = http.MethodGet
	post  = http.MethodPost
	patch = http.MethodPatch
	del   = http.MethodDelete
	v1    = "/api/v1"
)

// OpenPages is the allow-list of what answers without a session outside the API:
// health, the pages behind the QR code, the console's files (the console itself
// signs in), WeChat's callback and signed file links. A test compares it with
// what the server really answers.
var OpenPages = []string{
	"GET /", "GET /healthz", "GET /readyz", "GET /metrics",
	"GET /api/openapi.json", "GET /api/openapi.yaml", "GET /api/openapi-3.0.json", "GET /api/openapi-3.0.yaml",
	"GET /t", "GET /t/", "POST /t/", "GET /t/:token", "GET /t/:token/receipt",
	"GET /t/:token/qr.png", "GET /t/:token/qr.svg", "GET /t/:token/mini.png",
	"GET /admin", "GET /admin/*", "GET /wechat/callback", "POST /wechat/callback", "GET /files/:file", "GET " + calendarPath,
}

// GuardedFiles are the routes outside the API document that ask the guard themselves.
var GuardedFiles = []string{"POST " + uploadPath, "GET " + evidencePath, "GET " + messageFilePath, "GET " + receiptPath, "GET " + letterPath, "GET " + workPath, "GET " + doorPath, "GET " + eventsPath,
	"GET " + documentPath, "GET " + wholeFilePath, "GET " + templatePath, "POST " + templatePath, "DELETE " + templatePath}

const receiptPath = v1 + "/cases/:id/receipt"

// addRoutes is the one list of routes.
func (s *Server) addRoutes() {
	s.addHealth()
	s.addPages()
	s.addFiles()
	s.addWeChat()
	s.addAccounts()
	s.addPublic()
	s.addCitizen()
	s.addStaff()
	s.addMediation()
	s.addHandOvers()
	s.addRules()
	s.addCalendars()
	s.addRooms()
	s.addDocuments()
	s.addMediators()
	s.addOversight()
	s.addLive()
	s.documentFiles()
	s.addConsole()
	s.addPreview()
}

func (s *Server) addAccounts() {
	handle(s, Route{post, v1 + "/sessions/wechat", public, limitSignIn, "Sign in by WeChat code", 201}, s.signInWeChat)
	handle(s, Route{post, v1 + "/sessions/staff", public, limitSignIn, "Sign in by password", 201}, s.signInStaff)
	handle(s, Route{del, v1 + "/sessions/current", may(policy.ReadOwn), limitWrite, "Sign out", 204}, s.signOut)
	handle(s, Route{get, v1 + "/me", may(policy.ReadOwn), limitRead, "The caller's account", 0}, s.me)
	handle(s, Route{patch, v1 + "/me", may(policy.ReadOwn), limitWrite, "Language and elder mode", 0}, s.prefer)
	handle(s, Route{get, v1 + "/me/phone", may(policy.FileCase), limitRead, "The caller's own phone number", 0}, s.myPhone)
	handle(s, Route{post, v1 + "/me/phone", may(policy.FileCase), limitWrite, "Bind the phone number by WeChat's button", 0}, s.bindPhone)
	handle(s, Route{del, v1 + "/me/phone", may(policy.FileCase), limitWrite, "Take the phone number out of the account", 204}, s.removePhone)
	handle(s, Route{get, v1 + "/me/data", may(policy.FileCase), limitArchive, "All that is kept about the caller, to take along", 0}, s.myData)
	handle(s, Route{post, v1 + "/me/erasure", may(policy.FileCase), limitSignIn, "Erase the caller's account", 204}, s.eraseMe)
	handle(s, Route{get, v1 + "/me/sessions", may(policy.ReadOwn), limitRead, "Where the caller is signed in", 0}, s.mySessions)
	handle(s, Route{del, v1 + "/me/sessions/{id}", may(policy.ReadOwn), limitWrite, "Sign out elsewhere", 204}, s.endSession)
	handle(s, Route{post, passwordPath, may(policy.ReadOwn), limitSignIn, "Change the password", 204}, s.changePassword)
	handle(s, Route{get, v1 + "/me/inbox", may(policy.ReadOwn), limitRead, "Messages, the newest first", 0}, s.inbox)
	handle(s, Route{post, v1 + "/me/inbox/{id}/read", may(policy.ReadOwn), limitWrite, "Mark a message as read", 204}, s.markRead)
}

func (s *Server) addPublic() {
	handle(s, Route{get, v1 + "/reference", public, limitRead, "Codes that forms choose from", 0}, s.reference)
	handle(s, Route{get, v1 + "/centers", public, limitRead, "Centers by name", 0}, s.centers)
	handle(s, Route{get, v1 + "/centers/{id}", public, limitRead, "One center", 0}, s.oneCenter)
	handle(s, Route{get, v1 + "/centers/{id}/rooms", public, limitRead, "Rooms of a center", 0}, s.rooms)
	s.handleDrawn(Route{get, v1 + "/track/{token}", public, limitTrack, "Progress by tracking token", 0}, reflect.TypeFor[tracking.View](), s.track)
	handle(s, Route{post, v1 + "/track", public, limitLookup, "Progress by case number and phone tail", 0}, s.trackByNumber)
}

func (s *Server) addCitizen() {
	handle(s, Route{post, v1 + "/triage", may(policy.FileCase), limitWrite, "What a matter seems to be, before it is filed", 0}, s.triage)
	handle(s, Route{post, v1 + "/cases", may(policy.FileCase), limitFile, "File a matter", 201}, s.file)
	handle(s, Route{get, v1 + "/me/cases", may(policy.FileCase), limitRead, "The caller's cases", 0}, s.myCases)
	handle(s, Route{get, v1 + "/cases/{id}", may(policy.ReadCase), limitRead, "One case", 0}, s.readCase)
	handle(s, Route{post, v1 + "/cases/{id}/supplement", may(policy.SupplyCase), limitWrite, "Answer a request for a supplement", 0}, s.supply)
	handle(s, Route{post, v1 + "/cases/{id}/evidence", may(policy.AddEvidence), limitWrite, "Add uploaded files", 0}, s.addFilesTo)
	handle(s, Route{post, v1 + "/cases/{id}/withdrawal", may(policy.WithdrawCase), limitWrite, "Withdraw", 0}, s.plain(dispute.Withdraw))
	handle(s, Route{post, v1 + "/cases/{id}/appeal", may(policy.AppealCase), limitWrite, "Object to a declined filing", 0}, s.plain(dispute.Appeal))
	handle(s, Route{post, v1 + "/track/{token}/joining", may(policy.JoinCase), limitJoin, "Take part as the invited other side", 0}, s.join)
	handle(s, Route{post, v1 + "/cases/{id}/stand", may(policy.AnswerSide), limitWrite, "Agree to mediation or refuse it", 0}, s.stand)
	handle(s, Route{post, v1 + "/cases/{id}/statement", may(policy.AnswerSide), limitWrite, "A party's own statement", 0}, s.statement)
	handle(s, Route{post, v1 + "/cases/{id}/rating", may(policy.RateCase), limitWrite, "Rate an ended case", 204}, s.rate)
	handle(s, Route{get, v1 + "/cases/{id}/threads/{thread}/messages", may(policy.TalkInCase), limitRead, "Messages of a thread, the newest first", 0}, s.messages)
	handle(s, Route{post, v1 + "/cases/{id}/threads/{thread}/messages", may(policy.TalkInCase), limitWrite, "Send a message", 201}, s.sendMessage)
	handle(s, Route{post, v1 + "/cases/{id}/threads/{thread}/read", may(policy.TalkInCase), limitWrite, "Mark a thread as read", 204}, s.readThread)
	handle(s, Route{post, v1 + "/cases/{id}/joint-thread", may(policy.AnswerSide), limitWrite, "Agree to a thread that all sides read", 0}, s.agreeJoint)
	handle(s, Route{get, v1 + "/cases/{id}/slots", may(policy.ReadBooking), limitRead, "Free times", 0}, s.slots)
	handle(s, Route{get, v1 + "/cases/{id}/slots/first", may(policy.ReadBooking), limitRead, "The earliest three free times", 0}, s.firstSlots)
	handle(s, Route{get, v1 + "/cases/{id}/appointments", may(policy.ReadBooking), limitRead, "Appointments of a case", 0}, s.ofCase)
	handle(s, Route{post, v1 + "/cases/{id}/appointments", may(policy.Book), limitWrite, "Ask for an appointment", 201}, s.book)
	handle(s, Route{get, v1 + "/appointments/{id}", may(policy.ReadBooking), limitRead, "One appointment", 0}, s.readAppointment)
	handle(s, Route{post, v1 + "/appointments/{id}/acceptance", may(policy.Book), limitWrite, "Accept a proposed time", 0}, s.change(s.d.Booking.AcceptProposal))
	handle(s, Route{post, v1 + "/appointments/{id}/rejection", may(policy.Book), limitWrite, "Reject a proposed time", 0}, s.changeNoted(s.d.Booking.RejectProposal))
	handle(s, Route{post, v1 + "/appointments/{id}/cancellation", may(policy.CancelBooking), limitWrite, "Cancel an appointment", 0}, s.changeNoted(s.d.Booking.Cancel))
}

func (s *Server) addStaff() {
	handle(s, Route{post, v1 + "/window/cases", may(policy.EnterCase), limitEnter, "Enter a visit, a call or a letter", 201}, s.file)
	handle(s, Route{get, v1 + "/desk", may(policy.ListDesk), limitRead, "Filings that wait for moderation", 0}, s.desk)
	handle(s, Route{get, v1 + "/queue", may(policy.ReadQueue), limitRead, "The center queue", 0}, s.queue)
	handle(s, Route{get, v1 + "/overdue", may(policy.ReadQueue), limitRead, "Open cases whose deadline is past, the latest first", 0}, s.overdue)
	handle(s, Route{get, v1 + "/cases", may(policy.ReadQueue), limitRead, "Cases of a center in one state", 0}, s.byState)
	handle(s, Route{get, v1 + "/counts", may(policy.ReadQueue), limitRead, "Cases of a center by state", 0}, s.counts)
	handle(s, Route{post, v1 + "/search", may(policy.SearchCase), limitWrite, "Find cases by number or person", 0}, s.search)
	for _, d := range decisions {
		handle(s, Route{post, v1 + "/cases/{id}/" + d.path, may(d.action), limitWrite, d.summary, 0}, s.decide(d.event))
	}
	handle(s, Route{get, v1 + "/cases/{id}/duplicates", may(policy.ModerateCase), limitRead, "Cases that may be the same matter", 0}, s.duplicates)
	handle(s, Route{post, v1 + "/cases/{id}/merger", may(policy.ModerateCase), limitWrite, "Merge a double into the case that goes on", 0}, s.merge)
	handle(s, Route{post, v1 + "/cases/{id}/parties/{party}/reveal", may(policy.RevealPerson), limitWrite, "Personal data in clear, audited", 0}, s.reveal)
	handle(s, Route{post, v1 + "/cases/{id}/parties/{party}/invitation", may(policy.InviteSide), limitWrite, "Ask the other side to take part", 0}, s.invite)
	handle(s, Route{post, v1 + "/cases/{id}/messages/{message}/clearing", may(policy.ModerateCase), limitWrite, "Show a message that was held back, or keep it back", 204}, s.clearMessage)
	handle(s, Route{get, v1 + "/follow-ups", may(policy.FollowUp), limitRead, "Cases to be looked at again, the first due first", 0}, s.followUps)
	handle(s, Route{post, v1 + "/cases/{id}/follow-ups", may(policy.FollowUp), limitWrite, "Plan a follow-up", 0}, s.planFollowUp)
	handle(s, Route{post, v1 + "/cases/{id}/follow-ups/{task}", may(policy.FollowUp), limitWrite, "What a follow-up has found", 0}, s.doFollowUp)
	handle(s, Route{get, v1 + "/centers/{id}/directory", may(policy.ReadDirectory), limitRead, "Departments and mediators", 0}, s.directory)
	handle(s, Route{get, v1 + "/rooms/{id}/appointments", may(policy.ReadBooking), limitRead, "Appointments in a room", 0}, s.roomCalendar)
}

// decisions are the events that staff decide with one form.
var decisions = []struct {
	path    string
	event   dispute.Event
	action  policy.Action
	summary string
}{
	{"acceptance", dispute.Accept, policy.ModerateCase, "Accept a filing: it gets its number and waits in the queue"},
	{"supplement-request", dispute.AskSupplement, policy.ModerateCase, "Ask for a supplement"},
	{"refusal", dispute.Decline, policy.ModerateCase, "Decline a filing with a legal reason"},
	{"correction", dispute.Correct, policy.ModerateCase, "Set kind and type right"},
	{"routing", dispute.Route, policy.RouteCase, "Give a case to a center and department"},
	{"hand-over", dispute.HandOver, policy.RouteCase, "Offer a case to another center; it stays here until that one takes it"},
	{"take-over", dispute.TakeOver, policy.TakeCase, "Take over a case that another center offers"},
	{"hand-back", dispute.HandBack, policy.TakeCase, "Return an offered case with the reason"},
	{"petition-notice", dispute.Notify, policy.RouteCase, "Tell the petitioner in writing that the petition is taken"},
	{"petition-answer", dispute.Answer, policy.EndCase, "Answer a petition"},
	{"review-answer", dispute.AnswerReview, policy.EndCase, "Answer a request for a review"},
	{"assignment", dispute.Assign, policy.RouteCase, "Name the mediator"},
	{"risk", dispute.SetRisk, policy.RouteCase, "Set the risk light"},
	{"transfer", dispute.TransferOut, policy.RouteCase, "Transfer a matter to another body"},
	{"termination", dispute.Terminate, policy.EndCase, "Terminate a mediation with a legal reason"},
	{"closing", dispute.Close, policy.EndCase, "Close a case"},
	{"reopening", dispute.Reopen, policy.EndCase, "Reopen a case"},
}

func (s *Server) addMediation() {
	handle(s, Route{get, v1 + "/mediator/cases", may(policy.MediateCase), limitRead, "The mediator's cases", 0}, s.mediatorCases)
	handle(s, Route{get, v1 + "/mediator/appointments", may(policy.AnswerBooking), limitRead, "The mediator's calendar", 0}, s.myCalendar)
	handle(s, Route{post, v1 + "/appointments/{id}/confirmation", may(policy.AnswerBooking), limitWrite, "Confirm an appointment", 0}, s.change(s.d.Booking.Confirm))
	handle(s, Route{post, v1 + "/appointments/{id}/refusal", may(policy.AnswerBooking), limitWrite, "Decline an appointment", 0}, s.changeNoted(s.d.Booking.Decline))
	handle(s, Route{post, v1 + "/appointments/{id}/proposal", may(policy.AnswerBooking), limitWrite, "Propose another time", 0}, s.propose)
	handle(s, Route{post, v1 + "/appointments/{id}/no-show", may(policy.AnswerBooking), limitWrite, "Nobody came", 0}, s.noShow)
	handle(s, Route{post, v1 + "/cases/{id}/appraisal", may(policy.MediateCase), limitWrite, "An appraisal is under way: the time stands still", 0}, s.plain(dispute.Appraise))
	handle(s, Route{post, v1 + "/cases/{id}/appraisal-result", may(policy.MediateCase), limitWrite, "The appraisal is there: the time runs on", 0}, s.plain(dispute.Appraised))
	handle(s, Route{post, v1 + "/cases/{id}/extension", may(policy.MediateCase), limitWrite, "Extend the time once, by consent of both sides", 0}, s.plain(dispute.Extend))
	handle(s, Route{post, v1 + "/cases/{id}/helpers", may(policy.MediateCase), limitWrite, "Ask somebody to the table, with the parties' consent", 0}, s.addHelper)
	handle(s, Route{post, v1 + "/cases/{id}/start", may(policy.MediateCase), limitWrite, "Start the mediation", 0}, s.plain(dispute.Start))
	handle(s, Route{post, v1 + "/cases/{id}/agreement", may(policy.MediateCase), limitWrite, "Record an agreement", 0}, s.conclude(dispute.Settle))
	handle(s, Route{post, v1 + "/cases/{id}/failure", may(policy.MediateCase), limitWrite, "Record a failure with the ways onward", 0}, s.conclude(dispute.Fail))
	handle(s, Route{post, v1 + "/cases/{id}/confirmation-request", may(policy.EndCase), limitWrite, "Both sides ask a court to confirm the agreement", 0}, s.askConfirmation)
	handle(s, Route{post, v1 + "/cases/{id}/court-acceptance", may(policy.EndCase), limitWrite, "The court has accepted the application", 0}, s.plain(dispute.CourtAccepts))
	handle(s, Route{post, v1 + "/cases/{id}/court-extension", may(policy.EndCase), limitWrite, "The court takes up to ten days more", 0}, s.plain(dispute.CourtExtends))
	handle(s, Route{post, v1 + "/cases/{id}/confirmation-result", may(policy.EndCase), limitWrite, "The court's answer", 0}, s.confirmed)
}

func (s *Server) addOversight() {
	handle(s, Route{get, v1 + "/staff", may(policy.ManageAccounts), limitRead, "Staff accounts", 0}, s.listStaff)
	handle(s, Route{post, v1 + "/staff", may(policy.ManageAccounts), limitWrite, "Make a staff account", 201}, s.createStaff)
	handle(s, Route{post, v1 + "/staff/{id}/disabling", may(policy.ManageAccounts), limitWrite, "Close a staff account", 0}, s.disableStaff)
	handle(s, Route{post, v1 + "/staff/{id}/enabling", may(policy.ManageAccounts), limitWrite, "Open a closed staff account, or lift its lock", 0}, s.enableStaff)
	handle(s, Route{post, v1 + "/staff/{id}/password", may(policy.ManageAccounts), limitWrite, "Give a staff account a new password", 0}, s.resetPassword)
	handle(s, Route{post, v1 + "/staff/{id}/grants", may(policy.ManageAccounts), limitWrite, "Say anew what a member of staff may do", 0}, s.setGrants)
	handle(s, Route{get, v1 + "/deliveries", may(policy.ReadOperations), limitRead, "Pushes and what became of them", 0}, s.deliveries)
	handle(s, Route{get, v1 + "/audit", may(policy.ReadAudit), limitRead, "The audit log", 0}, s.listAudit)
	handle(s, Route{get, v1 + "/audit/verification", may(policy.ReadAudit), limitWrite, "Check the chains of the audit log", 0}, s.verifyAudit)
}

// track shows a case's progress to whoever holds its token.
func (s *Server) track(ctx *fiber.Ctx) error {
	c, err := s.d.Tracking.Find(ctx.UserContext(), ctx.Params("token"))
	if err != nil {
		return err
	}
	lang := ctx.Locals(callerKey).(*caller).Lang
	view, err := s.drawn.get(drawingKey{"json", lang, c.Track}, c, s.d.Clock.Now(), func() ([]byte, error) {
		view, err := s.d.Tracking.Show(ctx.UserContext(), c, lang)
		if err != nil {
			return nil, err
		}
		return json.Marshal(view)
	})
	if err != nil {
		return err
	}
	return view.send(ctx, fiber.MIMEApplicationJSON)
}

type trackNumberReply struct{ Body tracking.View }

type trackNumberIn struct {
	Body struct {
		Number string `json:"number" maxLength:"60"`
		Tail   string `json:"tail" maxLength:"8" doc:"last four digits of the applicant's phone"`
	}
}

// trackByNumber shows a case's progress to whoever knows number and phone tail.
func (s *Server) trackByNumber(ctx context.Context, in *trackNumberIn) (*trackNumberReply, error) {
	if err := s.spendTail(ctx, in.Body.Number); err != nil {
		return nil, err
	}
	view, err := s.d.Tracking.ByNumber(ctx, in.Body.Number, in.Body.Tail, i18n.Match(callerOf(ctx).Lang))
	return &trackNumberReply{Body: view}, err
}
