package policy

// Action is something a person can do. Every route names one.
type Action string

// Actions.
const (
	FileCase       Action = "case.file"          // hand in a filing for oneself or as a representative
	EnterCase      Action = "case.enter"         // enter a visit, a call or a letter at the window
	ReadCase       Action = "case.read"          // see a case with masked personal data
	RevealPerson   Action = "case.reveal"        // see personal data in clear; always audited
	ReadContent    Action = "case.read_content"  // read the story and the wishes
	ReadEvidence   Action = "case.read_evidence" // read files; of the parties each its own side's (dispute.Case.Sees)
	ReadOutcome    Action = "case.read_outcome"  // read what was agreed, or why not
	AddEvidence    Action = "case.add_evidence"  // add files to an open case
	SupplyCase     Action = "case.supply"        // answer a request for a supplement
	WithdrawCase   Action = "case.withdraw"      // take one's own filing back
	AppealCase     Action = "case.appeal"        // object to a declined filing
	RateCase       Action = "case.rate"          // rate a case that has ended
	AnswerSide     Action = "case.answer"        // agree to mediation or refuse it (人民调解法 art. 17, 23)
	InviteSide     Action = "case.invite"        // ask the other side to take part
	JoinCase       Action = "case.join"          // take part as the invited other side; the invitation decides
	ListDesk       Action = "desk.list"          // the filings that wait for moderation
	ModerateCase   Action = "case.moderate"      // accept, ask for a supplement, decline
	RouteCase      Action = "case.route"         // give a case to a center, a department, a mediator; transfer it
	TakeCase       Action = "case.take"          // take over what another center offers, or return it
	SummonOffice   Action = "case.summon"        // call an on-call department to a case
	RecuseCase     Action = "case.recuse"        // step aside as mediator, or take one off a case for a conflict of interest
	ReportBreach   Action = "case.breach"        // say that an agreement is not kept
	ReadRules      Action = "rules.read"         // see routing rules and time limits
	EditRules      Action = "rules.edit"         // change them, for the whole tree
	ReadQueue      Action = "queue.read"         // the center queue
	SearchCase     Action = "case.search"        // find cases by number or person
	MediateCase    Action = "case.mediate"       // start a session, record the outcome
	SignCase       Action = "case.sign"          // sign the agreement, enter a signature in ink, or put the seal on
	ReadRecords    Action = "case.read_records"  // read the records of sessions
	Document       Action = "case.document"      // make the documents of the case file, and the whole file
	ReadPapers     Action = "case.read_papers"   // get those that are served on the parties; of the parties each its own copy
	EditTemplates  Action = "template.edit"      // change the templates of documents
	EndCase        Action = "case.end"           // close, reopen, terminate
	FollowUp       Action = "case.follow_up"     // look at an ended case again, with what came of ratings
	TalkInCase     Action = "case.talk"          // read and write messages, of the parties each in its own threads
	PrintReceipt   Action = "receipt.print"      // the receipt with the QR code
	Book           Action = "appointment.book"   // ask for an appointment on a case
	AnswerBooking  Action = "appointment.answer" // confirm, decline, propose another time
	CancelBooking  Action = "appointment.cancel" // cancel an appointment
	ReadBooking    Action = "appointment.read"   // see an appointment
	EditRooms      Action = "room.edit"          // set up a center's rooms
	CheckIn        Action = "appointment.arrive" // say that a party has come
	KeepCalendar   Action = "calendar.keep"      // leave and blocks of a mediator or a room, and the feed
	ReadOwn        Action = "own.read"           // one's own account, inbox and sessions
	Upload         Action = "upload.add"         // send a file, to be attached later
	ReadDirectory  Action = "directory.read"     // staff, mediators and departments of a center
	ReadMediators  Action = "mediator.read"      // profiles, committees, experts
	EditMediators  Action = "mediator.edit"      // keep them
	ReadWork       Action = "mediator.work"      // statistics and allowance of a mediator's work
	ManageAccounts Action = "account.manage"     // make, change and lock staff accounts
	ReadAudit      Action = "audit.read"         // the audit log
	ReadOperations Action = "operations.read"    // failed notices, background work
)

// table is the whole of the permissions: action -> (role, reach). It is written
// for least privilege: a maintainer sees no case, an auditor nothing but the
// audit log, an intake officer enters but does not decide. The other side of a
// case reads where it stands and what was agreed, answers for itself, adds what it
// has, and rates; the applicant's story and papers are not shown to it.
var table = map[Action][]rule{
	FileCase:     {{Citizen, All}},
	EnterCase:    {{Intake, Center}, {Moderator, Center}},
	ReadCase:     {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Below}, {Supervisor, Below}},
	RevealPerson: {{Mediator, Assigned}, {Moderator, Center}},
	ReadContent:  {{Citizen, Filed}, {Mediator, Assigned}, {Moderator, Below}, {Supervisor, Below}},
	ReadEvidence: {{Citizen, Own}, {Mediator, Assigned}, {Moderator, Below}, {Supervisor, Below}},
	ReadOutcome:  {{Citizen, Own}, {Mediator, Assigned}, {Moderator, Below}, {Supervisor, Below}},
	AddEvidence:  {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Center}},
	SupplyCase:   {{Citizen, Filed}, {Intake, Center}, {Moderator, Center}},
	WithdrawCase: {{Citizen, Filed}, {Intake, Center}, {Moderator, Center}},
	AppealCase:   {{Citizen, Filed}, {Intake, Center}},
	RateCase:     {{Citizen, Own}, {Intake, Center}, {Moderator, Center}},
	AnswerSide:   {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Center}},
	InviteSide:   {{Mediator, Assigned}, {Moderator, Center}},
	JoinCase:     {{Citizen, All}},

	ListDesk:      {{Moderator, Below}},
	ModerateCase:  {{Moderator, Below}},
	RouteCase:     {{Moderator, Below}},
	TakeCase:      {{Moderator, Below}},
	SummonOffice:  {{Mediator, Assigned}, {Moderator, Below}},
	RecuseCase:    {{Mediator, Assigned}, {Moderator, Below}},
	ReportBreach:  {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Center}},
	ReadRules:     {{Mediator, All}, {Intake, All}, {Moderator, All}, {Supervisor, All}},
	EditRules:     {{Moderator, Center}},
	ReadQueue:     {{Mediator, Center}, {Moderator, Below}, {Supervisor, Below}},
	SearchCase:    {{Intake, Center}, {Moderator, Below}, {Supervisor, Below}},
	MediateCase:   {{Mediator, Assigned}},
	SignCase:      {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Center}},
	ReadRecords:   {{Mediator, Assigned}, {Moderator, Below}, {Supervisor, Below}},
	ReadPapers:    {{Citizen, Own}, {Mediator, Assigned}, {Moderator, Center}},
	Document:      {{Mediator, Assigned}, {Moderator, Center}},
	EditTemplates: {{Moderator, Center}},
	EndCase:       {{Mediator, Assigned}, {Moderator, Below}},
	FollowUp:      {{Intake, Center}, {Moderator, Below}},
	TalkInCase:    {{Citizen, Own}, {Mediator, Assigned}, {Moderator, Below}},
	PrintReceipt:  {{Citizen, Filed}, {Intake, Center}, {Moderator, Below}},

	Book:          {{Citizen, Filed}, {Intake, Center}, {Moderator, Center}},
	AnswerBooking: {{Mediator, Assigned}},
	CancelBooking: {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Center}},
	ReadBooking:   {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Below}, {Supervisor, Below}},

	CheckIn:      {{Citizen, Own}, {Mediator, Assigned}, {Intake, Center}, {Moderator, Below}},
	EditRooms:    {{Moderator, Below}},
	KeepCalendar: {{Mediator, Own}, {Intake, Center}, {Moderator, Below}},

	ReadOwn: {{Citizen, All}, {Mediator, All}, {Intake, All}, {Moderator, All}, {Supervisor, All},
		{Auditor, All}, {Maintainer, All}},
	Upload:         {{Citizen, All}, {Mediator, All}, {Intake, All}, {Moderator, All}},
	ReadDirectory:  {{Mediator, Center}, {Intake, Center}, {Moderator, Below}, {Supervisor, Below}, {Maintainer, All}},
	ReadMediators:  {{Mediator, Own}, {Intake, Center}, {Moderator, Below}, {Supervisor, Below}},
	EditMediators:  {{Moderator, Below}},
	ReadWork:       {{Mediator, Own}, {Moderator, Below}, {Supervisor, Below}},
	ManageAccounts: {{Maintainer, All}},
	ReadAudit:      {{Auditor, All}},
	ReadOperations: {{Maintainer, All}},
}

// Actions lists every action of the table.
func Actions() []Action {
	all := make([]Action, 0, len(table))
	for a := range table {
		all = append(all, a)
	}
	return all
}
