package view

import (
	"fmt"
	"strings"
	"time"

	"qhana/internal/foi"
	"qhana/internal/i18n"
)

// speaker says things in one language and one zone.
type speaker struct {
	words *i18n.Catalogue
	zone  *time.Location
	asset func(name string) string

	example string // a reference as the body writes them, for {{.Example}}
}

// t is the text of a key, with names and values in turn.
func (s speaker) t(key string, args ...any) string {
	values := make(map[string]string, len(args)/2+1)
	values["Example"] = s.example
	for i := 0; i+1 < len(args); i += 2 {
		values[fmt.Sprint(args[i])] = s.value(args[i+1])
	}
	return s.words.T(key, values)
}

// Money is an amount in hundredths of a currency.
type Money struct {
	Hundredths int
	Currency   string
}

// value is anything that a message can name, in words.
func (s speaker) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return s.words.Number(v)
	case foi.Date:
		return s.day(v)
	case time.Time:
		return s.moment(v)
	case Money:
		return s.words.Money(v.Hundredths, v.Currency)
	case Sentence:
		return s.say(v)
	case []string:
		return s.list(v)
	}
	return fmt.Sprint(v)
}

// say is a sentence in words.
func (s speaker) say(x Sentence) string {
	switch {
	case x.Key != "":
		args := make([]any, 0, 2*len(x.Args))
		for k, v := range x.Args {
			args = append(args, k, v)
		}
		return s.t(x.Key, args...)
	case !x.Day.IsZero():
		return s.day(x.Day)
	case !x.At.IsZero():
		return s.moment(x.At)
	case len(x.List) > 0:
		texts := make([]string, len(x.List))
		for i, one := range x.List {
			texts[i] = s.say(one)
		}
		return strings.Join(texts, "; ")
	}
	return x.Plain
}

func (s speaker) list(texts []string) string { return strings.Join(texts, ", ") }

// day is a civil day with its weekday.
func (s speaker) day(d foi.Date) string {
	if d.IsZero() {
		return ""
	}
	return s.words.Day(d.Time())
}

// brief is a day for narrow columns: "mar 24 mar 2026".
func (s speaker) brief(d foi.Date) string {
	if d.IsZero() {
		return "—"
	}
	t := d.Time()
	cut := func(word string) string { return string([]rune(word)[:3]) }
	parts := strings.Fields(s.words.Day(t))
	month := strings.Fields(strings.ReplaceAll(s.words.Date(t), " de ", " "))[1]
	return fmt.Sprintf("%s %d %s %d", cut(parts[0]), t.Day(), cut(month), t.Year())
}

// moment is an instant in the body's zone.
func (s speaker) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return s.words.Moment(t.In(s.zone))
}

// stamp is an instant for narrow columns: "24/3/2026 14:30".
func (s speaker) stamp(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(s.zone).Format("2/1/2006 15:04")
}

// left says how far a due day is: "faltan 6 días hábiles", "vence hoy", "venció hace 2 días hábiles".
func (s speaker) left(d DeskDue) string {
	switch {
	case !d.Live:
		return ""
	case d.Left == 0 && d.Mark != "late":
		return s.t("left.today")
	case d.Left == 0:
		return s.t("left.just")
	case d.Left == 1:
		return s.t("left.one")
	case d.Left > 1:
		return s.t("left.other", "N", d.Left)
	case d.Left == -1:
		return s.t("left.over.one")
	}
	return s.t("left.over.other", "N", -d.Left)
}

// size is a number of bytes in words.
func (s speaker) size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	tenths := (n + 50_000) / 100_000
	mark := ","
	if s.words.Locale != i18n.Locales[0] {
		mark = "."
	}
	return fmt.Sprintf("%d%s%d MB", tenths/10, mark, tenths%10)
}
