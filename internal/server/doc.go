// Package server answers HTTP requests: routes with their permissions, handlers, forms, pages. It reads from the store
// directly and writes to requests only through casework.
package server
