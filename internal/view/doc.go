// Package view has what pages show: a struct for each page, in the words of the field. Templates are rendered from them.
package view
