package statute

import (
	"io/fs"

	"qhana/internal/foi"
)

// Retention is for how long a body keeps what is personal in a case that ended, before the person may ask that it be erased.
type Retention struct {
	Years   int  `yaml:"years"`   // from the day of the last act; 0 where the body declared no term
	Warning int  `yaml:"warning"` // days in which the person, once told, can still stop it
	Own     bool `yaml:"own"`     // the body decided it; no law says so
	Cite    Cite `yaml:"cite"`    // the law that does
}

// From is the first day on which the person may ask, of a case whose last act was on a day.
func (r Retention) From(last foi.Date) foi.Date {
	y, m, d := last.Civil()
	return foi.NewDate(y+r.Years, m, d)
}

// Retention is the one that the body declared.
func (s *Statute) Retention() Retention { return s.retention }

// readRetention reads the body's retention.yaml, where there is one.
func (r *loader) readRetention(dir string) (out Retention) {
	name := dir + "/retention.yaml"
	if _, err := fs.Stat(r.fsys, name); err != nil {
		return out
	}
	source := r.decode(name, &out)
	if source == nil {
		return out
	}
	if out.Years < 1 || out.Years > 100 {
		r.bad(name, source, "years", "years: a term of 1 to 100 years")
	}
	if out.Warning < 1 || out.Warning > 60 {
		r.bad(name, source, "warning", "warning: the person has 1 to 60 days to stop it")
	}
	if cited := out.Cite.Article != "" && out.Cite.Certainty != ""; cited == out.Own {
		r.bad(name, source, "own", "own: either the body decided it itself, or cite names the article and how certain that is")
	}
	return out
}
