package letter

import (
	"strings"
	"time"

	"qhana/internal/i18n"
)

// Receipt is what the paper of a receipt of the public record says.
type Receipt struct {
	Locale    string
	Body      Authority
	Reference string
	Event     string // catalogue key of the act
	At        time.Time
	Index     int // place in the record, counted from 1
	Size      int // acts in the record that was signed
	Signed    time.Time
	By        []string
	Hash      string // of the act
	Place     string // address that says what the record of today has at the place
	Check     string // address that takes the file
	Record    string // address of the record's own page
	Private   bool   // the file has what somebody asked, and who
	Made      time.Time
	Proof     File // the receipt itself
}

// Render writes the paper, with the receipt inside. Times are said in their own zone.
func (r Receipt) Render() ([]byte, error) {
	words := i18n.Of(Locale(r.Locale))
	t := func(key string, pairs ...string) string {
		args := map[string]string{"Ref": r.Reference}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[pairs[i]] = pairs[i+1]
		}
		return words.T(key, args)
	}
	row := func(key, fact string) Block { return Block{Row, t(key) + "\t" + fact} }
	r.Proof.About = t("proof.attached")
	beside := []string{t("proof.inside", "File", r.Proof.Name)}
	if r.Private {
		beside = append(beside, t("proof.private"))
	}
	return Render(Sheet{Locale: Locale(r.Locale), Title: t("proof.title"), Body: r.Body, Place: PlaceOf(r.Body.Address), Day: words.Day(r.Made), Reference: r.Reference, At: r.Made,
		A4: true, Check: r.Place, Files: []File{r.Proof}, Beside: strings.Join(append(beside, t("proof.address", "Address", r.Place)), "\n"),
		Blocks: []Block{{Heading, t("proof.heading")}, {Paragraph, t("proof.lead")},
			row("ledger.act", t(r.Event)), row("ledger.at", words.Moment(r.At)), row("ledger.place", t("ledger.place.of", "N", words.Number(r.Index), "Of", words.Number(r.Size))),
			row("proof.size", words.Number(r.Size)), row("ledger.by", strings.Join(r.By, ", ")), row("ledger.signed", words.Moment(r.Signed)), row("proof.hash", r.Hash),
			{Heading, t("proof.what")}, {Paragraph, t("proof.what.text")},
			{Heading, t("proof.how")}, {Item, t("proof.how.phone")}, {Item, t("proof.how.site", "Address", r.Check)}, {Item, t("proof.how.alone", "Address", r.Record)}}})
}
