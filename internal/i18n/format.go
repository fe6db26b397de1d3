package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/currency"
)

var weekdays = map[string][7]string{
	"es": {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
	"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

var months = map[string][12]string{
	"es": {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// Day writes a civil day with its weekday: "martes 23 de marzo de 2026". Only t's date counts, in t's own zone.
func (c *Catalogue) Day(t time.Time) string {
	return weekdays[c.Locale][t.Weekday()] + " " + c.Date(t)
}

// Date writes a civil day: "23 de marzo de 2026".
func (c *Catalogue) Date(t time.Time) string {
	month := months[c.Locale][t.Month()-1]
	if c.Locale == "en" {
		return fmt.Sprintf("%d %s %d", t.Day(), month, t.Year())
	}
	return fmt.Sprintf("%d de %s de %d", t.Day(), month, t.Year())
}

// Moment writes an instant in t's zone: "martes 23 de marzo de 2026, 14:30".
func (c *Catalogue) Moment(t time.Time) string { return c.Day(t) + ", " + t.Format("15:04") }

// Money is an amount in hundredths of a currency, by its ISO 4217 code: "1.250,50 GBP", "1,250.50 GBP"; "1.250 CLP" where it has no
// hundredths.
func (c *Catalogue) Money(hundredths int, code string) string {
	if unit, err := currency.ParseISO(code); err == nil && hundredths%100 == 0 {
		if decimals, _ := currency.Standard.Rounding(unit); decimals == 0 {
			return c.Number(hundredths/100) + " " + code
		}
	}
	mark := ","
	if c.Locale == "en" {
		mark = "."
	}
	return fmt.Sprintf("%s%s%02d %s", c.Number(hundredths/100), mark, hundredths%100, code)
}

// Number writes a whole number with its thousands: 1.234 in Spanish, 1,234 in English.
func (c *Catalogue) Number(n int) string {
	s, sign := strconv.Itoa(n), ""
	if n < 0 {
		s, sign = s[1:], "-"
	}
	mark := "."
	if c.Locale == "en" {
		mark = ","
	}
	var groups []string
	for len(s) > 3 {
		groups = append([]string{s[len(s)-3:]}, groups...)
		s = s[:len(s)-3]
	}
	return sign + strings.Join(append([]string{s}, groups...), mark)
}
