package mail

import (
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
)

// words writes in the letter's language.
type words struct{ c *i18n.Catalogue }

func wordsOf(locale string) words { return words{i18n.Of(locale)} }

func (w words) t(key string, args map[string]string) string { return w.c.T(key, args) }
func (w words) day(d foi.Date) string                       { return w.c.Day(d.Time()) }
func (w words) moment(t time.Time) string                   { return w.c.Moment(t) }
func (w words) locale() string                              { return w.c.Locale }
