-- +goose Up
-- How rare a word is tells PostgreSQL which way to look for it; with the usual sample it takes every rare one for one in two hundred.
ALTER TABLE question ALTER words SET STATISTICS 300;
ALTER TABLE entry_words ALTER search SET STATISTICS 300;
ALTER TABLE disclosure ALTER words SET STATISTICS 300;
ALTER TABLE disclosure ALTER units SET STATISTICS 300;
ANALYZE question (words), entry_words (search), disclosure (words, units);

-- What a unit still owes is little beside all that there ever was of it.
CREATE INDEX deadline_unit_live ON deadline (unit, status, coalesce(due_on, 'infinity'::date), request_id, clock, branch)
 WHERE status IN ('running', 'missed', 'suspended');
