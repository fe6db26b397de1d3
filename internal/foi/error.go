package foi

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is; the server maps it to a status.
type Code string

const (
	Invalid   Code = "invalid"   // what was typed does not fit (422)
	Refused   Code = "refused"   // the statute or the procedure does not allow it (422)
	Forbidden Code = "forbidden" // the actor may not (403)
	NotFound  Code = "not_found" // there is none, or the actor may not see it (404)
	Conflict  Code = "conflict"  // it changed meanwhile (409)
	TooLarge  Code = "too_large" // more bytes or items than are taken (413)
	Unready   Code = "unready"   // the database or another part is out of reach (503)
)

// Error is a failure that a person can be told about: a catalogue key with its arguments, never a sentence. What is
// not an Error is internal and is shown only by an id.
type Error struct {
	Code  Code
	Key   string            // catalogue key below "error.", for example "reference.check"
	Field string            // the form field it belongs to, if any
	Args  map[string]string // values for the message's places
	Cause error             // for the log
}

func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Key
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if len(e.Args) > 0 {
		s += fmt.Sprintf(" %v", e.Args)
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Cause }

// Refusal is the Error of an action that the law or the procedure does not allow.
func Refusal(key string, args ...string) *Error {
	e := &Error{Code: Refused, Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = map[string]string{}
		}
		e.Args[args[i]] = args[i+1]
	}
	return e
}

// CodeOf returns the code of err, or "" when err is nil or internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
