package view

import "html/template"

// icons are the marks of how a term stands, and a few of the desk's own: shapes that differ without colour. They are drawn
// with the text's colour and never stand without words.
var icons = map[string]string{
	"on_time":       `<circle cx="8" cy="8" r="6" fill="currentColor"/>`,
	"soon":          `<path d="M8 1.5 15 14H1Z" fill="currentColor"/>`,
	"late":          `<rect x="2" y="2" width="12" height="12" fill="currentColor"/>`,
	"suspended":     `<rect x="3" y="2" width="3.6" height="12" fill="currentColor"/><rect x="9.4" y="2" width="3.6" height="12" fill="currentColor"/>`,
	"answered":      `<path d="m2.5 8.5 4 4 7-9" fill="none" stroke="currentColor" stroke-width="2.6"/>`,
	"answered_late": `<path d="m2.5 8.5 4 4 7-9" fill="none" stroke="currentColor" stroke-width="2.6"/>`,
	"met":           `<path d="m2.5 8.5 4 4 7-9" fill="none" stroke="currentColor" stroke-width="2.6"/>`,
	"met_late":      `<path d="m2.5 8.5 4 4 7-9" fill="none" stroke="currentColor" stroke-width="2.6"/>`,
	"closed":        `<path d="M3 8h10" stroke="currentColor" stroke-width="2.6"/>`,
	"arrow":         `<path d="M3 8h9M8.5 4.5 12 8l-3.500 3.500" fill="none" stroke="currentColor" stroke-width="1.8"/>`,
	"back":          `<path d="M13 8H4m3.500-3.500L4 8l3.500 3.500" fill="none" stroke="currentColor" stroke-width="1.8"/>`,
	"file":          `<path d="M4 1.500h5.500L13 5v9.500H4Zm5 0V5.500h4" fill="none" stroke="currentColor" stroke-width="1.500"/>`,
	"lock":          `<path d="M3.500 7h9v7h-9Zm2-.500V4.500a2.500 2.500 0 0 1 5 0v2" fill="none" stroke="currentColor" stroke-width="1.500"/>`,
}

// icon is one of the marks as inline SVG, hidden from readers who listen: the word beside it says it all.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">` + icons[name] + `</svg>`) //nolint:gosec // ours, not typed by anybody
}
