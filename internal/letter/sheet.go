package letter

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"qhana/internal/i18n"
)

// Sheet is a letter with everything that its paper shows.
type Sheet struct {
	Locale    string
	Title     string // of the file, for readers' programs
	Body      Authority
	Place     string // where it is written: "La Paz"
	Day       string // "martes 3 de marzo de 2026"
	Reference string
	Blocks    []Block
	Signers   []string // lines below the signature
	Code      string   // check code; "" for a letter that is only looked at
	Check     string   // address under which anybody can check it
	At        time.Time

	Promise string // the record's signed word, which stands below the letter; "" for none
	Beside  string // stands beside the code on a paper that nobody signs by hand; "" for the line to sign on
	A4      bool   // on the paper of the rest of the world
	Files   []File // travel inside
}

// File is one that travels inside a letter.
type File struct {
	Name, About string
	Bytes       []byte
}

// Authority is the body that writes.
type Authority struct {
	Name, Address, Phone, Email string
	Seal                        []byte // picture of its seal, PNG; none for one that is drawn
}

// What letters measure, in millimetres; they are on the paper that offices here use.
const (
	left, right     = 25.0, 25.0
	top, bottom     = 24.0, 20.0
	firstTop        = 37.0
	bodySize        = 11.0
	leading         = 5.4
	closing         = 41.0 // height of signature, seal and code
	regular, strong = "", "B"
)

// fonts are the regular and the bold one; a fault in them stops the program at its start.
var fonts = [2][]byte{mustUnhinted(goregular.TTF), mustUnhinted(gobold.TTF)}

func mustUnhinted(font []byte) []byte {
	out, err := unhinted(font)
	if err != nil {
		panic(err)
	}
	return out
}

// Render writes the letter as a PDF with tags for readers that speak it. The same sheet gives the same bytes.
func Render(s Sheet) ([]byte, error) {
	format := "Letter"
	if s.A4 {
		format = "A4"
	}
	f := fpdf.New("P", "mm", format, "")
	f.SetCatalogSort(true)
	f.SetCreationDate(s.At.UTC())
	f.SetModificationDate(s.At.UTC())
	f.SetCompression(true)
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(left, top, right)
	f.AddUTF8FontFromBytes("go", regular, fonts[0])
	f.AddUTF8FontFromBytes("go", strong, fonts[1])
	f.SetTitle(s.Title, true)
	f.SetAuthor(s.Body.Name, true)
	f.SetCreator("Qhana", true)
	f.SetProducer("Qhana", true)
	f.SetLang(tongue(s.Locale))
	f.SetXmpMetadata(xmp(s))
	f.AddOutputIntent(fpdf.OutputIntentType{SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1, OutputConditionIdentifier: "sRGB", Info: "sRGB2014", ICCProfile: srgb})
	f.AliasNbPages("{nb}")
	f.SetAttachments(attached(s.Files))
	p := &paper{Fpdf: f, sheet: s, words: i18n.Of(Locale(s.Locale))}
	p.width, p.height = f.GetPageSize()
	p.inner = p.width - left - right
	p.page()
	for i, b := range s.Blocks {
		p.block(b, i)
		p.last = b.Kind
	}
	p.close()
	if s.Promise != "" {
		p.promise()
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		return nil, fmt.Errorf("letter %s: %w", s.Reference, err)
	}
	if err := dated(b.Bytes(), s.At); err != nil {
		return nil, err
	}
	return tagged(b.Bytes(), p.tags, s.Files)
}

// attached are files as the library takes them.
func attached(files []File) []fpdf.Attachment {
	var out []fpdf.Attachment
	for _, f := range files {
		out = append(out, fpdf.Attachment{Content: f.Bytes, Filename: f.Name, Description: f.About})
	}
	return out
}

// promise writes the record's word below the signature, with what it is, small: it is there for whom it is broken to.
func (p *paper) promise() {
	p.y += closing - 14
	p.room(31)
	for _, part := range []struct {
		role, style, text string
		size, step        float64
	}{{"H2", strong, p.words.T("ledger.promise", nil), 9, 4.4}, {"P", regular, p.words.T("ledger.promise.letter", nil), 8, 3.9}, {"P", regular, strings.TrimSpace(p.sheet.Promise), 6.8, 2.8}} {
		p.font(part.style, part.size)
		p.element(part.role)
		for _, line := range p.lines(part.text, p.inner) {
			p.continued(func() { p.at(left, p.y, line) })
			p.y += part.step
		}
	}
}

// tongue is a language as PDF names it.
func tongue(locale string) string {
	if locale == "es" {
		return "es-BO"
	}
	return locale
}

// xmp is what the file says of itself to archives.
func xmp(s Sheet) []byte {
	clean := func(v string) string {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(v))
		return b.String()
	}
	at := s.At.UTC().Format("2006-01-02T15:04:05Z")
	return fmt.Appendf(nil, `<?xpacket begin="`+"\ufeff"+`" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>Qhana</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate><pdf:Producer>Qhana</pdf:Producer>
</rdf:Description>
%s</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`, clean(s.Title), clean(s.Body.Name), tongue(s.Locale), at, at, standards(s.Files))
}

// PlaceOf is the town of an address: what stands after its last comma.
func PlaceOf(address string) string {
	return strings.TrimSpace(address[strings.LastIndex(address, ",")+1:])
}
