// Package workflows holds the laws: one folder for each statute, the procedures that bodies share, and the calendars that they
// count on.
package workflows

import "embed"

//go:embed *
var FS embed.FS
