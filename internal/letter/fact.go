package letter

import (
	"slices"
	"strings"
	"unicode"
)

// Facts are what a letter can tell, by name. One that is not there is empty.
type Facts map[string]string

// shape is how a fact is written.
type shape int

const (
	inline shape = iota // words within a sentence
	whole               // paragraphs that somebody wrote
	listed              // one line each
)

// fact is one of the things that letters can name.
type fact struct {
	name  string
	shape shape
}

// known has every fact, in the order in which pages show them.
var known = []fact{
	{"Body", inline}, {"Short", inline}, {"Lead", inline}, {"Reference", inline}, {"Subject", inline}, {"Name", inline}, {"Behalf", inline},
	{"Today", inline}, {"Received", inline}, {"Due", inline}, {"OldDue", inline}, {"Left", inline}, {"Article", inline}, {"Law", inline}, {"Rule", inline}, {"Units", inline},
	{"Outcome", inline}, {"Ground", inline}, {"Silence", inline}, {"Lapse", inline}, {"Signatory", inline}, {"Page", inline}, {"Check", inline},
	{"Entity", inline}, {"Contact", inline}, {"Fee", inline}, {"PayBy", inline}, {"Link", inline}, {"Released", inline}, {"Withheld", inline},
	{"Part", whole}, {"Asked", whole}, {"Question", whole}, {"Reason", whole}, {"Answer", whole}, {"Exemptions", listed}, {"Documents", listed}, {"Remedies", listed},
}

// Names lists the facts that a template can name.
func Names() []string {
	out := make([]string, len(known))
	for i, f := range known {
		out[i] = f.name
	}
	return out
}

func factOf(name string) (fact, bool) {
	i := slices.IndexFunc(known, func(f fact) bool { return f.name == name })
	if i < 0 {
		return fact{}, false
	}
	return known[i], true
}

// Only are the facts with those names.
func (f Facts) Only(names []string) Facts {
	out := Facts{}
	for _, name := range names {
		if v := f[name]; v != "" {
			out[name] = v
		}
	}
	return out
}

// List is the value of a fact that is a list: a line for each text.
func List(texts []string) string {
	var lines []string
	for _, t := range texts {
		if t = oneLine(t); t != "" {
			lines = append(lines, "- "+t)
		}
	}
	return strings.Join(lines, "\n")
}

// guard stands before a sign that would be markup where somebody's words begin a line. It is never printed.
const guard = '\ue000'

// value is a fact as it goes into the text: what was written by somebody makes no heading, and within a sentence no list.
func (f Facts) value(name string) string {
	x, _ := factOf(name)
	if x.shape == inline {
		return guarded(oneLine(f[name]), "#-")
	}
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(f[name], "\r\n", "\n"), "\r", "\n"), "\n")
	for i, line := range lines {
		lines[i] = guarded(strings.TrimRight(visible(line), " "), "#")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

func guarded(s, signs string) string {
	if t := strings.TrimLeft(s, " "); t != "" && strings.Contains(signs, t[:1]) {
		return string(guard) + s
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

// visible drops control and direction signs, which no reader sees, and makes spaces of what ends lines.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), r == guard:
			return -1
		}
		return r
	}, s)
}
