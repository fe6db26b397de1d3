-- +goose Up
-- The letters that go with notices: their templates as the body changed them, and what was archived.

-- The newest version counts; where there is none, the text that comes with the program does. An empty body brings that back.
CREATE TABLE letter_template (
    kind        text NOT NULL,
    locale      text NOT NULL,
    version     int  NOT NULL CHECK (version > 0),
    body        text NOT NULL,
    declared_at timestamptz NOT NULL,
    account_id  bigint,
    PRIMARY KEY (kind, locale, version)
);
CREATE TRIGGER letter_template_append_only BEFORE DELETE OR UPDATE ON letter_template FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_template_no_truncate BEFORE TRUNCATE ON letter_template FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A letter is made once and kept as it was sent. The row says nothing personal: the bytes are a document, which can be erased, and
-- their hash stays, so that a letter in somebody's hands can still be checked.
CREATE TABLE letter (
    request_id  bigint NOT NULL REFERENCES request,
    entry       int    NOT NULL,
    n           int    NOT NULL,
    kind        text   NOT NULL,
    locale      text   NOT NULL,
    version     int    NOT NULL, -- of the template, 0 where the body had written none
    document_id text   NOT NULL,
    sha256      text   NOT NULL,
    size        bigint NOT NULL,
    code        text   NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (request_id, entry, n),
    CONSTRAINT letter_code_key UNIQUE (code)
);
CREATE TRIGGER letter_append_only BEFORE DELETE OR UPDATE ON letter FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_no_truncate BEFORE TRUNCATE ON letter FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A letter that could not be made: its notice went out without it, and an administrator must know why.
CREATE TABLE letter_failure (
    request_id bigint NOT NULL REFERENCES request,
    entry      int    NOT NULL,
    n          int    NOT NULL,
    kind       text   NOT NULL,
    locale     text   NOT NULL,
    version    int    NOT NULL,
    reason     text   NOT NULL, -- catalogue key
    fact       text   NOT NULL DEFAULT '',
    line       int    NOT NULL DEFAULT 0,
    failed_at  timestamptz NOT NULL,
    PRIMARY KEY (request_id, entry, n)
);
CREATE INDEX letter_failure_newest ON letter_failure (failed_at DESC);
