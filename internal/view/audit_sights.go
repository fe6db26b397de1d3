package view

import (
	"time"

	"qhana/internal/foi"
)

// AuditSights is who saw who asked.
type AuditSights struct {
	Case   string
	Person string // whose lines only; "" for everybody's
	Rows   []AuditSight
	Next   string
	Errors []FieldError
}

// AuditSight is one line of it.
type AuditSight struct {
	No    int
	At    time.Time
	By    string
	ByURL string
	Role  foi.Role
	What  string
	Why   Sentence // the task at hand
	Cases []foi.Reference
}

// AuditSightsPage lists them.
var AuditSightsPage = pageOf[AuditSights]("audit/sights")
