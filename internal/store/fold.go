package store

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"qhana/internal/foi"
)

// accents are the letters that the database's fold takes the accents from: both must fold alike.
var accents = strings.NewReplacer(pairs("áàâãäåéèêëíìîïóòôõöúùûüýÿñçÁÀÂÃÄÅÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÝŸÑÇ", "aaaaaaeeeeiiiiooooouuuuyyncaaaaaaeeeeiiiiooooouuuuyync")...)

func pairs(from, to string) []string {
	var out []string
	for i, r := range []rune(from) {
		out = append(out, string(r), to[i:i+1])
	}
	return out
}

// indexed is how much of a question is searched, in characters.
const indexed = 20_000

// folded is what searches compare of a question: its letters without their accents.
func folded(q foi.Question) string {
	body := []rune(q.Body)
	return accents.Replace(norm.NFC.String(q.Subject + " " + string(body[:min(len(body), indexed)])))
}
