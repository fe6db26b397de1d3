-- +goose Up
-- What is personal in an act that belongs to no case: when an official is away and who stands in for them, the file of people that was
-- imported, the order for an erasure. The act keeps a salted hash of it, as an entry of a case does of its words, and the words stand
-- here, from where they can be erased. Acts of before keep what they have: their leaves are in the record.
CREATE TABLE act_words (
    kind  text   NOT NULL,
    a     bigint NOT NULL,
    salt  bytea  NOT NULL,
    words jsonb  NOT NULL,
    PRIMARY KEY (kind, a)
);
ALTER TABLE admin_entry ADD COLUMN words_hash bytea;
ALTER TABLE erasure ADD COLUMN words_hash bytea;
