-- +goose Up
-- A document for the answer can be replaced by a newer version of it. What was replaced stays; only the newest is delivered.
ALTER TABLE document ADD COLUMN replaces text REFERENCES document (id) ON DELETE SET NULL;
ALTER TABLE document ADD COLUMN version integer NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX document_replaces ON document (replaces) WHERE replaces IS NOT NULL;
