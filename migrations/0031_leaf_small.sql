-- +goose Up
-- There is a place for each act, and millions of them: its row and its two indexes are as narrow as they can be. An act's kind takes four
-- bytes and still reads as a word; the columns stand without a gap between them; and the index that finds the place of an act begins with
-- its number, so that the kind fits beside the other one.
CREATE TYPE act_kind AS ENUM ('entry', 'closure', 'force', 'admin', 'heartbeat', 'letter', 'erasure', 'restore', 'sight', 'lost');

ALTER TABLE unlogged ALTER COLUMN kind TYPE act_kind USING kind::act_kind;
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION log_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unlogged (kind, a, b) VALUES (TG_ARGV[0]::act_kind, CASE TG_ARGV[0] WHEN 'closure' THEN (to_jsonb(NEW) ->> 'no')::bigint
        WHEN 'erasure' THEN (to_jsonb(NEW) ->> 'request_id')::bigint ELSE (to_jsonb(NEW) ->> 'id')::bigint END, 0);
    RETURN NULL;
END $$;
-- +goose StatementEnd

ALTER TABLE leaf DROP CONSTRAINT leaf_pkey, DROP CONSTRAINT leaf_kind_a_b_key;
DROP TRIGGER leaf_append_only ON leaf;
DROP TRIGGER leaf_no_truncate ON leaf;
ALTER TABLE leaf RENAME TO leaf_wide;

CREATE TABLE leaf ( -- in this order without a gap between them
    idx  bigint   NOT NULL,
    a    bigint   NOT NULL,
    b    int      NOT NULL,
    kind act_kind NOT NULL
);
INSERT INTO leaf (idx, a, b, kind) SELECT idx, a, b, kind::act_kind FROM leaf_wide ORDER BY idx;

-- +goose StatementBegin
DO $$
DECLARE lost bigint;
BEGIN
    SELECT coalesce(w.idx, l.idx) INTO lost FROM leaf_wide w FULL JOIN leaf l ON l.idx = w.idx
     WHERE (w.idx, w.kind, w.a, w.b) IS DISTINCT FROM (l.idx, l.kind::text, l.a, l.b) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the place % of the record does not come out as it was', lost;
    END IF;
END $$;
-- +goose StatementEnd

DROP TABLE leaf_wide;
ALTER TABLE leaf ADD PRIMARY KEY (idx), ADD UNIQUE (a, b, kind);
CREATE INDEX leaf_last ON leaf (kind, a) WHERE kind IN ('heartbeat', 'sight'); -- of which the last one is looked up
CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE ON leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER leaf_no_truncate BEFORE TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
