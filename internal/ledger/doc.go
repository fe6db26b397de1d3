// Package ledger is the public record's own half: what every act becomes in it, the Merkle tree over all of them (RFC 6962), its
// tiles (C2SP tlog-tiles), its checkpoints (tlog-checkpoint, signed notes) and the receipts that people keep (tlog-proof). It
// takes values and returns values; rows, files and keys are others' business.
//
// Version 1 of a leaf is one JSON object in UTF-8, its keys sorted at every level, without spaces, without fields that are
// empty: see Leaf. It holds numbers, codes, instants and days; of what people wrote, and of who they are, it holds SHA-256
// commitments whose salts stay beside the words and are erased with them.
package ledger
