-- +goose Up
-- The public record: what waits for its place in it, the places, the tiles of the tree, and what was signed.

-- Salts of the commitments to what is personal: they stand beside it, and are erased with it.
ALTER TABLE question  ADD COLUMN salt bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
ALTER TABLE requester ADD COLUMN salt bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
ALTER TABLE document  ADD COLUMN salt bytea NOT NULL DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

-- What was committed and has no place yet: an entry (request, number), a declaration, a law in force, an administrator's act.
CREATE TABLE unlogged (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text   NOT NULL,
    a    bigint NOT NULL,
    b    int    NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The place of each act in the record, from 0 on without a gap.
CREATE TABLE leaf (
    idx  bigint PRIMARY KEY,
    kind text   NOT NULL,
    a    bigint NOT NULL,
    b    int    NOT NULL,
    UNIQUE (kind, a, b)
);

-- The tree's tiles; level -1 has the leaves themselves. The one at the right edge of each level is replaced as it grows.
CREATE TABLE tile (
    level smallint NOT NULL,
    n     bigint   NOT NULL,
    width smallint NOT NULL,
    data  bytea    NOT NULL,
    PRIMARY KEY (level, n)
);

CREATE TABLE checkpoint (
    size bigint NOT NULL PRIMARY KEY,
    root bytea  NOT NULL,
    note text   NOT NULL,
    at   timestamptz NOT NULL
);
CREATE TABLE cosignature (
    size    bigint NOT NULL REFERENCES checkpoint,
    witness text   NOT NULL,
    line    text   NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (size, witness)
);

-- Whose personal data were erased, when and by what right.
CREATE TABLE erasure (
    request_id bigint PRIMARY KEY REFERENCES request,
    at         timestamptz NOT NULL,
    account_id bigint NOT NULL,
    basis      text   NOT NULL
);
-- A restore from a copy that lost entries, as an administrator declared it.
CREATE TABLE restore (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL,
    reason text NOT NULL,
    facts  jsonb NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION log_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unlogged (kind, a, b) SELECT 'entry', request_id, seq FROM added ORDER BY request_id, seq;
    RETURN NULL;
END $$;
CREATE FUNCTION log_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unlogged (kind, a, b) VALUES (TG_ARGV[0], CASE TG_ARGV[0] WHEN 'closure' THEN (to_jsonb(NEW) ->> 'no')::bigint
        WHEN 'force' THEN hashtext(to_jsonb(NEW) ->> 'version') WHEN 'erasure' THEN (to_jsonb(NEW) ->> 'request_id')::bigint ELSE (to_jsonb(NEW) ->> 'id')::bigint END, 0);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER entry_logged AFTER INSERT ON entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION log_entries();
CREATE TRIGGER closure_logged AFTER INSERT ON closure FOR EACH ROW EXECUTE FUNCTION log_act('closure');
CREATE TRIGGER force_logged AFTER INSERT ON force FOR EACH ROW EXECUTE FUNCTION log_act('force');
CREATE TRIGGER admin_entry_logged AFTER INSERT ON admin_entry FOR EACH ROW EXECUTE FUNCTION log_act('admin');
CREATE TRIGGER erasure_logged AFTER INSERT ON erasure FOR EACH ROW EXECUTE FUNCTION log_act('erasure');
CREATE TRIGGER restore_logged AFTER INSERT ON restore FOR EACH ROW EXECUTE FUNCTION log_act('restore');

CREATE TRIGGER leaf_append_only BEFORE DELETE OR UPDATE ON leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER leaf_no_truncate BEFORE TRUNCATE ON leaf FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasure_append_only BEFORE DELETE OR UPDATE ON erasure FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER restore_append_only BEFORE DELETE OR UPDATE ON restore FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What was there before the record began comes first in it.
INSERT INTO unlogged (kind, a, b)
SELECT kind, a, b FROM (
    SELECT 'entry' AS kind, request_id AS a, seq AS b, at FROM entry
    UNION ALL SELECT 'closure', no, 0, declared_at FROM closure
    UNION ALL SELECT 'force', hashtext(version), 0, declared_at FROM force
    UNION ALL SELECT 'admin', id, 0, at FROM admin_entry) x ORDER BY at, a, b;

-- Who saw whose personal data. Each line has the hash of the one before, so that none can be changed or taken away unseen.
CREATE TABLE sight (
    id         bigint PRIMARY KEY,
    at         timestamptz NOT NULL,
    account_id bigint NOT NULL,
    request_id bigint NOT NULL,
    what       text   NOT NULL,
    hash       bytea  NOT NULL
);
CREATE TRIGGER sight_append_only BEFORE DELETE OR UPDATE ON sight FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sight_no_truncate BEFORE TRUNCATE ON sight FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX sight_request ON sight (request_id, id);
