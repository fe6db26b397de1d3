-- +goose Up
-- One action on many requests: what was asked, and what became of it for each. A row is done in the transaction of its act, so
-- that whoever goes on after a kill does none twice.
CREATE TABLE batch (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account,
    form        jsonb  NOT NULL,
    total       int    NOT NULL,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX batch_open ON batch (id) WHERE finished_at IS NULL;
CREATE INDEX batch_account ON batch (account_id, id);

CREATE TABLE batch_item (
    batch_id   bigint NOT NULL REFERENCES batch,
    request_id bigint NOT NULL REFERENCES request,
    state      text   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused')),
    reason     jsonb,
    PRIMARY KEY (batch_id, request_id)
);
CREATE INDEX batch_item_state ON batch_item (batch_id, state, request_id);
