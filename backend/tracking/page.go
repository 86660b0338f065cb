package tracking

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"time"

	"yanhe/backend/clock"
	"yanhe/backend/fault"
	"yanhe/i18n"
)

//go:embed templates
var files embed.FS

var (
	style = mustRead("style.css") + mustRead("print.css")
	mark  = mustRead("mark.svg")
	pages = mustParse("track", "lookup", "notice", "receipt", "letter")
)

// Mark is the 握手言和 seal as an SVG picture.
func Mark() string { return mark }

func mustRead(name string) string {
	text, err := files.ReadFile("templates/" + name)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return string(text)
}

// mustParse makes each page once for each language, so that drawing one only fills it in.
func mustParse(names ...string) map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, lang := range i18n.Languages() {
		for _, name := range names {
			all[lang+"|"+name] = template.Must(template.New("base.html").Funcs(words(lang)).
				ParseFS(files, "templates/base.html", "templates/"+name+".html"))
		}
	}
	return all
}

// words are the functions of the templates in one language.
func words(lang string) template.FuncMap {
	return template.FuncMap{
		"lang":  func() string { return lang },
		"t":     func(key string, pairs ...any) string { return i18n.Text(lang, key, argsOf(pairs)) },
		"date":  func(at time.Time) string { return i18n.Date(lang, at) },
		"iso":   func(at time.Time) string { return at.In(clock.Shanghai).Format(time.RFC3339) },
		"day":   clock.Day,
		"when":  func(a *Appointment) string { return when(lang, a) },
		"mark":  func() template.HTML { return template.HTML(mark) },
		"style": func() template.HTML { return template.HTML("<style>" + style + "</style>") },
		"tongues": func() []tongue {
			var all []tongue
			for _, tag := range i18n.Languages() {
				all = append(all, tongue{Tag: tag, Name: i18n.Text(tag, "app.language", nil), Current: tag == lang})
			}
			return all
		},
	}
}

// tongue is a link to the same page in another language, named in that language.
type tongue struct {
	Tag, Name string
	Current   bool
}

func argsOf(pairs []any) map[string]any {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return args
}

func when(lang string, a *Appointment) string {
	start, end := a.Start.In(clock.Shanghai), a.End.In(clock.Shanghai)
	return i18n.Text(lang, "tracking.when", map[string]any{"date": i18n.Date(lang, start),
		"weekday": i18n.Key(weekdays[start.Weekday()]), "time": span(start.Format("15:04"), end.Format("15:04"))})
}

// ContentSecurityPolicy is what every page of this package wants: no script and
// nothing from elsewhere can run, and only its own style sheet counts.
var ContentSecurityPolicy = "default-src 'none'; style-src 'sha256-" + styleHash() +
	"'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func styleHash() string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// draw writes a whole page or nothing.
func draw(w io.Writer, lang, name string, data any) error {
	page := pages[lang+"|"+name]
	if page == nil {
		page = pages[i18n.Default+"|"+name]
	}
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		return fault.Wrap(err, "internal")
	}
	_, err := out.WriteTo(w)
	return err
}
