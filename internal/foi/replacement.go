package foi

import (
	"slices"
	"strings"
	"time"
)

// LawFiles is the kind of an administrator's act that is a Replacement.
const LawFiles = "law_files"

// Replacement says on record that the files of a version of a law are others from an instant on: a case that was filed under the earlier
// ones before is counted with those of today, and everybody can read both.
type Replacement struct {
	At               time.Time
	Statute, Version string
	Definition       string   // of today's files
	Instead          []string // of the earlier ones
	Reason           string   // for everybody to read
}

// Facts are a replacement as the record has it.
func (r Replacement) Facts() map[string]string {
	return map[string]string{"statute": r.Statute, "version": r.Version, "definition": r.Definition, "instead": strings.Join(r.Instead, " "), "reason": r.Reason}
}

// ReplacementOf is what facts say that were recorded at an instant; not ok when they say none.
func ReplacementOf(at time.Time, facts map[string]string) (r Replacement, ok bool) {
	r = Replacement{At: at, Statute: facts["statute"], Version: facts["version"], Definition: facts["definition"], Instead: strings.Fields(facts["instead"]), Reason: facts["reason"]}
	return r, r.Statute != "" && r.Definition != "" && len(r.Instead) > 0
}

// Tells whether files, under which something was entered at an instant, were replaced by others.
func (r Replacement) Tells(statute, version, earlier, today string, at time.Time) bool {
	return r.Statute == statute && r.Version == version && r.Definition == today && slices.Contains(r.Instead, earlier) && at.Before(r.At)
}
