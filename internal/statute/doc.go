// Package statute is the law: it loads statutes, procedures and calendars, counts days, runs clocks and decides actions.
// It does no input or output of its own and knows no time but the one it is given. A clock is a fold over a request's
// ledger, so that replaying the ledger gives what is stored.
//
// A procedure says who does an action and from where, which clocks watch, who is told. It does not say where an action leads: a
// delivery that did not end the response clock, or a withdrawal that left branches open, would be no other way of working but a
// mistake, so the fold fixes what each event does. The "next" of a procedure says the same for its readers and for the drawing of
// the states, and Validate refuses one that says otherwise.
package statute
