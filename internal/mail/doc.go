// Package mail writes the notices that the law makes us send, and sends them.
//
// Render turns a Letter (a notice, its case and the facts of the law that it tells) into a Message with a text and an
// HTML part. A Sender takes the Message away: SMTP to a server, Outbox to a function that keeps the bytes. The
// Message-ID is the notice's own, so a repeat is recognisable; the Date is handed in. No mail carries the access key,
// and mails to units name nobody who asked.
package mail
