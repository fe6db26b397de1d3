-- +goose Up
-- Who saw whose personal data, when, what and in which role: a page of a list shows many people at once. Each line has the hash of the
-- one before, so that none can be changed or taken away unseen; every hundredth is given to the public record, which holds the last.
DROP TABLE sight;
CREATE TABLE sight (
    id         bigint PRIMARY KEY,
    at         timestamptz NOT NULL,
    account_id bigint NOT NULL REFERENCES account,
    role       text   NOT NULL,
    what       text   NOT NULL,
    cases      text[] NOT NULL,
    hash       bytea  NOT NULL
);
CREATE TRIGGER sight_append_only BEFORE DELETE OR UPDATE ON sight FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sight_no_truncate BEFORE TRUNCATE ON sight FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX sight_cases ON sight USING gin (cases);
CREATE INDEX sight_account ON sight (account_id, id);
