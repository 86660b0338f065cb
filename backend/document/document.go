// Package document makes the documents of a mediation case file (人民调解法 art. 27): as
// DOCX from templates that a clerk can edit in Word, as print-ready HTML from the same
// DOCX, and the whole file as one archive with its index and hashes.
package document

import (
	"slices"

	"yanhe/backend/fault"
)

// Kind is a document of the case file.
type Kind string

// Kinds.
const (
	Application  Kind = "application"              // 申请书
	Register     Kind = "register"                 // 受理登记表
	RightsNotice Kind = "rights_notice"            // 权利义务告知书
	Inquiry      Kind = "inquiry_record"           // 调查记录
	Mediation    Kind = "mediation_record"         // 调解记录
	Agreement    Kind = "agreement"                // 调解协议书
	Oral         Kind = "oral_agreement"           // 口头协议登记表
	FollowUp     Kind = "follow_up_record"         // 回访记录
	Confirmation Kind = "confirmation_application" // 司法确认申请书
	Declined     Kind = "decline_notice"           // 不予受理告知书
	Terminated   Kind = "termination_notice"       // 终止告知书
	Cover        Kind = "cover"                    // 卷宗封面
	Index        Kind = "index"                    // 卷内目录
)

// Kinds in the order of the file.
var Kinds = []Kind{Cover, Index, Application, Register, RightsNotice, Inquiry, Mediation, Agreement, Oral, Terminated, Declined, Confirmation, FollowUp}

// titles are Chinese whatever the screen's language: these are papers of Chinese law.
var titles = map[Kind]string{Application: "人民调解申请书", Register: "人民调解受理登记表", RightsNotice: "当事人权利义务告知书", Inquiry: "调查记录",
	Mediation: "调解记录", Agreement: "人民调解协议书", Oral: "人民调解口头协议登记表", FollowUp: "回访记录", Confirmation: "司法确认申请书",
	Declined: "不予受理告知书", Terminated: "终止调解告知书", Cover: "人民调解案件卷宗", Index: "卷内目录"}

// Title is what stands at the head of the document and in the index.
func (k Kind) Title() string { return titles[k] }

// ParseKind reads a kind; the fault names the field "kind".
func ParseKind(text string) (Kind, error) {
	if slices.Contains(Kinds, Kind(text)) {
		return Kind(text), nil
	}
	return "", fault.Bad("kind", "document.kind")
}

// Data is what a document can say; each placeholder of a template is a path of the JSON
// names, as {{center}} or {{agreement.terms}}, each list a block, as {{#parties}}…{{/parties}}.
// Days are written out in Chinese, "" stands for what is not known.
type Data struct {
	Title     string    `json:"title"`
	Number    string    `json:"number"` // （YYYY）…人调字第 N 号
	Center    string    `json:"center"`
	Type      string    `json:"type"`
	Channel   string    `json:"channel"`
	Filed     string    `json:"filed"`
	Accepted  string    `json:"accepted"`
	Agreed    string    `json:"agreed"`
	Ended     string    `json:"ended"`
	Today     string    `json:"today"`
	Story     string    `json:"story"`
	Wishes    string    `json:"wishes"`
	Place     string    `json:"place"`
	Amount    Amount    `json:"amount"`
	Parties   []Party   `json:"parties"`
	Mediator  string    `json:"mediator"`
	Records   []Record  `json:"records"`
	Evidence  []Item    `json:"evidence"`
	Agreement Terms     `json:"agreement"`
	Reason    string    `json:"reason"`
	Note      string    `json:"note"`
	Onward    string    `json:"onward"`
	FollowUps []Visit   `json:"follow_ups"`
	Court     string    `json:"court"`
	Documents []Item    `json:"documents"`
	Signed    []Signing `json:"signed"`
}

// Amount is money in two forms.
type Amount struct {
	Yuan     string `json:"yuan"`     // 12,000.00
	Capitals string `json:"capitals"` // 壹万贰仟元整
}

// AmountOf writes an amount in fen.
func AmountOf(fen int64) Amount { return Amount{figures(fen), Capitals(fen)} }

// Party is a party in clear: documents go to the parties and into the file.
type Party struct {
	Side    string `json:"side"`
	Name    string `json:"name"`
	Number  string `json:"number"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
}

// Record is the record of a session or an inquiry.
type Record struct {
	Kind    string `json:"kind"`
	Time    string `json:"time"`
	Place   string `json:"place"`
	Present string `json:"present"`
	Text    string `json:"text"`
}

// Item is a paper of the file.
type Item struct {
	No   string `json:"no"`
	Name string `json:"name"`
	Day  string `json:"day"`
	Hash string `json:"hash"`
}

// Terms are those of the agreement (人民调解法 art. 29).
type Terms struct {
	Facts     string `json:"facts"`
	Matter    string `json:"matter"`
	Terms     string `json:"terms"`
	How       string `json:"how"`
	PerformBy string `json:"perform_by"`
	Amount    Amount `json:"amount"`
}

// Visit is a follow-up.
type Visit struct {
	Day    string `json:"day"`
	Kind   string `json:"kind"`
	Result string `json:"result"`
	Note   string `json:"note"`
}

// Signing is a signature under the agreement.
type Signing struct {
	Who    string `json:"who"`
	Method string `json:"method"`
	Day    string `json:"day"`
}
