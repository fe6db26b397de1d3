// Package document keeps files: their bytes under their hash in a blob store, what kind they really are, a name that is safe
// to show. It gives them back in a way that no browser runs.
package document
