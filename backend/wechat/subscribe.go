package wechat

import (
	"context"
	"strings"
	"unicode"

	"github.com/silenceper/wechat/v2/miniprogram/subscribe"
	"github.com/silenceper/wechat/v2/util"
)

const apiSubscribe = "subscribe/send"

// silenceper's Send drops the context, so its message type and decoder are used
// around a request of our own.
const subscribeURL = "https://" + platformHost + "/cgi-bin/message/subscribe/send?access_token=" + placeholder

// SendSubscribe sends one subscribe message: the values of data by the
// template's keywords (thing1, time2, …), which are cut to WeChat's lengths.
// page is a path inside the mini-program, "" for none; lang is a language tag.
// ErrRefused is final; Unavailable and Limited are worth a retry; anything else
// is our mistake.
func (c *Client) SendSubscribe(ctx context.Context, openID, templateID, page, lang string, data map[string]string) error {
	message := subscribe.Message{
		ToUser: openID, TemplateID: templateID, Page: page, Lang: platformLanguage(lang),
		Data: make(map[string]*subscribe.DataItem, len(data)),
	}
	for keyword, value := range data {
		message.Data[keyword] = &subscribe.DataItem{Value: fit(keyword, value)}
	}
	return c.call(ctx, apiSubscribe, func(ctx context.Context) error {
		answer, err := util.PostJSONContext(ctx, subscribeURL, message)
		if err != nil {
			return err
		}
		return util.DecodeWithCommonError(answer, apiSubscribe)
	})
}

// platformLanguage is the platform's name of a language tag; it knows four.
func platformLanguage(tag string) string {
	switch tag = strings.ReplaceAll(tag, "_", "-"); {
	case tag == "zh-HK" || tag == "zh-TW":
		return strings.ReplaceAll(tag, "-", "_")
	case tag == "en" || strings.HasPrefix(tag, "en-"):
		return "en_US"
	default:
		return "zh_CN"
	}
}

// keywordLengths are the most characters a value may have, by the kind of its
// keyword (发送订阅消息, 参数值内容限制说明). Kinds that are not listed have a form, not
// a length, and cutting would break it.
var keywordLengths = map[string]int{"thing": 20, "phrase": 5, "character_string": 32, "symbol": 5, "letter": 32}

// fit makes a value acceptable: no control characters, and not longer than its
// keyword allows. A message cut short reaches the person; a refused one doesn't.
func fit(keyword, value string) string {
	value = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, value))
	kind := strings.TrimRight(keyword, "0123456789")
	most, limited := keywordLengths[kind]
	runes := []rune(value)
	if !limited || len(runes) <= most {
		return value
	}
	if kind == "thing" {
		return string(runes[:most-1]) + "…"
	}
	return string(runes[:most])
}
