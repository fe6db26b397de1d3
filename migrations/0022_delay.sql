-- +goose Up
-- Why units answered late, as they wrote it down. Few answers are; the index has these only.
CREATE INDEX entry_words_delay ON entry_words (request_id DESC, seq DESC) WHERE words ? 'delay';
