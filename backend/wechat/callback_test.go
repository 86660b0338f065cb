package wechat

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/silenceper/wechat/v2/util"
)

// vectors are published by WeChat.
var vectors = map[string]struct {
	token, key, appID           string
	signature, timestamp, nonce string
	body, want                  string
}{
	// 消息推送 (developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push), 安全模式.
	"document, JSON": {
		token: "AAAAA", key: strings.Repeat("A", 43), appID: "wxba5fad812f8e6fb9",
		signature: "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", timestamp: "1714112445", nonce: "415670741",
		body: `{"ToUserName": "gh_97417a04a28d", "Encrypt": "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="}`,
		want: `{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}`,
	},
	// The sample code that the platform offers for download (WXBizMsgCrypt, Sample.py).
	"sample, XML": {
		token: "spamtest", key: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", appID: "wx2c2769f8efd9abc2",
		signature: "5d197aaffba7e9b25a30732f161a50dee96bd5fa", timestamp: "1409735669", nonce: "1320562132",
		body: `<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName><CreateTime>1409735668</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[abcdteT]]></Content><MsgId>6054768590064713728</MsgId><Encrypt><![CDATA[hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=]]></Encrypt></xml>`,
		want: "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName>\n<FromUserName><![CDATA[oyORnuP8q7ou2gfYjqLzSIWZf0rs]]></FromUserName>\n<CreateTime>1409735668</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[abcdteT]]></Content>\n<MsgId>6054768590064713728</MsgId>\n</xml>",
	},
}

func receiver(t testing.TB, token, key, appID string) *Client {
	t.Helper()
	c, err := New(Config{Mode: "production", AppID: appID, AppSecret: "s", CallbackToken: token, CallbackAESKey: key})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOfficialVectors(t *testing.T) {
	for name, v := range vectors {
		query := url.Values{"msg_signature": {v.signature}, "timestamp": {v.timestamp}, "nonce": {v.nonce}}
		c := receiver(t, v.token, v.key, v.appID)
		plain, err := c.open(query, []byte(v.body))
		if err != nil || string(plain) != v.want {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
		if trace, _, err := c.DecryptCallback(query, []byte(v.body)); trace != "" || err != nil {
			t.Errorf("%s is not of a media check: %q, %v", name, trace, err)
		}
		for what, other := range map[string]*Client{
			"another AppID": receiver(t, v.token, v.key, "wxanother"),
			"another token": receiver(t, "other", v.key, v.appID),
			"another key":   receiver(t, v.token, strings.Repeat("B", 43), v.appID),
		} {
			if _, err := other.open(query, []byte(v.body)); !errors.Is(err, ErrCallback) {
				t.Errorf("%s opened with %s: %v", name, what, err)
			}
		}
	}
}

// TestOfficialEncryption: the platform's answer vectors, so that what the
// simulator encrypts is what the platform would send.
func TestOfficialEncryption(t *testing.T) {
	for _, v := range []struct{ random, message, appID, key, want string }{
		// WXBizMsgCryptTest.java of the sample code.
		{"aaaabbbbccccdddd", "我是中文abcd123", "wxb11529c136998cb6", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
			"jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="},
		// 消息推送, the answer to debug_demo.
		{"707722b803182950", `{"demo_resp":"good luck"}`, "wxba5fad812f8e6fb9", strings.Repeat("A", 43),
			"ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="},
	} {
		got, err := util.EncryptMsg([]byte(v.random), []byte(v.message), v.appID, v.key)
		if err != nil || string(got) != v.want {
			t.Errorf("%q encrypts to %s, %v", v.message, got, err)
		}
		random, plain, err := util.DecryptMsg(v.appID, v.want, v.key)
		if err != nil || string(random) != v.random || string(plain) != v.message {
			t.Errorf("%q decrypts to %q, %v", v.message, plain, err)
		}
	}
}

// TestVerifyCallback uses the vector of 消息推送, 发起验证.
func TestVerifyCallback(t *testing.T) {
	c := receiver(t, "AAAAA", strings.Repeat("A", 43), "wxba5fad812f8e6fb9")
	query := url.Values{
		"signature": {"f464b24fc39322e44b38aa78f5edd27bd1441696"}, "echostr": {"4375120948345356249"},
		"timestamp": {"1714036504"}, "nonce": {"1514711492"},
	}
	if echo, err := c.VerifyCallback(query); echo != "4375120948345356249" || err != nil {
		t.Fatalf("%q, %v", echo, err)
	}
	for _, name := range []string{"signature", "timestamp", "nonce"} {
		bad := url.Values{}
		for k, v := range query {
			bad[k] = slices.Clone(v)
		}
		bad.Set(name, "1"+bad.Get(name)[1:]+"0")
		if echo, err := c.VerifyCallback(bad); echo != "" || !errors.Is(err, ErrCallback) {
			t.Errorf("accepted another %s", name)
		}
	}
}

const (
	ownKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	ownAppID = "wx2c2769f8efd9abc2"
)

// sealed encrypts and signs a message as the platform does.
func sealed(t testing.TB, plain []byte) (url.Values, []byte) {
	t.Helper()
	encrypted, err := util.EncryptMsg([]byte("0123456789abcdef"), plain, ownAppID, ownKey)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"Encrypt": string(encrypted)})
	if err != nil {
		t.Fatal(err)
	}
	return url.Values{"timestamp": {"1"}, "nonce": {"2"}, "msg_signature": {util.Signature("token", "1", "2", string(encrypted))}}, body
}

func TestMediaVerdicts(t *testing.T) {
	c := receiver(t, "token", ownKey, ownAppID)
	const head = `{"MsgType":"event","Event":"wxa_media_check","appid":"` + ownAppID + `","trace_id":"t1","version":2,`
	for plain, want := range map[string][2]string{
		head + `"errcode":0,"result":{"suggest":"pass","label":100}}`:     {"t1", "pass"},
		head + `"errcode":0,"result":{"suggest":"risky","label":20001}}`:  {"t1", "risky"},
		head + `"errcode":0,"result":{"suggest":"review","label":21000}}`: {"t1", "review"},
		head + `"errcode":0,"result":{"suggest":"new word"}}`:             {"t1", "review"},
		head + `"errcode":0}`: {"t1", "review"},
		head + `"errcode":-1008,"errmsg":"下载错误","detail":[],"result":{"suggest":"pass"}}`:                                                                              {"t1", "review"},
		`{"MsgType":"event","Event":"subscribe_msg_popup_event"}`:                                                                                                      {"", ""},
		`<xml><Event>wxa_media_check</Event><appid>` + ownAppID + `</appid><trace_id>t2</trace_id><errcode>0</errcode><result><suggest>risky</suggest></result></xml>`: {"t2", "risky"},
	} {
		query, body := sealed(t, []byte(plain))
		trace, verdict, err := c.DecryptCallback(query, body)
		if err != nil || trace != want[0] || verdict != want[1] {
			t.Errorf("%s: %q %q, %v", plain, trace, verdict, err)
		}
	}
	for name, plain := range map[string]string{
		"another mini-program": `{"Event":"wxa_media_check","appid":"wxother","trace_id":"t1"}`,
		"no trace":             `{"Event":"wxa_media_check","appid":"` + ownAppID + `"}`,
		"no form":              `hello`,
	} {
		query, body := sealed(t, []byte(plain))
		if _, _, err := c.DecryptCallback(query, body); !errors.Is(err, ErrCallback) {
			t.Errorf("accepted %s: %v", name, err)
		}
	}
}

// TestPlainCallbackRefused: the old signature does not cover the body, so a body
// in the clear proves nothing.
func TestPlainCallbackRefused(t *testing.T) {
	c := receiver(t, "token", ownKey, ownAppID)
	signature := util.Signature("token", "1", "2")
	query := url.Values{"timestamp": {"1"}, "nonce": {"2"}, "signature": {signature}, "msg_signature": {signature}}
	for _, body := range []string{
		`{"Event":"wxa_media_check","appid":"` + ownAppID + `","trace_id":"t","result":{"suggest":"pass"}}`,
		`<xml><Event>wxa_media_check</Event></xml>`, ``, `null`, `[]`,
		`{"Encrypt":"` + strings.Repeat("A", maxCallback) + `"}`,
	} {
		if _, _, err := c.DecryptCallback(query, []byte(body)); !errors.Is(err, ErrCallback) {
			t.Errorf("accepted %.40s: %v", body, err)
		}
	}
}

// FuzzCallback: whatever is signed, the answer is a known verdict or a fault.
func FuzzCallback(f *testing.F) {
	f.Add([]byte(`{"Event":"wxa_media_check","appid":"`+ownAppID+`","trace_id":"t","result":{"suggest":"pass"}}`), true)
	f.Add([]byte(`<xml><Encrypt>AAAA</Encrypt></xml>`), false)
	c := receiver(f, "token", ownKey, ownAppID)
	f.Fuzz(func(t *testing.T, data []byte, seal bool) {
		query, body := url.Values{}, data
		if seal {
			query, body = sealed(t, data)
		} else if encrypted, ok := strings.CutPrefix(string(data), "E"); ok {
			query.Set("msg_signature", util.Signature("token", "", "", encrypted))
			body, _ = json.Marshal(map[string]string{"Encrypt": encrypted})
		}
		trace, verdict, err := c.DecryptCallback(query, body)
		known := slices.Contains([]string{VerdictPass, VerdictRisky, VerdictReview}, verdict)
		if err == nil && (trace != "") != known || err != nil && (trace != "" || verdict != "") {
			t.Fatalf("%q %q %v", trace, verdict, err)
		}
	})
}
