package simulator

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Message is a subscribe message as the platform took it.
type Message struct {
	OpenID, TemplateID, Page, Lang string
	Data                           map[string]string // values by keyword
	At                             time.Time
}

// Sent returns the messages that were taken, oldest first.
func (s *Server) Sent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Refuse makes a person refuse subscribe messages, or take them again.
func (s *Server) Refuse(name string, refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusing[OpenID(name)] = refuse
}

type messageRequest struct {
	ToUser     string `json:"touser"`
	TemplateID string `json:"template_id"`
	Page       string `json:"page"`
	Lang       string `json:"lang"`
	Data       map[string]struct {
		Value string `json:"value"`
	} `json:"data"`
}

// sendMessage is 发送订阅消息.
func (s *Server) sendMessage(_ *http.Request, in messageRequest) any {
	keywords, known := s.options.Templates[in.TemplateID]
	switch {
	case !isOpenID(in.ToUser):
		return fail(40003, "invalid openid")
	case in.TemplateID == "" || s.options.Templates != nil && !known:
		return fail(40037, "invalid template_id")
	case strings.HasPrefix(in.Page, "/"):
		return fail(41030, "invalid page")
	case !slices.Contains([]string{"", "zh_CN", "en_US", "zh_HK", "zh_TW"}, in.Lang):
		return fail(47003, "argument invalid! lang invalid")
	}
	if no := checkData(in, keywords); no != nil {
		return no
	}
	if s.refusing[in.ToUser] {
		return fail(43101, "user refuse to accept the msg")
	}
	message := Message{
		OpenID: in.ToUser, TemplateID: in.TemplateID, Page: in.Page, Lang: in.Lang,
		Data: map[string]string{}, At: s.clock.Now(),
	}
	for keyword, item := range in.Data {
		message.Data[keyword] = item.Value
	}
	s.sent = append(s.sent, message)
	return map[string]any{"errcode": 0, "errmsg": "ok", "msgid": 1_000_000_000 + len(s.sent)}
}

// keywordForm is the form of a keyword of a template: its kind and a number.
var keywordForm = regexp.MustCompile(`^(thing|number|letter|symbol|character_string|time|date|amount|phone_number|car_number|name|phrase|enum|const)[0-9]{1,2}$`)

// mostRunes are the lengths of the kinds that have one (参数值内容限制说明).
var mostRunes = map[string]int{
	"thing": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32,
	"phone_number": 17, "car_number": 8, "name": 20, "phrase": 5,
}

// checkData wants every keyword of the template, and only well-formed values.
func checkData(in messageRequest, keywords []string) *refusal {
	for _, keyword := range keywords {
		if _, ok := in.Data[keyword]; !ok {
			return fail(47003, "argument invalid! data."+keyword+".value is emtpy") // the platform's spelling
		}
	}
	for keyword, item := range in.Data {
		kind := keywordForm.FindStringSubmatch(keyword)
		if kind == nil || keywords != nil && !slices.Contains(keywords, keyword) {
			return fail(47003, "argument invalid! data."+keyword+" invalid")
		}
		if item.Value == "" {
			return fail(47003, "argument invalid! data."+keyword+".value is emtpy")
		}
		most, limited := mostRunes[kind[1]]
		if limited && utf8.RuneCountInString(item.Value) > most || strings.ContainsAny(item.Value, "\n\r\t") {
			return fail(47003, "argument invalid! data."+keyword+".value invalid")
		}
	}
	return nil
}
