-- +goose Up
-- Requests that a recount could not count anew: each is named, and tried again later. A row goes when its request was counted.
CREATE TABLE recount_left (
    request_id bigint PRIMARY KEY REFERENCES request (id),
    recount_id bigint NOT NULL REFERENCES recount (id),
    why        text NOT NULL,
    at         timestamptz NOT NULL
);
CREATE INDEX recount_left_at ON recount_left (at);
CREATE INDEX recount_left_recount ON recount_left (recount_id);
