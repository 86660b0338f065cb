package dispute

import "slices"

// Kind is what a matter is (事项), as a clerk tells the four apart.
type Kind string

// Kinds.
const (
	Dispute   Kind = "dispute"   // 矛盾纠纷: two private sides that could be mediated
	Petition  Kind = "petition"  // 信访诉求: asks government for an entitlement, a decision or a service
	Complaint Kind = "complaint" // 投诉举报: asks for action against a business, person or office
	Inquiry   Kind = "inquiry"   // 咨询求助: asks what the rule is
)

// Kinds in the order of screens.
var Kinds = []Kind{Dispute, Petition, Complaint, Inquiry}

// Types are the dispute type codes (纠纷类型) with their catalog keys "type.<code>".
// The table follows a provincial capital's system; the industry standard
// SF/T 0018-2019 is not public, so the codes are data and nothing computes on them.
var Types = []string{
	"01", "02", "03", "04", "05", "06", "07", "08", "09", "10",
	"11", "12", "13", "14", "15", "16", "17", "99",
}

// Channel is the way a filing came in (无差别受理).
type Channel string

// Channels.
const (
	WeChat Channel = "wechat"
	Visit  Channel = "visit"
	Phone  Channel = "phone"
	Letter Channel = "letter"
)

// WindowChannels are those that staff enter.
var WindowChannels = []Channel{Visit, Phone, Letter}

// Risk orders the queue before the deadline does. It is not the time-limit light.
type Risk string

// Risks, the highest first.
const (
	High   Risk = "high"
	Medium Risk = "medium"
	Low    Risk = "low"
)

// Risks in the order of the queue.
var Risks = []Risk{High, Medium, Low}

func (r Risk) rank() int { return slices.Index(Risks, r) }

// DeclineReasons are the legal grounds for 不予受理 (人民调解工作若干规定 art. 22, and
// the duties of moderation); catalog keys "decline.<reason>".
var DeclineReasons = []string{
	"reserved",  // the law gives it to a special body
	"barred",    // the law bars it from people's mediation
	"handled",   // a court, the police or an agency has accepted or decided it
	"duplicate", // the same matter is already on file
	"abuse",     // not a matter at all: advertising, insults
}

// TerminateReasons end a mediation early; catalog keys "terminate.<reason>".
var TerminateReasons = []string{
	"refused",    // one side clearly refuses (人民调解法 art. 17)
	"ended",      // a side asks to end it (art. 23)
	"escalation", // may turn violent or criminal: handed to the police (art. 25)
	"no_contact", // the other side cannot be reached
	"moved",      // a court, the police or an agency has taken it up meanwhile
}

// OnwardWays are named to the parties when mediation fails (人民调解法 art. 26);
// catalog keys "onward.<way>".
var OnwardWays = []string{"arbitration", "administrative", "court"}

// Bodies are those a matter can be transferred to; catalog keys "body.<body>".
var Bodies = []string{"police", "court", "petition_office", "labour_arbitration", "market_regulation", "government_hotline"}

// HandOverReasons say why a case goes to another center; catalog keys "hand_over.<reason>".
var HandOverReasons = []string{
	"rule",    // the routing rules lead there
	"nearer",  // down: the people there know it (小事不出村)
	"complex", // up: beyond this center's means
	"overdue", // up: not done in time here
	"request", // a party asks for it
	"place",   // sideways: it belongs to another division
}

// RecuseReasons are why a mediator steps aside; catalog keys "recuse.<reason>". The law
// on people's mediation names none: they follow 人民法院在线调解规则 and the duty to
// disclose what could make one doubt.
var RecuseReasons = []string{
	"kin",          // related to a party
	"interest",     // something to gain or to lose
	"acquaintance", // close to a party
	"involved",     // witness, adviser or official in the same matter
	"asked",        // a party asks for another one (人民调解法 art. 23)
}
