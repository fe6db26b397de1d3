package letter

import (
	"encoding/binary"
	"errors"
	"slices"
)

// unhinted is a TrueType font without the programs that fit its outlines to coarse screens: a paper is drawn finely, and each letter
// carries its fonts. The outlines, and how wide they are, stay as they were.
func unhinted(font []byte) ([]byte, error) {
	be := binary.BigEndian
	tables := map[string][]byte{}
	var order []string
	for i := range int(be.Uint16(font[4:])) {
		entry := font[12+16*i:]
		name, from, size := string(entry[:4]), be.Uint32(entry[8:]), be.Uint32(entry[12:])
		tables[name] = font[from : from+size]
		if name != "fpgm" && name != "prep" && name != "cvt " {
			order = append(order, name)
		}
	}
	head, loca, glyf := slices.Clone(tables["head"]), tables["loca"], tables["glyf"]
	glyphs := int(be.Uint16(tables["maxp"][4:]))
	at := func(i int) int {
		if be.Uint16(head[50:]) == 0 {
			return 2 * int(be.Uint16(loca[2*i:]))
		}
		return int(be.Uint32(loca[4*i:]))
	}
	var outlines, places []byte
	for i := range glyphs {
		places = be.AppendUint32(places, uint32(len(outlines)))
		g, err := plainGlyph(glyf[at(i):at(i+1)])
		if err != nil {
			return nil, err
		}
		outlines = append(outlines, g...)
		outlines = append(outlines, make([]byte, -len(outlines)&3)...)
	}
	places = be.AppendUint32(places, uint32(len(outlines)))
	be.PutUint16(head[50:], 1) // places in four bytes
	tables["head"], tables["loca"], tables["glyf"] = head, places, outlines
	out := slices.Clone(font[:12])
	be.PutUint16(out[4:], uint16(len(order)))
	offset := 12 + 16*len(order)
	var body []byte
	for _, name := range order {
		data := tables[name]
		padded := append(slices.Clone(data), make([]byte, -len(data)&3)...)
		var sum uint32
		for i := 0; i < len(padded); i += 4 {
			sum += be.Uint32(padded[i:])
		}
		out = append(out, name...)
		out = be.AppendUint32(out, sum)
		out = be.AppendUint32(out, uint32(offset+len(body)))
		out = be.AppendUint32(out, uint32(len(data)))
		body = append(body, padded...)
	}
	return append(out, body...), nil
}

// plainGlyph is the outline of a sign without its program.
func plainGlyph(g []byte) ([]byte, error) {
	const words, scale, more, xy, program, two = 1, 8, 32, 64, 256, 128
	be := binary.BigEndian
	if len(g) == 0 {
		return nil, nil
	}
	if contours := int(int16(be.Uint16(g))); contours >= 0 {
		end := 10 + 2*contours
		if len(g) < end+2 {
			return nil, errors.New("letter: a font's outline is cut off")
		}
		out := append(slices.Clone(g[:end]), 0, 0)
		return append(out, g[end+2+int(be.Uint16(g[end:])):]...), nil
	}
	out, at := slices.Clone(g), 10 // made of other signs
	for {
		flags := be.Uint16(out[at:])
		be.PutUint16(out[at:], flags&^program)
		at += 4 + 2
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&xy != 0:
			at += 4
		case flags&two != 0:
			at += 8
		}
		if flags&more == 0 {
			return out[:at], nil
		}
	}
}
