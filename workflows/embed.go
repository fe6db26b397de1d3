// Package workflows holds the laws: one folder for each statute, and the calendars that they count on.
package workflows

import "embed"

//go:embed all:calendars all:bo-la-paz
var FS embed.FS
