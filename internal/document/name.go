package document

import (
	"path"
	"strings"
	"unicode"
)

// longestName is the most characters of a name that are kept.
const longestName = 150

// CleanName is a file's name as it can be shown and saved: the last part of what may be a path, without signs that cannot be
// seen or that turn the direction of writing, never empty.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	var b strings.Builder
	for _, r := range name {
		switch {
		case strings.ContainsRune(`<>:"/\|?*`, r):
			b.WriteByte('_')
		case unicode.IsPrint(r) || r == ' ':
			b.WriteRune(r)
		}
	}
	name = strings.Trim(strings.Join(strings.Fields(b.String()), " "), ". ")
	if r := []rune(name); len(r) > longestName {
		ending := []rune(path.Ext(name))
		if len(ending) > 10 {
			ending = nil
		}
		name = string(r[:longestName-len(ending)]) + string(ending)
	}
	if name == "" {
		return "documento"
	}
	return name
}
