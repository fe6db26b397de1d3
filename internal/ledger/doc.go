// Package ledger is the public record's own half: what every act becomes in it, the Merkle tree over all of them (RFC 6962), its
// tiles (C2SP tlog-tiles), its checkpoints (tlog-checkpoint, signed notes) and the receipts that people keep (tlog-proof). It
// takes values and returns values; rows, files and keys are others' business.
//
// Version 1 of a leaf is one JSON object in UTF-8, its keys sorted at every level, without spaces, without fields that are
// empty: see Leaf. It holds numbers, codes, instants and days; of what people wrote, and of who they are, it holds SHA-256
// commitments whose salts stay beside the words and are erased with them:
//
//   - "words", "question" and "requester": of the salt and the JSON of the value, written as leaves are. A question has its subject, body
//     and zone; a requester has name, identity, email, phone, address, delivery, format and behalf.
//   - "documents": of the salt, the SHA-256 of the bytes (32 bytes) and the name in UTF-8.
//   - "words" of a letter: of the document's salt and the code that is printed on it.
//
// Two things in the facts are hashes without a salt, of what everybody may read: "days", what the days of the calendar were that terms
// were counted with (statute.Calendar.Pin), and "published", what was published of a case (foi.Disclosure.Sum).
package ledger
