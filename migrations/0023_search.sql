-- +goose Up
-- Beside what was asked, the desk searches what was answered, noted and attached, and, for whoever writes to people, who asked. Each
-- text is found by itself; who a third party is, and by which link they come, is not searched.
ALTER TABLE entry_words ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('spanish', fold("left"(
    COALESCE(words ->> 'text', '') || ' ' || COALESCE(words ->> 'summary', '') || ' ' || COALESCE(words ->> 'title', '') || ' ' ||
    COALESCE(words ->> 'question', '') || ' ' || COALESCE(words ->> 'answer', '') || ' ' || COALESCE(words ->> 'delay', ''), 20000)))) STORED;
ALTER TABLE document ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('spanish', fold(translate(name, '._-', '   ')))) STORED;
ALTER TABLE requester ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('spanish', fold(name || ' ' || behalf))) STORED;
CREATE INDEX entry_words_search ON entry_words USING gin (search);
CREATE INDEX document_search ON document USING gin (search);
CREATE INDEX requester_search ON requester USING gin (search);
