// Package migrations holds the database's schema as numbered forward steps.
package migrations

import "embed"

//go:embed *.sql
var FS embed.FS
