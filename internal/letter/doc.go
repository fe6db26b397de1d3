// Package letter writes the formal letters that go with a case: a template with its facts becomes text, the text becomes
// a PDF that can be signed, sealed, printed and checked.
//
// It takes values and returns bytes. A template names facts by name ({{.Reference}}) and asks whether they are there
// ({{if .Reason}} … {{end}}); it can do nothing else, and what it says otherwise is plain text. A letter that would print a
// fact that its case does not have is refused, with the fact's name: a letter with a hole in it is worse than none. The same
// values give the same bytes.
package letter
