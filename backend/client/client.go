// Package client speaks to a running server over HTTP: for the demo, the bench and
// the tests, which see only what everybody sees.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
)

// Client is one signed-in (or signed-out) caller. It is safe for concurrent use.
type Client struct {
	Base string
	// Token is the session; Language the X-Language header, "" for none.
	Token, Language string
	HTTP            *http.Client
}

// New makes a signed-out client of the server at base.
func New(base string) *Client {
	return &Client{Base: strings.TrimSuffix(base, "/"), HTTP: &http.Client{Timeout: 30 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 128},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Problem is an error reply.
type Problem struct {
	Status int      `json:"status"`
	Code   string   `json:"code"`
	Detail string   `json:"detail"`
	Field  string   `json:"field"`
	Errors []Detail `json:"errors"`
	Header http.Header
}

// Detail is one of several faults.
type Detail struct {
	Code  string `json:"code"`
	Field string `json:"field"`
}

// Error shows the reply.
func (p *Problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Detail) }

// Reply is what came back besides the body.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Send makes a request with headers given in pairs and returns the raw reply.
func (c *Client) Send(ctx context.Context, method, path string, body io.Reader, headers ...string) (*Reply, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, body)
	if err != nil {
		return nil, err
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Language != "" {
		req.Header.Set("X-Language", c.Language)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return &Reply{Status: res.StatusCode, Header: res.Header, Body: raw}, err
}

// Call sends in as JSON (nil: no body) and decodes the answer into out (nil:
// ignored). An error reply is a *Problem.
func (c *Client) Call(ctx context.Context, method, path string, in, out any, headers ...string) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
		headers = append([]string{"Content-Type", "application/json"}, headers...)
	}
	reply, err := c.Send(ctx, method, path, body, headers...)
	if err != nil {
		return err
	}
	if reply.Status >= 300 {
		return problemOf(reply)
	}
	if out == nil || len(reply.Body) == 0 {
		return nil
	}
	return json.Unmarshal(reply.Body, out)
}

func problemOf(r *Reply) error {
	p := &Problem{}
	if err := json.Unmarshal(r.Body, p); err != nil || p.Code == "" {
		p.Detail = string(r.Body)
	}
	p.Status, p.Header = r.Status, r.Header
	return p
}

// Upload sends a file as wx.uploadFile does and returns its upload id.
func (c *Client) Upload(ctx context.Context, name string, content []byte) (string, error) {
	reply, err := c.SendFile(ctx, "/api/v1/uploads", name, content)
	if err != nil {
		return "", err
	}
	if reply.Status >= 300 {
		return "", problemOf(reply)
	}
	var up struct{ ID string }
	return up.ID, json.Unmarshal(reply.Body, &up)
}

// SendFile posts a file in the form that all routes for files take.
func (c *Client) SendFile(ctx context.Context, path, name string, content []byte) (*Reply, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return c.Send(ctx, http.MethodPost, path, &b, "Content-Type", w.FormDataContentType())
}

// signedIn is a copy with another token.
func (c *Client) signedIn(token string) *Client { d := *c; d.Token = token; return &d }

// Citizen signs a made-up person in by the simulator.
func (c *Client) Citizen(ctx context.Context, name string) (*Client, error) {
	var code struct{ Code string }
	if err := c.Call(ctx, http.MethodPost, "/api/v1/simulator/codes", map[string]string{"name": name}, &code); err != nil {
		return nil, err
	}
	var session struct{ Token string }
	err := c.Call(ctx, http.MethodPost, "/api/v1/sessions/wechat", map[string]string{"code": code.Code}, &session)
	return c.signedIn(session.Token), err
}

// Staff signs a staff member in by password.
func (c *Client) Staff(ctx context.Context, login, password string) (*Client, error) {
	var session struct{ Token string }
	err := c.Call(ctx, http.MethodPost, "/api/v1/sessions/staff", map[string]string{"login": login, "password": password}, &session)
	return c.signedIn(session.Token), err
}
