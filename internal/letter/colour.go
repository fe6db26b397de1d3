package letter

import _ "embed" // the profile below

// srgb says what the letter's colours are, so that archives can show them alike for ever: sRGB2014 of the International Color
// Consortium, free to be embedded (sRGB2014.LICENSE).
//
//go:embed sRGB2014.icc
var srgb []byte
