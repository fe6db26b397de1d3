package statute

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"qhana/internal/foi"
)

// Statute is one version of a law with the procedure of the body that keeps it.
type Statute struct {
	dir        string
	law        statuteFile
	procedure  procedureFile
	calendar   *Calendar
	others     map[string]*Calendar // those of courts, by key
	definition string               // SHA-256 of the files
	source     map[string][]byte    // of the files, in which mistakes are looked up
	text       map[string]map[string]string
	cutoff     minute     // hour after which a day's receipts count for the next; 0 for none, -1 for the closing hour
	versions   []*Statute // all versions of this law
	seal       []byte     // picture of the body's seal
	retention  Retention

	procedureFiles []string // in which the procedure stands, its own first
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
	Joined     foi.Reference // the request that answers this one too, "" for none
}

// settle writes the law's own rules of counting into the terms that say nothing themselves.
func (s *Statute) settle() {
	fill := func(t TermRule) TermRule {
		c := s.law.Counting
		if t.FirstDay == "" {
			t.FirstDay = c.FirstDay
		}
		if t.Roll == "" && t.Unit != working && t.Unit != week5 {
			t.Roll = c.Roll
		}
		if t.MonthEnd == "" {
			t.MonthEnd = c.MonthEnd
		}
		if t.MinWorking == 0 {
			t.MinWorking = c.MinWorking
		}
		return t
	}
	for k, t := range s.law.Terms {
		s.law.Terms[k] = fill(t)
	}
	for _, track := range s.law.Tracks {
		for k, t := range track.Terms {
			t.Cite = track.Cite
			track.Terms[k] = fill(t)
		}
	}
	for i := range s.law.Remedies {
		r := &s.law.Remedies[i]
		for _, t := range []*TermRule{r.File, r.Decide} {
			if t != nil {
				*t = fill(*t)
				if t.Cite.Article == "" {
					t.Cite = r.Cite
				}
			}
		}
	}
	for i := range s.law.Extensions {
		x := &s.law.Extensions[i]
		if x.Unit == "" {
			x.Unit = s.law.Terms["response"].Unit
		}
		if x.Times == 0 {
			x.Times = 1
		}
	}
	switch s.law.Receipt.Cutoff {
	case "":
	case "closing":
		s.cutoff = -1
	default:
		s.cutoff, _ = minuteOf(s.law.Receipt.Cutoff)
	}
}

// Key is the statute's folder.
func (s *Statute) Key() string { return s.law.Key }

// Version names this version of the statute.
func (s *Statute) Version() string { return s.law.Version }

// InForce is the day from which the law itself says that it holds.
func (s *Statute) InForce() foi.Date { return s.law.InForce }

// Moves tells whether running requests move to this version when it comes into force, and where that stands.
func (s *Statute) Moves() (bool, Cite) {
	return s.law.Transition.Running == "move", s.law.Transition.Cite
}

// Kept tells whether a body keeps this law here.
func (s *Statute) Kept() bool { return s.procedure.Body.Name != "" }

// Prefix begins the references of the body.
func (s *Statute) Prefix() string { return s.procedure.Body.Prefix }

// Authority is the body that keeps the law.
func (s *Statute) Authority() Body { return s.procedure.Body }

// In is how a sentence in a language names the body.
func (b Body) In(locale string) string {
	if locale == "en" {
		return cmp.Or(b.ShortEN, b.Name)
	}
	return cmp.Or(b.Short, b.Name)
}

// NeedsExemption tells whether an answer that ends so says on which exemptions it withholds.
func (s *Statute) NeedsExemption(outcome string) bool {
	return slices.Contains(s.law.NeedExemption, outcome)
}

// Needs tells whether the procedure cannot be kept without a unit: it leads, signs, confirms extensions, or approves answers before
// the signature.
func (s *Statute) Needs(unit string) bool {
	return unit == s.procedure.Body.Lead || unit == s.procedure.Body.Signing || s.Approves(unit)
}

// Confirms is the unit that confirms extensions, "" where the procedure names none.
func (s *Statute) Confirms() string { return s.procedure.Confirms }

// Attention says what the desk is warned of.
func (s *Statute) Attention() Attention { return s.procedure.Attention }

// Soon is the last day on which a term that ends counts as due soon, on a day.
func (s *Statute) Soon(today foi.Date) foi.Date {
	return s.calendar.AsOf(today).After(today, s.procedure.Attention.Soon)
}

// Forgotten is the last day on which a case was opened that counts as forgotten, on a day.
func (s *Statute) Forgotten(today foi.Date) foi.Date {
	return today - foi.Date(s.procedure.Attention.Unopened)
}

// Seal is the picture of the body's seal, PNG; none where it keeps no such file.
func (s *Statute) Seal() []byte { return s.seal }

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

func (s *Statute) newest() *Days { return s.newestFor(TermRule{}) }

// newestFor are the days that a term counts, with all that was declared.
func (s *Statute) newestFor(t TermRule) *Days {
	c := s.calendarOf(t)
	return c.AsOf(foi.NewDate(c.to, 12, 31))
}

// calendarOf is the calendar by which a term is counted: the body's, or the one that the term names.
func (s *Statute) calendarOf(t TermRule) *Calendar {
	if c := s.others[t.Calendar]; c != nil {
		return c
	}
	return s.calendar
}

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

// Extensions says how the response term may be lengthened.
func (s *Statute) Extensions() []ExtensionRule { return s.law.Extensions }

// Extension is the first way in which the response term may be lengthened, zero when there is none; Grounds has those of all.
func (s *Statute) Extension() ExtensionRule {
	if len(s.law.Extensions) == 0 {
		return ExtensionRule{}
	}
	out := s.law.Extensions[0]
	out.Grounds = nil
	for _, x := range s.law.Extensions {
		out.Grounds = append(out.Grounds, x.Grounds...)
		out.Amount = max(out.Amount, x.Most(s.Term("response")))
	}
	return out
}

// Most is how much the rule may add to a term, 0 when it asks for a day.
func (x ExtensionRule) Most(t TermRule) int {
	if x.Double {
		return t.Amount
	}
	return x.Amount
}

// extensionOn is the rule that knows a ground.
func (s *Statute) extensionOn(ground string) *ExtensionRule {
	for i, x := range s.law.Extensions {
		if slices.Contains(x.Grounds, ground) {
			return &s.law.Extensions[i]
		}
	}
	return nil
}

// Clarification says what asking the person to clarify does.
func (s *Statute) Clarification() ClarificationRule { return s.law.Clarification }

// ClarificationGrounds lists the grounds on which a person may be asked to clarify.
func (s *Statute) ClarificationGrounds() []string { return s.law.Clarification.Grounds }

// Files are the files that define this version, by name: Definition is the SHA-256 of statute.yaml, procedure.yaml and like, one after the other.
func (s *Statute) Files() map[string][]byte { return s.source }

// Definition is the SHA-256 of the files that define this version, hexadecimal.
func (s *Statute) Definition() string { return s.definition }

// Suspensions lists the grounds on which the response term stands still.
func (s *Statute) Suspensions() []SuspensionRule { return s.law.Suspensions }

// SuspensionGrounds lists the codes of those that are used by themselves: a fee is asked for.
func (s *Statute) SuspensionGrounds() []string {
	var out []string
	for _, x := range s.law.Suspensions {
		if x.Ground != FeeGround || s.law.Fees == nil {
			out = append(out, x.Ground)
		}
	}
	return out
}

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

// Silence is the effect that the law gives to an answer that does not come.
func (s *Statute) Silence() SilenceRule { return s.law.Silence }

// SilenceOn is Silence on a track.
func (s *Statute) SilenceOn(track string) SilenceRule {
	if own := s.law.Tracks[track].Silence; own != nil {
		return *own
	}
	return s.law.Silence
}

// Remedies lists what a person may do against an answer or a silence.
func (s *Statute) Remedies() []Remedy { return s.law.Remedies }

// Receipt says on which day something counts as received.
func (s *Statute) Receipt() ReceiptRule { return s.law.Receipt }

// Start says what sets the response term off, nil for receipt.
func (s *Statute) Start() *StartRule { return s.law.Start }

// Distance gives people from elsewhere more days; nil where the law knows nothing of it.
func (s *Statute) Distance() *DistanceRule { return s.law.Distance }

// Tracks lists the courses with terms of their own, in order.
func (s *Statute) Tracks() []string { return sorted(s.law.Tracks) }

// TracksFor lists those of them on which somebody may file: some are the body's to choose.
func (s *Statute) TracksFor(role foi.Role) []string {
	return slices.DeleteFunc(s.Tracks(), func(track string) bool { return role == foi.Citizen && s.law.Tracks[track].By == "body" })
}

// Terms lists the keys of the law's terms, in order.
func (s *Statute) Terms() []string { return sorted(s.law.Terms) }

func sorted[K ~string, V any](m map[K]V) []K {
	var out []K
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Term is a term of the law or of the procedure, by the key of its clock: "response", "acknowledge", and for a remedy
// "revocatoria.file", "revocatoria.decide" ("revocatoria" stands for the first). Zero when there is none.
func (s *Statute) Term(key string) TermRule { return s.term(key, "") }

// TermOn is Term on a track.
func (s *Statute) TermOn(key, track string) TermRule { return s.term(key, track) }

func (s *Statute) term(key, track string) TermRule {
	if key == "consultation" { // the law's own time for a third party, where it has one
		if t := s.term("third_party", track); t.Amount > 0 {
			return t
		}
	}
	if t, ok := s.law.Tracks[track].Terms[key]; ok {
		return t
	}
	if t, ok := s.law.Terms[key]; ok {
		return t
	}
	if t, ok := s.procedure.Terms[key]; ok {
		return t
	}
	code, what, _ := strings.Cut(key, ".")
	for _, r := range s.law.Remedies {
		switch {
		case r.Code != code:
		case what == "decide" && r.Decide != nil:
			return *r.Decide
		case what != "decide" && r.File != nil:
			return *r.File
		}
	}
	return TermRule{}
}

// ReceivedOn is the civil day on which something that came at an instant counts as received, by the calendar as it stood
// then.
func (s *Statute) ReceivedOn(at time.Time) foi.Date {
	day := s.Today(at)
	return s.receivedOn(at, s.calendar.AsOf(day))
}

func (s *Statute) receivedOn(at time.Time, days *Days) foi.Date {
	day := s.Today(at)
	local := at.In(s.calendar.Zone)
	cutoff := s.cutoff
	if cutoff < 0 {
		cutoff = s.calendar.closing(day, day)
	}
	return days.receivedOn(day, minute(local.Hour()*60+local.Minute()), cutoff, &s.law.Receipt)
}

// Text is a word of the law in a language: "outcome.granted", "remedy.revocatoria". Validation has seen to it that every
// language has every word.
func (s *Statute) Text(locale, key string) string {
	if t, ok := s.text[locale][key]; ok {
		return t
	}
	return s.text["es"][key]
}
