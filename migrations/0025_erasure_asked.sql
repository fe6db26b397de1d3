-- +goose Up
-- The person asks, from their own page, that what is personal in their case be erased. Two officials confirm it, each with their password;
-- the person is told, may stop it for some days, and then it is erased by a job. What was asked, confirmed, refused and stopped is an act
-- of the record: an act of the person has the account 0.
ALTER TABLE admin_entry ADD COLUMN role text NOT NULL DEFAULT 'administrator';

CREATE TABLE erasure_asked (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id bigint NOT NULL REFERENCES request,
    asked_at   timestamptz NOT NULL,
    first_by   bigint REFERENCES account,
    first_at   timestamptz,
    second_by  bigint REFERENCES account,
    second_at  timestamptz,
    told_at    timestamptz,
    told       text NOT NULL DEFAULT '', -- 'mail', 'page' without an address, or why a mail was refused
    ended_at   timestamptz,              -- refused by an official, or stopped by the person
    ended_by   bigint REFERENCES account,
    refusal    text NOT NULL DEFAULT '',
    erased_at  timestamptz,
    files      text[] NOT NULL DEFAULT '{}', -- of which the bytes are still to go
    done_at    timestamptz,
    CHECK (second_by <> first_by),
    CHECK ((first_by IS NULL) = (first_at IS NULL) AND (second_by IS NULL) = (second_at IS NULL)),
    CHECK (second_by IS NULL OR first_by IS NOT NULL),
    CHECK (erased_at IS NULL OR second_by IS NOT NULL AND ended_at IS NULL),
    CHECK (done_at IS NULL OR erased_at IS NOT NULL)
);
CREATE UNIQUE INDEX erasure_asked_once ON erasure_asked (request_id) WHERE ended_at IS NULL;
CREATE INDEX erasure_asked_waits ON erasure_asked (id) WHERE done_at IS NULL AND ended_at IS NULL;

-- No samples of columns that hold what is personal and whose tables can become empty: an empty table keeps the samples of what was there.
ALTER TABLE document ALTER name SET STATISTICS 0;
ALTER TABLE entry_words ALTER words SET STATISTICS 0;
ALTER TABLE outbox ALTER recipient SET STATISTICS 0, ALTER subject SET STATISTICS 0, ALTER raw SET STATISTICS 0;
ALTER TABLE draft ALTER form SET STATISTICS 0;

-- The law's files of every definition that a case was ever filed under, by the hash that stands in the record: what an upgrade changes can
-- still be read and held against it.
CREATE TABLE law_files (
    definition text PRIMARY KEY,
    statute    text  NOT NULL,
    version    text  NOT NULL,
    files      jsonb NOT NULL,
    since      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER law_files_append_only BEFORE DELETE OR UPDATE ON law_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER law_files_no_truncate BEFORE TRUNCATE ON law_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
