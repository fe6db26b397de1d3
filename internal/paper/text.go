package paper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"qhana/internal/foi"
	"qhana/internal/letter"
	"qhana/internal/statute"
	"qhana/internal/store"
)

// Text names the text of a letter: its kind, its language and the version that the body wrote, 0 for the program's own. The program's own is
// another after an upgrade: it has its SHA-256 in its name too.
type Text struct {
	Kind, Locale string
	Version      int
	Hash         string // hexadecimal; "" where the version says it
}

// String is the text as the ledger names it: "delivered_partly.es.3", or of the program's own "delivered_partly.es.0.", and then its SHA-256.
func (t Text) String() string {
	name := t.Kind + "." + t.Locale + "." + strconv.Itoa(t.Version)
	if t.Hash != "" {
		name += "." + t.Hash
	}
	return name
}

// Short is String with the beginning of the hash, for people to tell one from another.
func (t Text) Short() string {
	t.Hash = t.Hash[:min(len(t.Hash), 12)]
	return t.String()
}

// ParseText reads what String wrote; false when that is none. What was signed before texts had their hash has none.
func ParseText(s string) (Text, bool) {
	parts := strings.Split(s, ".")
	if len(parts) < 3 || len(parts) > 4 {
		return Text{}, false
	}
	n, err := strconv.Atoi(parts[2])
	t := Text{Kind: parts[0], Locale: parts[1], Version: n}
	if len(parts) == 4 {
		t.Hash = parts[3]
	}
	return t, err == nil && n >= 0
}

// own takes the program's own text.
func (t *Text) own() string {
	body := letter.Default(t.Kind, t.Locale)
	t.Hash = hashOf(body)
	return body
}

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// Shipped are the texts that come with this program, by their SHA-256: they are kept, so that a letter that was signed goes out with the text
// that was seen, also after an upgrade. Each has its name: "receipt.es".
func Shipped() map[string]store.Shipped {
	out := map[string]store.Shipped{}
	for _, kind := range letter.Kinds() {
		for _, locale := range statute.Locales {
			body := letter.Default(kind, locale)
			out[hashOf(body)] = store.Shipped{Name: kind + "." + locale, Text: body}
		}
	}
	return out
}

// signed is the text that somebody saw when they signed what the entry sends, or when they sent it; "" when nobody has.
func signed(ledger []foi.Entry, entry foi.Entry) string {
	if entry.Facts.Letter != "" || entry.Event != foi.Delivered {
		return entry.Facts.Letter
	}
	return signature(ledger, entry).Facts.Letter
}

// signature is the entry by which the draft that an entry sends was signed, zero when nobody signed it.
func signature(ledger []foi.Entry, entry foi.Entry) foi.Entry {
	sign := Before(ledger, foi.SignedOff, entry.Seq)
	if sign.Seq < Before(ledger, foi.Drafted, entry.Seq).Seq {
		return foi.Entry{}
	}
	return sign
}

// choose gives the text that a letter is made from: the one that was signed, else the newest.
func (m Maker) choose(ctx context.Context, t *Text, signed string) (string, error) {
	if pinned, ok := ParseText(signed); ok && pinned.Kind == t.Kind {
		*t = pinned
		if t.Hash != "" && t.Hash != hashOf(letter.Default(t.Kind, t.Locale)) {
			body, err := m.Store.ShippedText(ctx, t.Hash)
			if foi.CodeOf(err) == foi.NotFound { // nobody kept it: today's is told by its own hash
				return t.own(), nil
			}
			return body, err
		}
		if t.Version == 0 || t.Hash != "" {
			return t.own(), nil
		}
		list, err := m.Store.LetterVersions(ctx, t.Kind, t.Locale, t.Version+1, 1)
		if err != nil {
			return "", err
		}
		if len(list) == 1 && list[0].Version == t.Version {
			return bodyOf(list[0].Body, t), nil
		}
	}
	newest, err := m.Store.LetterTemplate(ctx, t.Kind, t.Locale)
	t.Version, t.Hash = newest.Version, ""
	return bodyOf(newest.Body, t), err
}

// bodyOf is a version's text; an empty one brings the program's own back.
func bodyOf(body string, t *Text) string {
	if body == "" {
		return t.own()
	}
	return body
}

// Sure tells that no letter can have a hole for what a case happens to lack: every text in force asks before it names what may be missing,
// as those do that come with the program, and as those must that are saved.
func (m Maker) Sure(ctx context.Context) (bool, error) {
	own, err := m.Store.LetterTemplates(ctx)
	for _, t := range own {
		if t.Body != "" && letter.Sure(t.Kind, t.Body) != nil {
			return false, err
		}
	}
	return true, err
}
