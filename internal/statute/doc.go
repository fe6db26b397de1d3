// Package statute is the law: it loads statutes, procedures and calendars, counts days, runs clocks and decides actions.
// It does no input or output of its own and knows no time but the one it is given. A clock is a fold over a request's
// ledger, so that replaying the ledger gives what is stored.
package statute
