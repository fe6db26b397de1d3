-- +goose Up
-- What somebody keeps an eye on, the address of their calendar, and the mornings on which they were told what is due.

CREATE TABLE watch (
    account_id bigint NOT NULL REFERENCES account,
    request_id bigint NOT NULL REFERENCES request,
    since      timestamptz NOT NULL,
    PRIMARY KEY (account_id, request_id)
);

CREATE TABLE feed (
    account_id bigint PRIMARY KEY REFERENCES account,
    token_hash bytea NOT NULL UNIQUE
);

ALTER TABLE account ADD COLUMN digest boolean NOT NULL DEFAULT true;

CREATE TABLE digest (
    account_id bigint NOT NULL REFERENCES account,
    day        date   NOT NULL,
    queued_at  timestamptz NOT NULL,
    sent_at    timestamptz,
    PRIMARY KEY (account_id, day)
);
