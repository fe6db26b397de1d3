-- +goose Up
-- What the public record did not have until now, and what kept it from going on.

-- Each letter to a person is an act of its own when it is archived: its bytes and its code are committed to.
ALTER TABLE letter ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE letter ADD COLUMN archived_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE UNIQUE INDEX letter_id ON letter (id);
CREATE INDEX letter_document ON letter (document_id);

-- A version that was brought into force is known by its own number.
ALTER TABLE force ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX force_id ON force (id);

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION log_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unlogged (kind, a, b) VALUES (TG_ARGV[0], CASE TG_ARGV[0] WHEN 'closure' THEN (to_jsonb(NEW) ->> 'no')::bigint
        WHEN 'erasure' THEN (to_jsonb(NEW) ->> 'request_id')::bigint ELSE (to_jsonb(NEW) ->> 'id')::bigint END, 0);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER letter_logged AFTER INSERT ON letter FOR EACH ROW EXECUTE FUNCTION log_act('letter');
INSERT INTO unlogged (kind, a, b) SELECT 'letter', id, 0 FROM letter ORDER BY id;
UPDATE unlogged u SET a = f.id FROM force f WHERE u.kind = 'force' AND u.a = hashtext(f.version);

-- Why an act that waits cannot have its place: the others go on without it, and somebody is told.
ALTER TABLE unlogged ADD COLUMN problem text;
CREATE INDEX unlogged_problem ON unlogged (id) WHERE problem IS NOT NULL;

-- Since when there are places that nobody has signed; no row when all are.
CREATE TABLE unsigned (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);
