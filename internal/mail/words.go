package mail

import (
	"bytes"
	"encoding/json"
	"os"
	texttemplate "text/template"
	"time"

	"qhana/internal/foi"
)

type words struct {
	lang string
	m    map[string]string
}

func wordsOf(locale string) words {
	b, err := os.ReadFile("../i18n/mail." + locale + ".json")
	if err != nil {
		panic(err)
	}
	w := words{lang: locale}
	json.Unmarshal(b, &w.m)
	return w
}
func (w words) t(key string, a map[string]string) string {
	s, ok := w.m[key]
	if !ok {
		panic(key)
	}
	var b bytes.Buffer
	texttemplate.Must(texttemplate.New("x").Parse(s)).Execute(&b, a)
	return b.String()
}
func (w words) day(d foi.Date) string     { return d.String() }
func (w words) moment(t time.Time) string { return t.String() }
func (w words) locale() string            { return w.lang }
