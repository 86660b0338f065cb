package demo

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// leaf is a line of the index that the demo leaves.
type leaf struct{ Key, Title, Number, State, Receipt, PNG, SVG, Page string }

var index = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Yanhe 言和: demo cases</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#222;background:#fff}table{border-collapse:collapse}
td,th{text-align:left;padding:.3rem .8rem;border-bottom:1px solid #ddd}a{color:#0b5394}img{width:5rem;height:5rem}</style>
<h1>Demo cases</h1>
<p>All people and stories are invented.</p>
<table><tr><th>Case</th><th>Number</th><th>State</th><th>Receipt</th><th>Code</th><th>Progress</th></tr>
{{range .}}<tr><td><b>{{.Key}}</b><br>{{.Title}}</td><td>{{.Number}}</td><td>{{.State}}</td><td><a href="{{.Receipt}}">receipt</a></td>
<td><a href="{{.PNG}}"><img src="{{.SVG}}" alt="QR code of {{.Key}}"></a></td><td><a href="{{.Page}}">page</a></td></tr>
{{end}}</table></html>
`))

// leave writes a receipt and the codes of each case into the folder, and a page
// that links them.
func (r *run) leave(ctx context.Context, journeys []*journey) error {
	if r.o.Out == "" {
		return nil
	}
	if err := os.MkdirAll(r.o.Out, 0o755); err != nil {
		return err
	}
	var leaves []leaf
	for _, j := range journeys {
		if j.left {
			continue
		}
		l, err := j.leaf(ctx)
		if err != nil {
			return fmt.Errorf("%s: receipt: %w", j.filing.Key, err)
		}
		leaves = append(leaves, l)
	}
	var b bytes.Buffer
	if err := index.Execute(&b, leaves); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.o.Out, "index.html"), b.Bytes(), 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintf(r.o.Print, "receipts and codes: %d of each in %s\n", len(leaves), r.o.Out)
	return err
}

// leaf fetches what is printed for one case: the receipt by who may print it, the
// codes signed out.
func (j *journey) leaf(ctx context.Context) (leaf, error) {
	l := leaf{Key: j.filing.Key, Title: j.filing.Title, Number: j.view.Number, State: j.view.State,
		Receipt: j.filing.Key + ".html", PNG: j.filing.Key + ".png", SVG: j.filing.Key + ".svg", Page: j.o.Base + "/t/" + j.view.Track}
	printer := j.filer
	if j.filing.EnteredBy != "" {
		login, err := j.people.desk(j.view.Center)
		if err != nil {
			return l, err
		}
		if printer, err = j.people.get(ctx, login); err != nil {
			return l, err
		}
	}
	receipt, err := j.fetchAs(ctx, printer, "/api/v1/cases/"+j.id+"/receipt")
	if err != nil {
		return l, err
	}
	if err := j.discreet(string(receipt)); err != nil {
		return l, err
	}
	png, err := j.fetch(ctx, "/t/"+j.view.Track+"/qr.png")
	if err != nil {
		return l, err
	}
	svg, err := j.fetch(ctx, "/t/"+j.view.Track+"/qr.svg")
	if err != nil {
		return l, err
	}
	if got := http.DetectContentType(png); got != "image/png" || !strings.Contains(string(svg), "<svg") {
		return l, fmt.Errorf("the codes are %s and %.20q", got, svg)
	}
	for name, content := range map[string][]byte{l.Receipt: receipt, l.PNG: png, l.SVG: svg} {
		if err := os.WriteFile(filepath.Join(j.o.Out, name), content, 0o644); err != nil {
			return l, err
		}
	}
	return l, nil
}
