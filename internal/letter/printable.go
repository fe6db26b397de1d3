package letter

import (
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// missing stands for a sign that the fonts do not have.
const missing = '□'

// faces are the fonts, to ask them which signs they have.
var faces = sync.OnceValue(func() []*sfnt.Font {
	var out []*sfnt.Font
	for _, b := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := sfnt.Parse(b)
		if err != nil {
			panic(err) // the fonts are part of the program
		}
		out = append(out, f)
	}
	return out
})

// signs remembers which signs can be printed.
var signs sync.Map

// Printable is a text as it will be printed.
func Printable(s string) string { return printable(s) }

// printable is a text in signs that the fonts have: letters and their accents are put together, and what cannot be printed
// shows as a box, so that nothing is silently left out.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r >= ' ' && r <= '~':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r):
			return -1
		case !drawn(r):
			return missing
		}
		return r
	}, norm.NFC.String(s))
}

func drawn(r rune) bool {
	if known, ok := signs.Load(r); ok {
		return known.(bool)
	}
	has := r <= 0xffff
	for _, f := range faces() {
		var b sfnt.Buffer
		i, err := f.GlyphIndex(&b, r)
		has = has && err == nil && i != 0
	}
	signs.Store(r, has)
	return has
}

func itoa(n int) string { return strconv.Itoa(n) }
