// Package templates holds the pages and letters, as files for html/template and text/template.
package templates

import "embed"

// FS has every template below its directory: layout/, components/, public/, desk/, audit/, admin/, error/, mail/, letter/.
//
//go:embed *
var FS embed.FS
