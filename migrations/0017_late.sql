-- +goose Up
-- What was recorded after the fact: an entry that says when something had reached the body before, and a silence that was entered after
-- its day. Few are; the index has these only.
CREATE INDEX entry_late ON entry (at, request_id, seq)
 WHERE facts ? 'received_at' OR facts ? 'late' AND event IN ('lapsed', 'clarification_lapsed', 'fee_lapsed');
