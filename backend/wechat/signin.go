package wechat

import (
	"context"
	"net/url"

	"github.com/silenceper/wechat/v2/miniprogram/auth"
	"github.com/silenceper/wechat/v2/miniprogram/business"
	"github.com/silenceper/wechat/v2/util"
)

const (
	apiCode2Session = "jscode2session"
	apiPhoneNumber  = "getuserphonenumber"
)

// maxCode is more than any code has (they are of 32 and 64 characters).
const maxCode = 128

// Code2Session trades the code of wx.login for the person's openid and, where
// the mini-program is bound to an open platform account, unionid. A code works
// once and for 5 minutes, 100 times a minute and person (code2Session). The
// session key is dropped: nothing here needs it.
func (c *Client) Code2Session(ctx context.Context, code string) (openID, unionID string, err error) {
	if c.place == Nowhere {
		return "", "", ErrNotConfigured
	}
	if code == "" || len(code) > maxCode {
		return "", "", ErrCode
	}
	err = c.attempt(ctx, "", func(ctx context.Context) error {
		// silenceper puts the code into the URL as it is.
		answer, err := auth.NewAuth(library).Code2SessionContext(ctx, url.QueryEscape(code))
		if answer.ErrCode != 0 {
			return util.NewCommonError(apiCode2Session, answer.ErrCode, answer.ErrMsg)
		}
		if err == nil && answer.OpenID == "" {
			return ErrUnreachable
		}
		openID, unionID = answer.OpenID, answer.UnionID
		return err
	})
	return openID, unionID, c.fault(apiCode2Session, "", err)
}

// PhoneNumber trades the code of the getPhoneNumber button for the person's
// phone number, without the country code for numbers of mainland China and with
// "+<country>" before it otherwise. A code works once and for 5 minutes.
func (c *Client) PhoneNumber(ctx context.Context, code string) (number string, err error) {
	if code == "" || len(code) > maxCode {
		return "", ErrCode
	}
	err = c.call(ctx, apiPhoneNumber, func(ctx context.Context) error {
		in := &business.GetPhoneNumberRequest{Code: code}
		info, err := business.NewBusiness(library).GetPhoneNumberWithContext(ctx, in)
		if err != nil {
			return err
		}
		if info.PurePhoneNumber == "" {
			return ErrUnreachable
		}
		number = info.PurePhoneNumber
		if info.CountryCode != "" && info.CountryCode != "86" {
			number = "+" + info.CountryCode + number
		}
		return nil
	})
	return number, err
}
