package letter

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// What archives ask for beyond what the library writes: PDF/A-2, level A; PDF/A-3 where a file travels inside; and PDF/UA-1. They were
// held against veraPDF, and a test holds the clauses that it was about.

var (
	mapped = regexp.MustCompile(`/ToUnicode (\d+) 0 R`)
	params = regexp.MustCompile(`/FlateDecode( /Params << /CheckSum <[0-9a-f]{32}> )/Size`)
)

// dated says of every file that travels inside what it is and of when, in the place of a checksum that nobody asks for: the offsets
// of what stands after it stay as they are.
func dated(file []byte, at time.Time) error {
	m := params.FindAllSubmatchIndex(file, -1)
	for _, i := range m {
		place := file[i[2]:i[3]]
		words := "/Subtype/text#2Fplain/Params<</ModDate(D:" + at.UTC().Format("20060102150405") + "Z)"
		if len(words) > len(place) {
			return fmt.Errorf("letter: %q finds no place", words)
		}
		copy(place, words+strings.Repeat(" ", len(place)-len(words)))
	}
	return nil
}

// associate names the files that travel inside in the way of archives, and returns what the catalogue says of them.
func (a *addition) associate(file []byte, files []File) (string, error) {
	if len(files) == 0 {
		return "", nil
	}
	var refs []string
	for i, f := range files {
		n := 4 + 2*i // the library writes each, and then what it is, before the pages
		if d, err := dictionary(file, n); err != nil || !strings.Contains(d, "/Filespec") {
			return "", fmt.Errorf("letter: file %d is not where it was: %w", i+1, err)
		}
		a.object(n, fmt.Sprintf("<</Type /Filespec /F %s /UF %s /EF <</F %s /UF %s>> /Desc %s /AFRelationship /Data>>",
			textString(f.Name), textString(f.Name), ref(n-1), ref(n-1), textString(f.About)))
		refs = append(refs, ref(n))
	}
	return "\n/AF [" + strings.Join(refs, " ") + "]", nil
}

// unicode says, for each font, which signs its codes stand for. They are the same numbers; the library says so in one range, and
// ranges of more than a row are not to be.
func (a *addition) unicode(file []byte) {
	done := map[string]bool{}
	for _, m := range mapped.FindAllSubmatch(file, -1) {
		if n, err := strconv.Atoi(string(m[1])); err == nil && !done[string(m[1])] {
			done[string(m[1])] = true
			a.object(n, rows)
		}
	}
}

// rows is the stream of that map, a range for each row of 256 signs.
var rows = func() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < 256; from += 64 {
		b.WriteString("64 beginbfrange\n")
		for row := from; row < from+64; row++ {
			fmt.Fprintf(&b, "<%02X00> <%02XFF> <%02X00>\n", row, row, row)
		}
		b.WriteString("endbfrange\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write([]byte(b.String())) // into memory
	_ = w.Close()
	return fmt.Sprintf("<</Length %d /Filter /FlateDecode>>\nstream\n%s\nendstream", z.Len(), z.String())
}()

// standards is what the file says it keeps to, as the part of its XMP that says so.
func standards(files []File) string {
	part := 2
	if len(files) > 0 {
		part = 3
	}
	property := func(name, kind, about string) string {
		return `<rdf:li rdf:parseType="Resource"><pdfaProperty:name>` + name + `</pdfaProperty:name><pdfaProperty:valueType>` + kind + `</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>` + about + `</pdfaProperty:description></rdf:li>`
	}
	return fmt.Sprintf(`<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>%d</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>%s</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
`, part, property("part", "Integer", "Part of PDF/UA"))
}
