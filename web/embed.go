// Package web holds the built styles, scripts and fonts. They are made by npm into dist, which is not committed.
package web

import "embed"

//go:embed all:dist
var FS embed.FS
