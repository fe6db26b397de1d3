-- +goose Up
-- What a witness signed last is looked up on every page of the record, also of one that never signed.
CREATE INDEX cosignature_witness ON cosignature (witness, size);
