// Package paper makes the formal letter of a notice out of its case: which letter it is, which version of its text, what the
// case and the law know for it. Whoever sends the letter and whoever looks at it before an act get it from here, and so the
// same one. It reads and writes nothing of the case.
package paper
