package statute

import (
	"slices"
	"time"

	"qhana/internal/foi"
)

// Statute is one law with the procedure of the body that keeps it.
type Statute struct {
	law        statuteFile
	procedure  procedureFile
	calendar   *Calendar
	definition string            // SHA-256 of the files
	source     map[string][]byte // of the files, while they are read
	text       map[string]map[string]string
}

// Outcome is everything a decision changes. The caller stores all of it or none.
type Outcome struct {
	Next       foi.State
	Request    foi.Request // as it stands after
	Entries    []foi.Entry
	Deadlines  []foi.Deadline
	Milestones []foi.Milestone // pending after
	Branches   []foi.Branch
	Notices    []foi.Notice
}

// Key is the statute's folder.
func (s *Statute) Key() string { return s.law.Key }

// Version is the version that new requests come in under.
func (s *Statute) Version() string { return s.law.Version }

// Prefix begins the references of the body.
func (s *Statute) Prefix() string { return s.procedure.Body.Prefix }

// Authority is the body that keeps the law.
func (s *Statute) Authority() Body { return s.procedure.Body }

// Location is the body's zone.
func (s *Statute) Location() *time.Location { return s.calendar.Zone }

// Calendar is the body's calendar.
func (s *Statute) Calendar() *Calendar { return s.calendar }

// CalendarKey names the body's calendar.
func (s *Statute) CalendarKey() string { return s.calendar.Key }

// NewestDeclaration is the newest day on which the calendar was changed, up to a day.
func (s *Statute) NewestDeclaration(day foi.Date) foi.Date { return s.calendar.Newest(day) }

// Today is the civil day of an instant where the body is.
func (s *Statute) Today(at time.Time) foi.Date { return foi.DateOf(at, s.calendar.Zone) }

// IsWorkingDay tells whether a day is worked, by all that is declared.
func (s *Statute) IsWorkingDay(day foi.Date) bool { return s.newest().Worked(day) }

// WorkingDaysBetween counts the worked days after a and up to b.
func (s *Statute) WorkingDaysBetween(a, b foi.Date) int { return s.newest().Between(a, b) }

func (s *Statute) newest() *Days { return s.calendar.versions[len(s.calendar.versions)-1] }

// Outcomes lists the codes of how an answer may end.
func (s *Statute) Outcomes() []string { return s.law.Outcomes }

// Exemptions lists the lawful reasons to withhold.
func (s *Statute) Exemptions() []Exemption { return s.law.Exemptions }

// ExemptionCodes lists their codes.
func (s *Statute) ExemptionCodes() []string {
	out := make([]string, len(s.law.Exemptions))
	for i, e := range s.law.Exemptions {
		out[i] = e.Code
	}
	return out
}

// Extension says how the response term may be lengthened.
func (s *Statute) Extension() ExtensionRule { return s.law.Extension }

// NoticeKinds are the kinds of notice that the procedure makes the body send, in order.
func (s *Statute) NoticeKinds() []string {
	var kinds []string
	for _, list := range s.procedure.Notices {
		for _, n := range list {
			kinds = append(kinds, n.Kind)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// Silence is the effect that the law gives to an answer that does not come: "negative", "positive", "none".
func (s *Statute) Silence() string { return s.law.Silence.Effect }

// Remedies lists what a person may do against an answer or a silence.
func (s *Statute) Remedies() []Remedy { return s.law.Remedies }

// Term is a term of the law or of the procedure, by the key of its clock.
func (s *Statute) Term(key string) TermRule {
	if t, ok := s.law.Terms[key]; ok {
		return t
	}
	return s.procedure.Terms[key]
}

// ReceivedOn is the civil day on which something that came at an instant counts as received: the day itself while the
// office is open on a worked day, else the next worked day.
func (s *Statute) ReceivedOn(at time.Time) foi.Date {
	day := s.Today(at)
	days := s.calendar.AsOf(day)
	local := at.In(s.calendar.Zone)
	if s.law.Receipt.Cutoff == "closing" && minute(local.Hour()*60+local.Minute()) >= s.calendar.close {
		return days.After(day, 1)
	}
	return days.Next(day)
}

// Text is a word of the law in a language: "outcome.granted", "remedy.revocatoria". Validation has seen to it that every
// language has every word.
func (s *Statute) Text(locale, key string) string {
	if t, ok := s.text[locale][key]; ok {
		return t
	}
	return s.text["es"][key]
}
