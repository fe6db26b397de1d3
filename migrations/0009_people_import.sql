-- +goose Up
-- A file of people between the page that shows what it would change and the import. It has names and addresses: its bytes go
-- when it is imported, and all of it a day after it came.
CREATE TABLE people_import (
    token_hash bytea PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    name       text   NOT NULL,
    sha256     text   NOT NULL,
    file       bytea, -- none once imported
    done       jsonb, -- what came of it
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX people_import_expires ON people_import (expires_at);
