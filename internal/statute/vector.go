package statute

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"qhana/internal/foi"
)

// vector is one worked example of a term: see the README of the examples. It is computed by the engine itself.
type vector struct {
	ID       string          `json:"id"`
	Statute  string          `json:"statute"`
	Clock    string          `json:"clock"`
	Track    string          `json:"track"`
	Received string          `json:"received"`
	Zone     string          `json:"zone"`
	Term     *vectorTerm     `json:"term"`
	Events   []vectorEvent   `json:"events"`
	Calendar *vectorCalendar `json:"calendar"`
	Due      string          `json:"expected_due"`
}

type vectorTerm struct {
	TermRule
	Receipt ReceiptRule `json:"receipt"`
}

type vectorEvent struct {
	Action string   `json:"action"`
	Amount int      `json:"amount"`
	Unit   string   `json:"unit"`
	From   foi.Date `json:"from"`
	To     foi.Date `json:"to"`
	At     string   `json:"at"`
}

type vectorCalendar struct {
	Weekend  []string      `json:"weekend"`
	Holidays []foi.Date    `json:"holidays"`
	Excluded [][2]foi.Date `json:"excluded_ranges"`
	Reduced  []foi.Date    `json:"reduced_days"`
}

// RunVectors computes each worked example of a JSON array and reports it.
func RunVectors(l *Library, data []byte, report func(id string, ok bool, got, want string)) error {
	var all []json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return fmt.Errorf("not a list of worked examples: %w", err)
	}
	for i, raw := range all {
		var v vector
		got, err := "", json.Unmarshal(raw, &v)
		if err == nil {
			got, err = v.compute(l)
		}
		if v.ID == "" {
			v.ID = fmt.Sprintf("#%d", i+1)
		}
		if err != nil {
			got = "error: " + err.Error()
		}
		report(v.ID, err == nil && sameDue(got, v.Due), got, v.Due)
	}
	return nil
}

// sameDue compares days as days and instants as instants, whatever their offset.
func sameDue(got, want string) bool {
	a, e1 := time.Parse(time.RFC3339, got)
	b, e2 := time.Parse(time.RFC3339, want)
	if e1 == nil && e2 == nil {
		return a.Equal(b)
	}
	return got == want || len(want) < len(got) && len(want) >= len("2006-01-02T15:04") && got[:len(want)] == want
}

// example is a worked example ready to be counted.
type example struct {
	statute *Statute
	term    TermRule
	receipt ReceiptRule
	cutoff  minute
	zone    *time.Location
	days    *Days
}

func (v vector) compute(l *Library) (string, error) {
	x, err := v.example(l)
	if err != nil {
		return "", err
	}
	at, err := InstantIn(v.Received, x.zone)
	if err != nil {
		return "", err
	}
	c := Clock{Term: x.term, Start: x.received(at), StartAt: at, Status: foi.Running}
	if err := v.happen(x, &c); err != nil {
		return "", err
	}
	due, err := c.compute(x.days, x.zone)
	if err != nil {
		return "", err
	}
	if x.term.Unit == hour {
		return c.DueAt.In(x.zone).Format("2006-01-02T15:04:05-07:00"), nil
	}
	return due.String(), nil
}

func (v vector) example(l *Library) (*example, error) {
	x := &example{statute: l.Statute(v.Statute)}
	if v.Term != nil {
		x.term, x.receipt = v.Term.TermRule, v.Term.Receipt
		if x.receipt.Cutoff != "" {
			cut, err := minuteOf(x.receipt.Cutoff)
			if err != nil {
				return nil, err
			}
			x.cutoff = cut
		}
	} else {
		if x.statute == nil {
			return nil, fmt.Errorf("statute %q is not shipped", v.Statute)
		}
		key := v.Clock
		if key == "" {
			key = "response"
		}
		if x.term = x.statute.term(key, v.Track); x.term.Amount == 0 {
			return nil, fmt.Errorf("statute %s has no clock %q", v.Statute, key)
		}
		x.receipt, x.cutoff = x.statute.law.Receipt, x.statute.cutoff
		if x.cutoff < 0 {
			x.cutoff = x.statute.calendar.close
		}
	}
	if x.term.Unit == "" || x.term.Amount < 0 {
		return nil, fmt.Errorf("a term needs an amount and a unit")
	}
	if err := v.place(x); err != nil {
		return nil, err
	}
	switch {
	case v.Calendar != nil:
		days, err := v.Calendar.days(v.Received)
		x.days = days
		return x, err
	case x.statute != nil:
		x.days = x.statute.newest()
		return x, nil
	}
	return nil, fmt.Errorf("no calendar and no statute")
}

func (v vector) place(x *example) (err error) {
	switch {
	case v.Zone != "":
		x.zone, err = time.LoadLocation(v.Zone)
	case x.statute != nil:
		x.zone = x.statute.Location()
	default:
		return fmt.Errorf("no zone and no statute")
	}
	return err
}

// days are the days of the example's own calendar, from a year before receipt to ten years after it.
func (c *vectorCalendar) days(received string) (*Days, error) {
	if len(received) < 10 {
		return nil, fmt.Errorf("%q is not an instant", received)
	}
	day, err := foi.ParseDate(received[:10])
	if err != nil {
		return nil, err
	}
	var weekend [7]bool
	for _, name := range c.Weekend {
		w, ok := weekdays[name]
		if !ok {
			return nil, fmt.Errorf("%q is not a day of the week", name)
		}
		weekend[w] = true
	}
	kinds := map[foi.Date]dayKind{}
	for _, d := range c.Holidays {
		kinds[d] = dayKind{holiday: true}
	}
	for _, d := range c.Reduced {
		k := kinds[d]
		k.short = true
		kinds[d] = k
	}
	first, last := day-366, day+3660
	for _, span := range c.Excluded {
		for d := max(span[0], first); d <= min(span[1], last); d++ {
			k := kinds[d]
			k.closed = true
			kinds[d] = k
		}
	}
	return newDays(first, last, func(d foi.Date) dayKind {
		k := kinds[d]
		k.weekend = weekend[d.Weekday()]
		return k
	}), nil
}

func (x *example) received(at time.Time) foi.Date {
	local := at.In(x.zone)
	return x.days.receivedOn(foi.DateOf(at, x.zone), minute(local.Hour()*60+local.Minute()), x.cutoff, &x.receipt)
}

// happen lets the example's events happen to the clock, in order.
func (v vector) happen(x *example, c *Clock) error {
	var closures []foi.Closure
	var starts []time.Time
	for _, e := range v.Events {
		switch e.Action {
		case "extend":
			if _, known := longest[e.Unit]; e.Unit != "" && !known {
				return fmt.Errorf("extend: there is no unit %q", e.Unit)
			}
			c.Added = append(c.Added, Addition{Amount: e.Amount, Unit: e.Unit, Until: e.To})
		case "disregard", "suspend":
			if e.From.IsZero() || e.To < e.From {
				return fmt.Errorf("%s needs from and to", e.Action)
			}
			c.Suspended = pausing(c.Suspended, foi.Suspension{From: e.From - 1, To: e.To})
		case "declare_closure", "revoke_closure":
			if e.From.IsZero() || e.To < e.From {
				return fmt.Errorf("%s needs from and to", e.Action)
			}
			closures = append(closures, v.Calendar.closures(e)...)
		case "restart", "latest_start":
			at, err := InstantIn(e.At, x.zone)
			if err != nil {
				return err
			}
			if e.Action == "latest_start" && foi.DateOf(at, x.zone) >= c.Start {
				continue
			}
			starts = append(starts, at)
			c.StartAt, c.Start = at, x.received(at)
		default:
			return fmt.Errorf("there is no event %q", e.Action)
		}
	}
	if closures != nil {
		x.days = x.days.closing(closures)
		if c.StartAt.IsZero() || len(starts) == 0 { // a closure may move receipt itself
			c.Start = x.received(c.StartAt)
		}
	}
	return nil
}

// closures are the days that an event closes, or opens again: a weekend stays one.
func (c *vectorCalendar) closures(e vectorEvent) []foi.Closure {
	if e.Action == "declare_closure" {
		return []foi.Closure{{From: e.From, To: e.To}}
	}
	var out []foi.Closure
	for d := e.From; d <= min(e.To, e.From+3660); d++ {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if c != nil {
			weekend = slices.ContainsFunc(c.Weekend, func(name string) bool { return weekdays[name] == d.Weekday() })
		}
		if !weekend {
			out = append(out, foi.Closure{From: d, To: d, Worked: true})
		}
	}
	return out
}

// pausing adds a pause in its place and joins those that overlap: a day is left out once.
func pausing(list []foi.Suspension, p foi.Suspension) []foi.Suspension {
	var out []foi.Suspension
	for _, q := range list {
		switch {
		case q.To < p.From:
			out = append(out, q)
		case q.From > p.To:
			out = append(out, p)
			p = q
		default:
			p.From, p.To = min(p.From, q.From), max(p.To, q.To)
		}
	}
	return append(out, p)
}

// InstantIn reads an instant with or without offset; without, it is local time. The last minute of a day may have a leap second,
// which is its last; no other minute has one. A day or an hour that the zone skips is none at which anything can be received.
func InstantIn(s string, zone *time.Location) (time.Time, error) {
	if len(s) >= 19 && s[16:19] == ":60" {
		if s[11:16] != "23:59" {
			return time.Time{}, fmt.Errorf("%s: only the last minute of a day has a sixtieth second", s)
		}
		s = s[:16] + ":59" + s[19:]
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"} {
		t, err := time.ParseInLocation(layout, s, zone)
		if err != nil {
			continue
		}
		if layout == "2006-01-02" { // the day's first instant, which need not be midnight
			t = foi.MustDate(s).At(0, 0, zone).In(zone)
		}
		if t.Format(layout) != s {
			return time.Time{}, fmt.Errorf("%s does not exist in %s", s, zone)
		}
		return t, nil
	}
	return time.Time{}, fmt.Errorf("%q is not a day and an hour written as 2026-03-30 17:10", s)
}
