package letter

import (
	"bytes"
	"math"
	"strings"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// sealSide is how wide and tall a seal is.
const sealSide = 30.0

// seal prints the body's seal: the picture that it keeps beside its procedure, else one drawn here, with its name in a ring. The
// letters of the ring are drawn and not written, so that they stand in no way of who searches or listens to the text.
func (p *paper) seal(x, y float64) {
	p.marked("Figure", p.t("seal.of", "Body", p.sheet.Body.Name), func() {
		if len(p.sheet.Body.Seal) > 0 {
			options := fpdf.ImageOptions{ImageType: "PNG"}
			info := p.RegisterImageOptionsReader("seal", options, bytes.NewReader(p.sheet.Body.Seal))
			if w, h := info.Extent(); p.Ok() && w > 0 && h > 0 {
				scale := sealSide / max(w, h)
				p.ImageOptions("seal", x+(sealSide-w*scale)/2, y+(sealSide-h*scale)/2, w*scale, h*scale, false, options, 0, "")
			}
			return
		}
		p.drawnSeal(x+sealSide/2, y+sealSide/2)
	})
}

// drawnSeal is a stepped cross between two rings, with the body's name around it and below it what it stands for.
func (p *paper) drawnSeal(x, y float64) {
	const outer, inner = sealSide / 2, sealSide/2 - 4.2
	p.SetDrawColor(stamp[0], stamp[1], stamp[2])
	p.fill(stamp)
	p.SetLineWidth(0.5)
	p.Circle(x, y, outer-0.3, "D")
	p.SetLineWidth(0.2)
	p.Circle(x, y, outer-1, "D")
	p.Circle(x, y, inner, "D")
	size := p.around(strings.ToUpper(printable(p.sheet.Body.Name)), x, y, outer-3.45, 2.5, 236, true)
	p.around(strings.ToUpper(p.t("seal.ring")), x, y, outer-3.45, min(size, 1.9), 96, false)
	for _, side := range []float64{-1, 1} { // between the two
		const at = 31 * math.Pi / 180
		sx, sy := x+side*(outer-2.6)*math.Cos(at), y+(outer-2.6)*math.Sin(at)
		p.Polygon([]fpdf.PointType{{X: sx - 0.6, Y: sy}, {X: sx, Y: sy - 0.6}, {X: sx + 0.6, Y: sy}, {X: sx, Y: sy + 0.6}}, "F")
	}
	p.cross(x, y, inner-2.4)
	p.fill(ink)
}

// cross is the stepped cross of the site's own sign, so tall from its middle.
func (p *paper) cross(x, y, tall float64) {
	var points []fpdf.PointType
	for _, c := range [][2]float64{{-1, -4}, {1, -4}, {1, -2.5}, {2.5, -2.5}, {2.5, -1}, {4, -1}, {4, 1}, {2.5, 1}, {2.5, 2.5}, {1, 2.5}, {1, 4}, {-1, 4}, {-1, 2.5}, {-2.5, 2.5}, {-2.5, 1}, {-4, 1}, {-4, -1}, {-2.5, -1}, {-2.5, -2.5}, {-1, -2.5}} {
		points = append(points, fpdf.PointType{X: x + c[0]*tall/4, Y: y + c[1]*tall/4})
	}
	p.Polygon(points, "F")
	p.fill(colour{0xff, 0xff, 0xff})
	p.Circle(x, y, tall*0.42, "F")
	p.fill(stamp)
	p.Circle(x, y, tall*0.2, "F")
}

// around draws a text along a ring, as large as fits into so many degrees, above its middle or below, and returns its size.
func (p *paper) around(text string, x, y, r, size, degrees float64, above bool) float64 {
	face := faces()[1]
	const apart = 0.12 // of the size, between two letters
	width := 0.0
	for _, c := range text {
		width += advance(face, c) + apart
	}
	if room := degrees * math.Pi / 180 * r; width*size > room {
		size = room / width
	}
	if !above { // its letters stand on the ring from within
		r += size * 0.72
	}
	turn := -width * size / r / 2
	for _, c := range text {
		step := (advance(face, c) + apart) * size / r
		angle := turn + step/2 // from the top, clockwise
		if above {
			p.outline(face, c, x+r*math.Sin(angle), y-r*math.Cos(angle), angle, size)
		} else {
			p.outline(face, c, x+r*math.Sin(angle), y+r*math.Cos(angle), -angle, size)
		}
		turn += step
	}
	return size
}

// perEm is in how many parts an em of the fonts is measured.
const perEm = 1000

// advance is how wide a letter is, in ems.
func advance(face *sfnt.Font, c rune) float64 {
	var b sfnt.Buffer
	i, err := face.GlyphIndex(&b, c)
	if err != nil {
		return 0
	}
	a, err := face.GlyphAdvance(&b, i, fixed.I(perEm), 0)
	if err != nil {
		return 0
	}
	return float64(a) / 64 / perEm
}

// outline draws a letter whose foot stands in the middle at a point, turned.
func (p *paper) outline(face *sfnt.Font, c rune, x, y, angle, size float64) {
	var b sfnt.Buffer
	i, err := face.GlyphIndex(&b, c)
	if err != nil || c == utf8.RuneError || c == ' ' {
		return
	}
	segments, err := face.LoadGlyph(&b, i, fixed.I(perEm), nil)
	if err != nil || len(segments) == 0 {
		return
	}
	sin, cos, half := math.Sin(angle), math.Cos(angle), advance(face, c)/2
	at := func(f fixed.Point26_6) (float64, float64) {
		gx, gy := (float64(f.X)/64/perEm-half)*size, float64(f.Y)/64/perEm*size
		return x + gx*cos - gy*sin, y + gx*sin + gy*cos
	}
	var px, py float64
	for _, s := range segments {
		ax, ay := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			p.MoveTo(ax, ay)
			px, py = ax, ay
		case sfnt.SegmentOpLineTo:
			p.LineTo(ax, ay)
			px, py = ax, ay
		case sfnt.SegmentOpQuadTo: // as the cubic curve that is the same
			bx, by := at(s.Args[1])
			p.CurveBezierCubicTo(px+2*(ax-px)/3, py+2*(ay-py)/3, bx+2*(ax-bx)/3, by+2*(ay-by)/3, bx, by)
			px, py = bx, by
		case sfnt.SegmentOpCubeTo:
			bx, by := at(s.Args[1])
			ex, ey := at(s.Args[2])
			p.CurveBezierCubicTo(ax, ay, bx, by, ex, ey)
			px, py = ex, ey
		}
	}
	p.DrawPath("F")
}
