// Package foi has the nouns of access to information: requests, entries of their ledger, deadlines, branches, documents.
// It does no input or output and knows no clock: it takes values and returns values.
package foi
