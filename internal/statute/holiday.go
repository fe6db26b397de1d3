package statute

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"qhana/internal/foi"
)

// Holiday is one rule of a calendar. Exactly one of On, Easter, Nth, Date and Dates says which days it gives.
type Holiday struct {
	ES         string         `yaml:"es"`
	EN         string         `yaml:"en"`
	On         string         `yaml:"on"`     // "01-22": every year
	Easter     *int           `yaml:"easter"` // days from Easter Sunday
	Nth        string         `yaml:"nth"`    // "last monday of 05", "monday on or after 06-29", "monday on or before 05-24"
	Date       foi.Date       `yaml:"date"`   // one day
	Dates      []foi.Date     `yaml:"dates"`  // days that no rule gives, one for every year
	Since      int            `yaml:"since"`  // first and last year of a yearly rule
	Until      int            `yaml:"until"`
	Except     []int          `yaml:"except"`
	Moves      map[string]int `yaml:"moves"` // weekday → days to move by
	MovesSince int            `yaml:"moves_since"`
	Declared   foi.Date       `yaml:"declared"` // day on which it was declared; nobody counts with it before
	Close      string         `yaml:"close"`    // of a short day: the hour at which the office closes
	Source     string         `yaml:"source"`
	Certainty  string         `yaml:"certainty"`
	Closure    int            `yaml:"-"` // number of the declaration that made it, 0 for the calendar's own
}

// Name is its name in a language.
func (h Holiday) Name(locale string) string {
	if locale == "en" && h.EN != "" {
		return h.EN
	}
	return h.ES
}

// closedPeriod is a time of each year in which no term runs.
type closedPeriod struct {
	ES        string `yaml:"es"`
	EN        string `yaml:"en"`
	From      string `yaml:"from"` // "12-25"; may lie after To: over the year's end
	To        string `yaml:"to"`
	Since     int    `yaml:"since"`
	Until     int    `yaml:"until"`
	Source    string `yaml:"source"`
	Certainty string `yaml:"certainty"`
}

var weekdays = map[string]time.Weekday{"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6}

// in is the day that a rule gives in a year, moved where the rule moves it.
func (h Holiday) in(y int) (day foi.Date, ok bool, err error) {
	if !h.Date.IsZero() {
		yy, _, _ := h.Date.Civil()
		return h.Date, yy == y, nil
	}
	if y < h.Since || h.Until > 0 && y > h.Until || slices.Contains(h.Except, y) {
		return 0, false, nil
	}
	if leap := foi.NewDate(y, 3, 1)-foi.NewDate(y, 2, 28) == 2; h.On == "02-29" && !leap {
		return 0, false, nil // a day of leap years is no day of the others
	}
	if day, err = h.rule(y); err != nil || h.Moves == nil || y < h.MovesSince {
		return day, err == nil, err
	}
	return day + foi.Date(h.Moves[strings.ToLower(day.Weekday().String())]), true, nil
}

// each are the rules that a list of days stands for; any other rule stands for itself.
func (h Holiday) each() []Holiday {
	if h.Dates == nil {
		return []Holiday{h}
	}
	out := make([]Holiday, len(h.Dates))
	for i, d := range h.Dates {
		out[i] = h
		out[i].Date, out[i].Dates = d, nil
	}
	return out
}

// rule is the day of a yearly rule before it moves.
func (h Holiday) rule(y int) (foi.Date, error) {
	switch {
	case h.Easter != nil:
		return easter(y) + foi.Date(*h.Easter), nil
	case h.Nth != "":
		return nth(h.Nth, y)
	}
	return dayOf(h.On, y)
}

// dayOf reads "01-22" in a year; 29 February is 1 March in years without it.
func dayOf(s string, y int) (foi.Date, error) {
	t, err := time.Parse("2006-01-02", "2000-"+s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a day written as 01-22", s)
	}
	return foi.NewDate(y, t.Month(), t.Day()), nil
}

var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}

// nth reads "last monday of 05" and "monday on or after 06-29" in a year.
func nth(rule string, y int) (foi.Date, error) {
	bad := fmt.Errorf("%q is not written as \"last monday of 05\" or \"monday on or after 06-29\"", rule)
	w := strings.Fields(rule)
	if len(w) == 5 && w[1] == "on" && w[2] == "or" {
		want, known := weekdays[w[0]]
		day, err := dayOf(w[4], y)
		step := map[string]foi.Date{"after": 1, "before": -1}[w[3]]
		if !known || err != nil || step == 0 {
			return 0, bad
		}
		for day.Weekday() != want {
			day += step
		}
		return day, nil
	}
	if len(w) != 4 || w[2] != "of" {
		return 0, bad
	}
	want, known := weekdays[w[1]]
	first, err := dayOf(w[3]+"-01", y)
	if !known || err != nil || ordinals[w[0]] == 0 && w[0] != "last" {
		return 0, bad
	}
	if w[0] == "last" {
		_, m, _ := first.Civil()
		day := foi.NewDate(y, m+1, 1) - 1
		for day.Weekday() != want {
			day--
		}
		return day, nil
	}
	for first.Weekday() != want {
		first++
	}
	return first + foi.Date(7*(ordinals[w[0]]-1)), nil
}

// easter is Easter Sunday of a year in the Gregorian calendar (anonymous algorithm, Meeus 1991).
func easter(y int) foi.Date {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	mon := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*mon + 19) % 32
	return foi.NewDate(y, time.Month(mon), day)
}

// problem says what is wrong with a rule, "" when nothing is.
func (h Holiday) problem(from, to int) string {
	ways := 0
	for _, given := range []bool{h.On != "", h.Easter != nil, h.Nth != "", !h.Date.IsZero(), h.Dates != nil} {
		if given {
			ways++
		}
	}
	switch {
	case h.ES == "" || h.EN == "":
		return "needs a name in both languages (es, en)"
	case ways != 1:
		return h.ES + ": needs exactly one of on, easter, nth, date, dates"
	case h.Source == "" || !certainties[h.Certainty]:
		return h.ES + ": needs its source and a certainty (read, general, to_confirm)"
	}
	if h.Date.IsZero() && h.Dates == nil {
		if _, err := h.rule(2024); err != nil {
			return h.ES + ": " + err.Error()
		}
	}
	for day, by := range h.Moves {
		if _, known := weekdays[day]; !known || by < -7 || by > 7 {
			return fmt.Sprintf("%s: moves: %s: %d is not a weekday with a number of days", h.ES, day, by)
		}
	}
	if h.Dates != nil {
		last := to
		if h.Until > 0 {
			last = h.Until
		}
		for y := max(from, h.Since); y <= last; y++ {
			if !slices.ContainsFunc(h.Dates, func(d foi.Date) bool { yy, _, _ := d.Civil(); return yy == y }) {
				return fmt.Sprintf("%s: has no day in %d", h.ES, y)
			}
		}
	}
	return ""
}
