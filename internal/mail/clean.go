package mail

import (
	"strings"
	"unicode"
)

const maxHeader = 200 // runes of a header value that anybody typed

// oneLine makes a header value of what somebody typed: no line ends, no control or direction signs, single spaces, at
// most 200 characters.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.Map(visible, s)), " ")
	if r := []rune(s); len(r) > maxHeader {
		s = strings.TrimSpace(string(r[:maxHeader-1])) + "…"
	}
	return s
}

// paragraphs makes body text of what somebody typed: line ends stay, control and direction signs go.
func paragraphs(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	lines := strings.Split(strings.ReplaceAll(s, "\r", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(strings.Map(visible, line), " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// visible drops what a reader cannot see but a mail program obeys: control signs, and the direction and zero-width
// signs with which a text can look like another. Joiners inside words and emoji stay.
func visible(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return ' '
	case r == '\u200d' || r == '\u200c': // joiners
		return r
	case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
		return -1
	}
	return r
}

// wrap breaks paragraphs at spaces so that no line is longer than width runes, and starts each line with prefix.
// Words longer than a line, such as addresses of pages, stay whole.
func wrap(s string, width int, prefix string) string {
	var out []string
	for _, par := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(par) {
			switch {
			case line == "":
				line = word
			case len([]rune(line))+1+len([]rune(word)) > width:
				out = append(out, prefix+line)
				line = word
			default:
				line += " " + word
			}
		}
		out = append(out, strings.TrimRight(prefix+line, " "))
	}
	return strings.Join(out, "\n")
}
