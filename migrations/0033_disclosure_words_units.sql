-- +goose Up
-- Words and units of published answers are looked for together: the words of a unit's answers are mostly others' too.
CREATE INDEX disclosure_words_units ON disclosure USING gin (words, units);
DROP INDEX disclosure_words;
