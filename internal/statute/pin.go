package statute

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"qhana/internal/foi"
)

// What a case is counted with is on record: the definition of its law, and the days of its calendar. A file that was changed later,
// with the terms that it gives, is then known by the entry that used another.

// Pin is what the days of a calendar were as declared up to a day, in the year of another and in those beside it: the years, and the
// SHA-256 of what each of their days is. Days that are declared later, and years that are added, do not change it; neither do what the
// body itself declared, which is on record, nor names and sources.
func (c *Calendar) Pin(asOf, day foi.Date) string {
	year, _, _ := day.Civil()
	from, to := max(year-1, c.from), min(year+1, c.to)
	return fmt.Sprintf("%d-%d:%s", from, to, c.pinned(asOf, from, to))
}

// pinOf is one pin that was computed.
type pinOf struct{ edition, from, to int }

func (c *Calendar) pinned(asOf foi.Date, from, to int) string {
	key := pinOf{c.edition(asOf), from, to}
	if sum, ok := c.pins.Load(key); ok {
		return sum.(string)
	}
	text := sha256.Sum256(c.daysText(asOf, from, to))
	sum := hex.EncodeToString(text[:])
	c.pins.Store(key, sum)
	return sum
}

// daysText is what the days of some years are as declared up to a day, a line each: what a pin has the SHA-256 of.
func (c *Calendar) daysText(asOf foi.Date, from, to int) []byte {
	var text bytes.Buffer
	_, _ = fmt.Fprintf(&text, "%s %s %s-%s\n", c.Key, c.Zone, c.open, c.close)
	days := c.editions[c.edition(asOf)].days
	for d := foi.NewDate(from, 1, 1); d <= foi.NewDate(to, 12, 31); d++ {
		i := int(d - days.first)
		line := d.String()
		for _, is := range []struct {
			name string
			of   bitset
		}{{"worked", days.worked}, {"holiday", days.holiday}, {"closed", days.closed}} {
			if is.of.has(i) {
				line += " " + is.name
			}
		}
		if days.short.has(i) {
			line += " " + c.closing(asOf, d).String()
		}
		_, _ = fmt.Fprintln(&text, line)
	}
	return text.Bytes()
}

// Pinned are the texts of the days that are pinned from a day on until the end of the next year, by their SHA-256: so that what was counted
// with can be read when the calendar has other days.
func (c *Calendar) Pinned(from foi.Date) map[string][]byte {
	out := map[string][]byte{}
	year, _, _ := from.Civil()
	for _, asOf := range append([]foi.Date{from}, c.declared...) {
		for y := year; y <= year+1 && asOf >= from; y++ {
			pin := c.Pin(asOf, foi.NewDate(y, 1, 1))
			if text, ok := c.Read(pin, asOf); ok {
				out[foi.DaysHash(pin)] = text
			}
		}
	}
	return out
}

// Read is what the days of a pin are, as declared up to a day; not ok when the calendar has other days, or not its years.
func (c *Calendar) Read(pin string, asOf foi.Date) (text []byte, ok bool) {
	if c.repin(pin, asOf) != pin {
		return nil, false
	}
	from, to, _ := yearsOf(pin)
	return c.daysText(asOf, from, to), true
}

// pin is what an entry is counted with, "" when it says nothing new about that.
func (d *decision) pin(event foi.Event, facts foi.Facts, taken bool) string {
	law := d.s
	if event == foi.LawChanged {
		law = d.s.sibling(facts.Version)
	} else if !taken {
		return ""
	}
	return law.calendar.Pin(max(d.asOf, facts.Calendar), d.day)
}

// Unlike is an entry that was made with other files than those of today.
type Unlike struct {
	Seq              int
	Statute, Version string
	Calendar         bool     // it is the calendar; else the law's own files
	Key              string   // of the calendar
	AsOf             foi.Date // up to which it was declared
	Earlier, Today   string   // definitions of the law's files, or pins of the calendar: those of the entry, and those of today, "" when there are none
	At               time.Time
}

// Told is the first of what was declared on record that says of an entry's files, or days, that those of today stand in their place; nil when none
// does.
func (u Unlike) Told(list []foi.Replacement) *foi.Replacement {
	for i := range list {
		if u.Calendar && list[i].TellsDays(u.Key, u.Earlier, u.Today, u.At) || !u.Calendar && list[i].Tells(u.Statute, u.Version, u.Earlier, u.Today, u.At) {
			return &list[i]
		}
	}
	return nil
}

func (u Unlike) String() string {
	if u.Calendar {
		return fmt.Sprintf("entry %d: the days of the calendar %s are not those with which it was counted", u.Seq, u.Key)
	}
	if u.Seq == 1 {
		return fmt.Sprintf("entry 1: the files of its law %s %s are not those under which it was filed", u.Statute, u.Version)
	}
	return fmt.Sprintf("entry %d: the files of the law %s %s are not those to which it was moved", u.Seq, u.Statute, u.Version)
}

// Unlike lists the entries of a case that were made with other files than those of today. A version that is not here at all is one.
func (l *Library) Unlike(ledger []foi.Entry) []Unlike {
	var out []Unlike
	var law *Statute
	asOf := foi.Date(0)
	for _, e := range ledger {
		f := e.Facts
		asOf = max(asOf, f.Calendar)
		if e.Event == foi.Filed || e.Event == foi.LawChanged {
			today := ""
			if law = l.Under(f.Statute, f.Version); law != nil {
				today = law.definition
			}
			if law == nil || f.Definition != today {
				out = append(out, Unlike{Seq: e.Seq, Statute: f.Statute, Version: f.Version, Earlier: f.Definition, Today: today, At: e.At})
			}
		}
		if f.Days == "" || law == nil {
			continue
		}
		if today := law.calendar.repin(f.Days, asOf); today != f.Days {
			out = append(out, Unlike{Seq: e.Seq, Statute: law.law.Key, Version: law.law.Version, Calendar: true, Key: law.calendar.Key, AsOf: asOf, Earlier: f.Days, Today: today, At: e.At})
		}
	}
	return out
}

// repin is the pin of the same years as another, as the days are today; "" when it cannot be read, or when the calendar has not all its years.
func (c *Calendar) repin(pin string, asOf foi.Date) string {
	from, to, ok := yearsOf(pin)
	if !ok || from < c.from || to > c.to || to < from {
		return ""
	}
	return fmt.Sprintf("%d-%d:%s", from, to, c.pinned(asOf, from, to))
}

// yearsOf are the years of a pin.
func yearsOf(pin string) (from, to int, ok bool) {
	var sum string
	n, err := fmt.Sscanf(pin, "%d-%d:%s", &from, &to, &sum)
	return from, to, err == nil && n == 3
}
