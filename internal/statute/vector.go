package statute

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"qhana/internal/foi"
)

// vector is one worked example of a term: see the README of the examples.
type vector struct {
	ID       string          `json:"id"`
	Statute  string          `json:"statute"`
	Clock    string          `json:"clock"`
	Received string          `json:"received"`
	Zone     string          `json:"zone"`
	Term     *vectorTerm     `json:"term"`
	Events   []vectorEvent   `json:"events"`
	Calendar *vectorCalendar `json:"calendar"`
	Due      string          `json:"expected_due"`
}

type vectorTerm struct {
	Amount   int    `json:"amount"`
	Unit     string `json:"unit"`
	FirstDay string `json:"first_day"`
	Roll     string `json:"roll"`
	MonthEnd string `json:"month_end"`
	Receipt  struct {
		Cutoff     string `json:"cutoff"`
		NonWorking string `json:"nonworking"`
	} `json:"receipt"`
}

type vectorEvent struct {
	Action string `json:"action"`
	Amount int    `json:"amount"`
	Unit   string `json:"unit"`
	From   string `json:"from"`
	To     string `json:"to"`
	At     string `json:"at"`
}

type vectorCalendar struct {
	Weekend  []string      `json:"weekend"`
	Holidays []foi.Date    `json:"holidays"`
	Excluded [][2]foi.Date `json:"excluded_ranges"`
	Reduced  []foi.Date    `json:"reduced_days"`
}

// RunVectors computes each worked example of a JSON array and reports it.
func RunVectors(l *Library, data []byte, report func(id string, ok bool, got, want string)) error {
	var all []vector
	if err := json.Unmarshal(data, &all); err != nil {
		return fmt.Errorf("not a list of worked examples: %w", err)
	}
	for _, v := range all {
		got, err := v.compute(l)
		if err != nil {
			got = "error: " + err.Error()
		}
		report(v.ID, got == v.Due, got, v.Due)
	}
	return nil
}

// reckoning is one example being computed: days that do not count are kept apart, so that closures can come and go.
type reckoning struct {
	term    vectorTerm
	weekend [7]bool
	off     map[foi.Date]bool // holidays and closures
	closed  map[foi.Date]bool // excluded ranges
	pause   map[foi.Date]bool // disregarded days
	reduced map[foi.Date]bool
}

func (v vector) compute(l *Library) (string, error) {
	zone, err := v.zone(l)
	if err != nil {
		return "", err
	}
	received, err := instantIn(v.Received, zone)
	if err != nil {
		return "", err
	}
	r, err := v.reckoning(l)
	if err != nil {
		return "", err
	}
	if r.term.Unit == "hour" {
		return received.Add(time.Duration(r.term.Amount) * time.Hour).In(zone).Format("2006-01-02T15:04:05-07:00"), nil
	}
	start := r.receipt(received, zone)
	extra := []vectorEvent{}
	for _, e := range v.Events {
		if start, err = r.event(e, start, zone); err != nil {
			return "", err
		}
		if e.Action == "extend" {
			extra = append(extra, e)
		}
	}
	return r.due(start, extra).String(), nil
}

func (v vector) zone(l *Library) (*time.Location, error) {
	if v.Zone != "" {
		return time.LoadLocation(v.Zone)
	}
	if s := l.Statute(v.Statute); s != nil {
		return s.Location(), nil
	}
	return nil, fmt.Errorf("no zone and no statute %q", v.Statute)
}

func (v vector) reckoning(l *Library) (*reckoning, error) {
	r := &reckoning{off: map[foi.Date]bool{}, closed: map[foi.Date]bool{}, pause: map[foi.Date]bool{}, reduced: map[foi.Date]bool{}}
	if v.Term != nil {
		r.term = *v.Term
	} else {
		s := l.Statute(v.Statute)
		if s == nil {
			return nil, fmt.Errorf("statute %q is not shipped", v.Statute)
		}
		t, ok := s.law.Terms[v.Clock]
		if !ok {
			return nil, fmt.Errorf("statute %s has no clock %q", v.Statute, v.Clock)
		}
		r.term = vectorTerm{Amount: t.Amount, Unit: t.Unit}
		r.term.Receipt.NonWorking = "next_working"
		r.term.Receipt.Cutoff = fmt.Sprintf("%02d:%02d", s.calendar.close/60, s.calendar.close%60)
		if v.Calendar == nil {
			return r, r.take(s)
		}
	}
	if v.Calendar == nil {
		return nil, fmt.Errorf("no calendar")
	}
	return r, r.calendar(*v.Calendar)
}

// take uses the statute's own calendar, by all that is declared.
func (r *reckoning) take(s *Statute) error {
	days := s.newest()
	for d := days.first; int(d-days.first) < len(days.before)-1; d++ {
		if !days.Worked(d) {
			r.off[d] = true
		}
	}
	return nil
}

func (r *reckoning) calendar(c vectorCalendar) error {
	for _, name := range c.Weekend {
		w, ok := weekdays[name]
		if !ok {
			return fmt.Errorf("%q is not a day of the week", name)
		}
		r.weekend[w] = true
	}
	for _, d := range c.Holidays {
		r.off[d] = true
	}
	for _, d := range c.Reduced {
		r.reduced[d] = true
	}
	for _, span := range c.Excluded {
		for d := span[0]; d <= span[1]; d++ {
			r.closed[d] = true
		}
	}
	return nil
}

func (r *reckoning) worked(d foi.Date) bool {
	return !r.weekend[d.Weekday()] && !r.off[d] && !r.closed[d]
}

// receipt is day zero: the civil day of receipt, or the next worked one by the term's receipt rule.
func (r *reckoning) receipt(at time.Time, zone *time.Location) foi.Date {
	day := foi.DateOf(at, zone)
	rule := r.term.Receipt
	late := false
	if cut, err := minuteOf(rule.Cutoff); err == nil {
		local := at.In(zone)
		late = minute(local.Hour()*60+local.Minute()) >= cut && r.worked(day)
	}
	if late {
		day++
	}
	if late || rule.NonWorking == "next_working" {
		for !r.worked(day) {
			day++
		}
	}
	return day
}

func (r *reckoning) event(e vectorEvent, start foi.Date, zone *time.Location) (foi.Date, error) {
	switch e.Action {
	case "extend":
		return start, nil
	case "restart", "latest_start":
		at, err := instantIn(e.At, zone)
		if err != nil {
			return start, err
		}
		day := r.receipt(at, zone)
		if e.Action == "restart" || day < start {
			return day, nil
		}
		return start, nil
	}
	from, err := foi.ParseDate(e.From)
	if err != nil {
		return start, err
	}
	to, err := foi.ParseDate(e.To)
	if err != nil {
		return start, err
	}
	for d := from; d <= to; d++ {
		switch e.Action {
		case "disregard":
			r.pause[d] = true
		case "declare_closure":
			r.off[d] = true
		case "revoke_closure":
			delete(r.off, d)
		default:
			return start, fmt.Errorf("there is no action %q", e.Action)
		}
	}
	return start, nil
}

// due counts the term and its extensions from day zero.
func (r *reckoning) due(start foi.Date, extensions []vectorEvent) foi.Date {
	switch r.term.FirstDay {
	case "trigger_day":
		start--
	case "next_working_day":
		first := start + 1
		for !r.worked(first) {
			first++
		}
		start = first - 1
	}
	day := r.add(start, r.term.Amount, r.term.Unit)
	for _, e := range extensions {
		day = r.add(day, e.Amount, e.Unit)
	}
	return r.roll(day)
}

func (r *reckoning) add(from foi.Date, n int, unit string) foi.Date {
	switch unit {
	case "month":
		return r.pauses(from, r.months(from, n))
	case "week5":
		n, unit = n*5, "working"
	}
	day := from
	for n > 0 {
		day++
		if !r.pause[day] && (unit == "calendar" && !r.closed[day] || unit != "calendar" && r.worked(day)) {
			n--
		}
	}
	return day
}

// pauses moves a day by the disregarded days that came before it.
func (r *reckoning) pauses(from, day foi.Date) foi.Date {
	for d := from + 1; d <= day; d++ {
		if r.pause[d] {
			day++
		}
	}
	return day
}

func (r *reckoning) months(from foi.Date, n int) foi.Date {
	y, m, d := from.Civil()
	first := foi.NewDate(y, m+time.Month(n), 1)
	last := foi.NewDate(y, m+time.Month(n)+1, 1) - 1
	if day := first + foi.Date(d-1); day <= last {
		return day
	}
	if r.term.MonthEnd == "first_working_day_next_month" {
		day := last + 1
		for !r.worked(day) {
			day++
		}
		return day
	}
	return last
}

func (r *reckoning) roll(day foi.Date) foi.Date {
	stays := func(d foi.Date) bool { return true }
	switch r.term.Roll {
	case "next_working":
		stays = r.worked
	case "next_full_working":
		stays = func(d foi.Date) bool { return r.worked(d) && !r.reduced[d] }
	case "next_unless_sun_hol":
		stays = func(d foi.Date) bool { return d.Weekday() != time.Sunday && !r.off[d] }
	}
	for !stays(day) {
		day++
	}
	return day
}

// instantIn reads an instant with or without offset; without, it is local time.
func instantIn(s string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if slices.Contains([]string{time.RFC3339}, layout) {
			if t, err := time.Parse(layout, s); err == nil {
				return t, nil
			}
			continue
		}
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not an instant", s)
}
