-- +goose Up
-- Casework: what a person asks for at the counter, requests that belong to others, requests that only named people see.

ALTER TABLE requester ADD COLUMN format text NOT NULL DEFAULT '', ADD COLUMN behalf text NOT NULL DEFAULT '';

-- parent: the request that a remedy is about, or that this one was split from; joined: the one whose answer is this one's too.
ALTER TABLE request ADD COLUMN parent bigint REFERENCES request, ADD COLUMN remedy text NOT NULL DEFAULT '',
    ADD COLUMN joined bigint REFERENCES request, ADD COLUMN restricted boolean NOT NULL DEFAULT false;
CREATE INDEX request_parent ON request (parent) WHERE parent IS NOT NULL;
CREATE INDEX request_joined ON request (joined) WHERE joined IS NOT NULL;

CREATE TABLE request_reader (
    request_id bigint NOT NULL REFERENCES request,
    account_id bigint NOT NULL REFERENCES account,
    PRIMARY KEY (request_id, account_id)
);

-- Whether the answer helped, as the person says: an opinion, no act of the case.
CREATE TABLE opinion (
    request_id bigint PRIMARY KEY REFERENCES request,
    helped     text NOT NULL CHECK (helped IN ('yes', 'partly', 'no')),
    words      text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL
);
