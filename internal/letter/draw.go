package letter

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"rsc.io/qr"
)

// colour is red, green and blue.
type colour [3]int

// The colours of the site.
var (
	stamp = colour{0x1d, 0x4f, 0x91}
	ink   = colour{0x14, 0x21, 0x3d}
	soft  = colour{0x4a, 0x55, 0x68}
	gold  = colour{0xd9, 0x8e, 0x04}
	red   = colour{0xa3, 0x20, 0x1d}
	blue  = colour{0x3f, 0x7f, 0xc4}
	cloth = colour{0xfd, 0xfc, 0xf9}
)

func (p *paper) colour(c colour) { p.SetTextColor(c[0], c[1], c[2]) }
func (p *paper) fill(c colour)   { p.SetFillColor(c[0], c[1], c[2]) }

// woven are the signs of the band, in the order of one repeat.
var woven = []struct {
	at float64 // of its middle
	c  colour
}{{5, gold}, {15, red}, {25, gold}, {45, blue}, {55, cloth}, {65, blue}}

// band draws the woven band of the site across the top of the page.
func (p *paper) band() {
	const tall, repeat = 4.0, 80.0
	scale := tall / 10
	p.fill(ink)
	p.Rect(0, 0, p.width, tall, "F")
	for x := 0.0; x < p.width; x += repeat * scale {
		for _, w := range woven {
			p.fill(w.c)
			m := x + w.at*scale
			h := 5 * scale
			p.Polygon([]fpdf.PointType{{X: m - h, Y: h}, {X: m, Y: 0}, {X: m + h, Y: h}, {X: m, Y: tall}}, "F")
		}
		p.fill(gold)
		for _, bar := range []float64{30, 70} {
			p.Rect(x+bar*scale, 4*scale, 10*scale, 2*scale, "F")
		}
	}
}

// signature is the line to sign on, with who signs, and the seal.
func (p *paper) signature(y float64) {
	const line = 68.0
	p.artifact(func() {
		p.SetDrawColor(ink[0], ink[1], ink[2])
		p.SetLineWidth(0.3)
		p.Line(left, y, left+line, y)
	})
	p.seal(left+line+10, y-16)
	p.colour(ink)
	for i, text := range p.sheet.Signers {
		style := regular
		if i == 0 {
			style = strong
		}
		p.font(style, 9.5)
		p.element("P")
		for _, one := range p.lines(text, line) {
			y += 4.6
			p.continued(func() { p.at(left, y, one) })
		}
	}
}

// code draws the address of the check page for telephones, and says it in letters.
func (p *paper) code(y float64) {
	const side = 30.0
	p.picture(p.width-right-side, y, side)
	says := p.t("check", "Address", p.sheet.Check)
	p.fit(regular, 8, p.inner, says)
	p.marked("P", "", func() { p.rightAt(y+side+4.5, says) })
	p.font(strong, 8.5)
	p.marked("P", "", func() { p.rightAt(y+side+8.7, Spaced(p.sheet.Code)) })
}

// pending stands in the place of the code on a letter that is only looked at.
func (p *paper) pending(y float64) {
	const side = 30.0
	p.artifact(func() {
		p.SetDrawColor(soft[0], soft[1], soft[2])
		p.SetLineWidth(0.2)
		p.SetDashPattern([]float64{1, 1}, 0)
		p.Rect(p.width-right-side, y, side, side, "D")
		p.SetDashPattern(nil, 0)
	})
	p.font(regular, 8)
	p.colour(soft)
	p.element("P")
	for i, line := range p.lines(p.t("code"), side-5) {
		p.continued(func() { p.at(p.width-right-side+2.5, y+6+float64(i)*4, line) })
	}
	p.colour(ink)
}

// unsigned is the code with what stands beside it, on a paper that nobody signs by hand.
func (p *paper) unsigned() {
	const side, gap = 34.0, 8.0
	p.picture(p.width-right-side, p.y, side)
	p.font(regular, 9)
	y := p.y + 3
	for _, par := range strings.Split(p.sheet.Beside, "\n") {
		p.element("P")
		for _, line := range p.lines(par, p.inner-side-gap) {
			p.continued(func() { p.at(left, y, line) })
			y += 4.3
		}
		y += 1.8
	}
}

// picture draws the address as a code for telephones.
func (p *paper) picture(x, y, side float64) {
	c, err := qr.Encode(p.sheet.Check, qr.M)
	if err != nil {
		return // an address that is too long; its letters are there
	}
	p.marked("Figure", p.t("qr", "Address", p.sheet.Check), func() {
		p.fill(colour{0, 0, 0})
		one := side / float64(c.Size)
		for row := range c.Size {
			for col := 0; col < c.Size; col++ {
				from := col
				for col < c.Size && c.Black(col, row) {
					col++
				}
				if col > from {
					p.Rect(x+float64(from)*one, y+float64(row)*one, float64(col-from)*one, one, "F")
				}
			}
		}
	})
}

// row writes a fact beside its name.
func (p *paper) row(b Block) {
	const column = 50.0
	name, fact, _ := strings.Cut(b.Text, "\t")
	p.font(regular, bodySize)
	lines := p.lines(fact, p.inner-column)
	p.room(leading * float64(len(lines)))
	p.element("P")
	for n, line := range lines {
		p.continued(func() {
			if n == 0 {
				p.colour(soft)
				p.at(left, p.y, name)
				p.colour(ink)
			}
			p.at(left+column, p.y, line)
		})
		p.y += leading
	}
	p.y += leading / 6
}
