package letter

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"qhana/internal/i18n"
)

// paper is a letter being written, line by line: every line knows which part of the letter it belongs to.
type paper struct {
	*fpdf.Fpdf
	sheet Sheet
	words *i18n.Catalogue
	tags  []tag
	marks int // marked parts of this page so far
	last  BlockKind
	y     float64

	width, height, inner float64 // of the paper, and of its lines
}

// t is a text of the paper itself.
func (p *paper) t(key string, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return p.words.T("letters.paper."+key, args)
}

// page begins a page with what stands on each.
func (p *paper) page() {
	p.AddPage()
	p.marks = 0
	p.y = top
	if p.PageNo() == 1 {
		p.y = firstTop
	}
	p.artifact(func() {
		p.band()
		p.head()
		p.foot()
	})
	if p.PageNo() == 1 {
		p.opening()
	}
}

// head says who writes: large on the first page, with the reference on the others.
func (p *paper) head() {
	p.colour(ink)
	if p.PageNo() > 1 {
		p.font(regular, 8.5)
		p.rightAt(15, p.sheet.Reference)
		p.fit(regular, 8.5, p.inner-p.GetStringWidth(p.sheet.Reference)-6, p.sheet.Body.Name)
		p.at(left, 15, p.sheet.Body.Name)
		return
	}
	p.fit(strong, 14, p.inner, p.sheet.Body.Name)
	p.at(left, 20, p.sheet.Body.Name)
	reached := join(" · ", p.sheet.Body.Address, p.sheet.Body.Phone, p.sheet.Body.Email)
	p.fit(regular, 8.5, p.inner, reached)
	p.colour(soft)
	p.at(left, 25.5, reached)
	p.colour(ink)
}

func (p *paper) foot() {
	p.font(regular, 8.5)
	p.colour(soft)
	p.at(left, p.height-13, join(" · ", p.sheet.Reference, Spaced(p.sheet.Code)))
	p.rightAt(p.height-13, p.t("page", "N", itoa(p.PageNo()), "Of", "{nb}"))
	p.colour(ink)
}

// opening is place and day, and the reference.
func (p *paper) opening() {
	p.font(regular, bodySize)
	p.marked("P", "", func() { p.rightAt(p.y, join(", ", p.sheet.Place, p.sheet.Day)) })
	p.y += leading
	p.font(strong, bodySize)
	p.marked("P", "", func() { p.rightAt(p.y, p.t("reference", "Ref", p.sheet.Reference)) })
	p.y += 2 * leading
}

// block writes one part of the letter.
func (p *paper) block(b Block, i int) {
	size, style, indent, role := bodySize, regular, 0.0, "P"
	switch b.Kind {
	case Row:
		p.row(b)
		return
	case Heading:
		size, style, role = 13, strong, "H2"
		if i == 0 {
			size, role = 15, "H1"
		}
		p.room(4 * leading)
		p.y += 1.2
	case Item:
		indent, role = 6, "LI"
	}
	p.font(style, size)
	step := leading * size / bodySize
	if p.last == Item && b.Kind != Item {
		p.y += leading / 4
	}
	lines := p.lines(b.Text, p.inner-indent)
	if last := len(p.sheet.Blocks) - 1; i >= last-1 && len(lines) < 4 { // a signature alone on its page, or with a mere greeting, could be anybody's
		h := step*float64(len(lines)) + leading/2 + closing
		if i < last {
			h += leading * 1.5
		}
		if i == last || len(p.lines(p.sheet.Blocks[last].Text, p.inner)) == 1 {
			p.room(h)
		}
	}
	p.element(role)
	for n, line := range lines {
		p.room(step)
		p.continued(func() {
			if n == 0 && b.Kind == Item {
				p.at(left+1.5, p.y, "•")
			}
			p.at(left+indent, p.y, line)
		})
		p.y += step
	}
	p.y += leading / 2
	if b.Kind == Item {
		p.y -= leading / 4
	}
}

// room begins a page when so much does not fit on this one any more.
func (p *paper) room(h float64) {
	if p.y+h > p.height-bottom {
		style, size := p.style()
		p.page()
		p.font(style, size)
	}
}

// close writes signature, seal and code, which stay together.
func (p *paper) close() {
	p.room(closing)
	if p.sheet.Beside != "" {
		p.unsigned()
		return
	}
	p.y += 18
	p.signature(p.y)
	if p.sheet.Code == "" {
		p.pending(p.y - 16)
		return
	}
	p.code(p.y - 16)
}

// lines cuts a text where it is as wide as the paper. A word that is wider is cut too.
func (p *paper) lines(text string, w float64) []string {
	var out []string
	space := p.GetStringWidth(" ")
	for _, par := range strings.Split(printable(text), "\n") {
		line, used := "", 0.0
		for _, word := range strings.Fields(par) {
			x := p.GetStringWidth(word)
			for x > w {
				cut := p.fitting(word, w)
				if line != "" {
					out, line, used = append(out, line), "", 0
				}
				out, word = append(out, word[:cut]), word[cut:]
				x = p.GetStringWidth(word)
			}
			switch {
			case line == "":
				line, used = word, x
			case used+space+x > w:
				out = append(out, line)
				line, used = word, x
			default:
				line, used = line+" "+word, used+space+x
			}
		}
		out = append(out, line)
	}
	return out
}

// fitting is how many bytes of a word fit into a line.
func (p *paper) fitting(word string, w float64) int {
	used := 0.0
	for i, r := range word {
		if used += p.GetStringWidth(string(r)); used > w && i > 0 {
			return i
		}
	}
	return len(word)
}

func (p *paper) font(style string, size float64) { p.SetFont("go", style, size) }

// fit sets a font as large as it may be for a text to stay within a width.
func (p *paper) fit(style string, size, width float64, text string) {
	p.font(style, size)
	if w := p.GetStringWidth(printable(text)); w > width {
		p.font(style, size*width/w)
	}
}

func (p *paper) style() (string, float64) {
	size, _ := p.GetFontSize()
	return p.GetFontStyle(), size
}

// at writes a line; y is where its letters stand.
func (p *paper) at(x, y float64, text string) { p.Text(x, y, printable(text)) }

func (p *paper) rightAt(y float64, text string) {
	text = printable(text)
	p.Text(p.width-right-p.GetStringWidth(strings.ReplaceAll(text, "{nb}", itoa(p.PageNo()))), y, text)
}

func join(with string, parts ...string) string {
	var there []string
	for _, s := range parts {
		if s != "" {
			there = append(there, s)
		}
	}
	return strings.Join(there, with)
}
