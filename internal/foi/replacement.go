package foi

import (
	"slices"
	"strings"
	"time"
)

// LawFiles is the kind of an administrator's act that is a Replacement.
const LawFiles = "law_files"

// Replacement says on record that the files of a version of a law, or the days of its calendar, are others from an instant on: a case that
// was filed under the earlier ones before is counted with those of today, and everybody can read both.
type Replacement struct {
	At               time.Time
	Statute, Version string   // no version where it is the calendar
	Definition       string   // of today's files
	Calendar         string   // key of the calendar of which it is the days
	Days             []string // what they are today: the years and their SHA-256, each in the place of one in Instead
	Instead          []string // of the earlier files, or what the days were
	Reason           string   // for everybody to read
}

// Facts are a replacement as the record has it.
func (r Replacement) Facts() map[string]string {
	if r.Calendar != "" {
		return map[string]string{"statute": r.Statute, "calendar": r.Calendar, "days": strings.Join(r.Days, " "), "instead": strings.Join(r.Instead, " "), "reason": r.Reason}
	}
	return map[string]string{"statute": r.Statute, "version": r.Version, "definition": r.Definition, "instead": strings.Join(r.Instead, " "), "reason": r.Reason}
}

// ReplacementOf is what facts say that were recorded at an instant; not ok when they say none.
func ReplacementOf(at time.Time, facts map[string]string) (r Replacement, ok bool) {
	r = Replacement{At: at, Statute: facts["statute"], Version: facts["version"], Definition: facts["definition"], Calendar: facts["calendar"], Days: strings.Fields(facts["days"]),
		Instead: strings.Fields(facts["instead"]), Reason: facts["reason"]}
	ofDays := r.Calendar != "" && r.Definition == "" && len(r.Days) == len(r.Instead)
	ofFiles := r.Calendar == "" && r.Definition != "" && len(r.Days) == 0
	return r, r.Statute != "" && len(r.Instead) > 0 && (ofDays || ofFiles)
}

// Tells whether files, under which something was entered at an instant, were replaced by others.
func (r Replacement) Tells(statute, version, earlier, today string, at time.Time) bool {
	return r.Calendar == "" && r.Statute == statute && r.Version == version && r.Definition == today && slices.Contains(r.Instead, earlier) && at.Before(r.At)
}

// TellsDays tells whether days of a calendar, with which something was entered at an instant, were replaced by others.
func (r Replacement) TellsDays(calendar, earlier, today string, at time.Time) bool {
	i := slices.Index(r.Instead, earlier)
	return r.Calendar == calendar && i >= 0 && i < len(r.Days) && r.Days[i] == today && at.Before(r.At)
}

// DaysHash is the SHA-256 in what days are said to be: what comes after their years.
func DaysHash(days string) string { return days[strings.IndexByte(days, ':')+1:] }
