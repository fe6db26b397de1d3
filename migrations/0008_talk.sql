-- +goose Up
-- Lists that somebody keeps under a name, the day on which a request was last opened, and what is asked of people and units.

CREATE TABLE saved_list (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    name       text   NOT NULL,
    query      text   NOT NULL, -- as the list's address has it
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, name)
);

ALTER TABLE request ADD COLUMN seen_on date; -- by those who see every request
ALTER TABLE branch ADD COLUMN seen_on date;  -- by its unit
CREATE INDEX request_unseen ON request (coalesce(seen_on, '-infinity'::date), id) WHERE state IN ('received', 'open', 'signing', 'signed');

CREATE INDEX entry_mention ON entry USING gin ((facts -> 'people')) WHERE event = 'noted';
CREATE INDEX entry_unit_asked ON entry ((facts ->> 'unit'), request_id) WHERE event = 'unit_asked';
CREATE INDEX entry_unit_answered ON entry (request_id, ((facts ->> 'of')::int)) WHERE event = 'unit_answered';
