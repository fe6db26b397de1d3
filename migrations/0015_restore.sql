-- +goose Up
-- Who declared that the record was restored from a copy; nobody when nothing was lost.
ALTER TABLE restore ADD COLUMN account_id bigint REFERENCES account;

-- Notices that had gone out before the record was restored from an older copy, as the public record has them. What the clocks do
-- again after that is not told twice.
CREATE TABLE lost_notice (
    message_id text PRIMARY KEY,
    kind       text NOT NULL,
    recipient  text NOT NULL,
    event      text NOT NULL -- of the lost entry, when the clocks made it; '' when people did
);
