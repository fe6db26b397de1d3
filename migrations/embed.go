// Package migrations holds the database's schema as numbered forward steps.
package migrations

import "embed"

//go:embed [0-9]*.sql
var FS embed.FS
