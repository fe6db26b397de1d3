package statute

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"qhana/internal/foi"
)

// Library is every statute that was loaded, and the one that the body is under.
type Library struct {
	statutes  map[string][]*Statute // by key; the first version first
	calendars map[string]*Calendar
	body      string
	forces    atomic.Pointer[[]Force]
}

// Force says that a version of a statute is in force from a day: an administrator brought it into force.
type Force struct {
	Statute, Version string
	From             foi.Date
}

// Statute returns the first version of the statute with a key, nil when there is none.
func (l *Library) Statute(key string) *Statute {
	if all := l.statutes[key]; len(all) > 0 {
		return all[0]
	}
	return nil
}

// Under returns the version of a statute that a request is under; its first version where the request names none; nil when
// there is no such version.
func (l *Library) Under(key, version string) *Statute {
	for _, s := range l.statutes[key] {
		if s.law.Version == version || version == "" {
			return s
		}
	}
	return nil
}

// Versions lists the versions of a statute, the first one first.
func (l *Library) Versions(key string) []*Statute { return l.statutes[key] }

// Enforce tells the library which versions were brought into force.
func (l *Library) Enforce(list []Force) { l.forces.Store(&list) }

// Forces lists the versions that were brought into force.
func (l *Library) Forces() []Force {
	if p := l.forces.Load(); p != nil {
		return *p
	}
	return nil
}

// Body is the first version of the statute that the body is under: what it is called, and where.
func (l *Library) Body() *Statute { return l.Statute(l.body) }

// InForce is the version under which a request comes in on a day: the one that was brought into force last, else the first.
func (l *Library) InForce(day foi.Date) *Statute {
	out, since := l.Body(), foi.Date(0)
	for _, f := range l.Forces() {
		if s := l.Under(f.Statute, f.Version); f.Statute == l.body && s != nil && f.From <= day && f.From >= since {
			out, since = s, f.From
		}
	}
	return out
}

// Count is the number of statutes.
func (l *Library) Count() int { return len(l.statutes) }

// Use makes a statute the body's own.
func (l *Library) Use(key string) error {
	if l.Statute(key) == nil || !l.Statute(key).Kept() {
		return fmt.Errorf("there is no statute %q with a body that keeps it; there are %s", key, strings.Join(l.Keys(), ", "))
	}
	l.body = key
	return nil
}

// Keys lists the statutes in the order of their keys.
func (l *Library) Keys() []string {
	var out []string
	for k := range l.statutes {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// link lets every version find the others: a request may move from one to another.
func (l *Library) link() {
	for _, all := range l.statutes {
		for _, s := range all {
			s.versions = all
		}
	}
}

// Supposing is the library as it would be with other declarations, to see what they would move. The library itself does not
// change.
func (l *Library) Supposing(list []foi.Closure) *Library {
	out := &Library{statutes: map[string][]*Statute{}, calendars: map[string]*Calendar{}, body: l.body}
	for key, c := range l.calendars {
		out.calendars[key] = &Calendar{Key: c.Key, Zone: c.Zone, Holidays: c.Holidays, Worked: c.Worked, weekend: c.weekend, open: c.open, close: c.close,
			from: c.from, to: c.to, declared: c.declared, editions: c.editions}
	}
	for key, all := range l.statutes {
		for _, s := range all {
			other := *s
			other.calendar, other.others = out.calendars[s.calendar.Key], map[string]*Calendar{}
			for name := range s.others {
				other.others[name] = out.calendars[name]
			}
			out.statutes[key] = append(out.statutes[key], &other)
		}
	}
	out.link()
	out.Declare(list)
	out.forces.Store(l.forces.Load())
	return out
}
