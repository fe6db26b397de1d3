-- +goose Up
-- What witnesses add to a checkpoint stands in its own row, so that it costs no row and no index of its own, and as what cannot be computed:
-- the line is written anew when it is read. A line that would not come out byte for byte keeps its text.
CREATE TABLE witness_key (
    id   smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text  NOT NULL,
    hash bytea NOT NULL, -- four bytes, as a signature names its key
    UNIQUE (name, hash)
);
CREATE TRIGGER witness_key_append_only BEFORE DELETE OR UPDATE ON witness_key FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What each witness cosigned last: it is looked up on every page of the record.
CREATE TABLE witness (
    name text   PRIMARY KEY,
    size bigint NOT NULL,
    at   timestamptz NOT NULL
) WITH (fillfactor = 50);

-- In which pieces of 256 acts a checkpoint ends that somebody cosigned: so the first one after an act is found, however long nobody signed.
CREATE TABLE witnessed (n bigint PRIMARY KEY);

-- +goose StatementBegin
CREATE FUNCTION cosignature_raw(line text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$ -- key's hash, time and signature, when it has just these
    SELECT CASE WHEN line ~ '^— \S+ [A-Za-z0-9+/]{102}==\n$' THEN decode(left(right(line, 105), 104), 'base64') END
$$;
CREATE FUNCTION cosignature_line(name text, hash bytea, rest bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT '— ' || name || ' ' || replace(encode(hash || rest, 'base64'), E'\n', '') || E'\n'
$$;
-- +goose StatementEnd

CREATE TEMP TABLE cosigned_before ON COMMIT DROP AS
SELECT size, witness, line, CASE WHEN cosignature_line(witness, substr(raw, 1, 4), substr(raw, 5)) = line THEN raw END AS raw
  FROM (SELECT size, witness, line, cosignature_raw(line) AS raw FROM cosignature OFFSET 0) x;

INSERT INTO witness_key (name, hash) SELECT DISTINCT witness, substr(raw, 1, 4) FROM cosigned_before WHERE raw IS NOT NULL ORDER BY 1, 2;
INSERT INTO witness (name, size, at) SELECT DISTINCT ON (witness) witness, size, at FROM cosignature ORDER BY witness, size DESC;
INSERT INTO witnessed (n) SELECT DISTINCT size / 256 FROM cosignature ORDER BY 1;

ALTER TABLE cosignature DROP CONSTRAINT cosignature_size_fkey;
ALTER TABLE checkpoint DROP CONSTRAINT checkpoint_pkey, DROP CONSTRAINT checkpoint_origin_fkey, DROP CONSTRAINT checkpoint_check;
DROP TRIGGER checkpoint_append_only ON checkpoint;
ALTER TABLE checkpoint RENAME TO checkpoint_bare;

CREATE TABLE checkpoint ( -- in this order without a gap between them
    size         bigint      NOT NULL,
    at           timestamptz NOT NULL,
    origin       smallint,
    root         bytea       NOT NULL,
    signatures   bytea,  -- each 68 bytes: 4 of its key's hash, 64 of Ed25519; all by keys of the record's name
    note         text,   -- the whole note where it would not come out of the others
    cosignatures bytea,  -- each 74 bytes: 2 of its key's number, 8 of the time, 64 of Ed25519; appended as witnesses sign
    cosigned     text[], -- whole lines of witnesses, those that would not come out of these
    CHECK (num_nulls(note, signatures) = 1 AND num_nulls(note, origin) = 1)
);
INSERT INTO checkpoint (size, at, origin, root, signatures, note, cosignatures, cosigned)
SELECT c.size, c.at, c.origin, c.root, c.signatures, c.note, x.cosignatures, x.cosigned
  FROM checkpoint_bare c
  LEFT JOIN (SELECT b.size, string_agg(int2send(k.id) || substr(b.raw, 5), '' ORDER BY b.witness) AS cosignatures,
                    array_agg(b.line ORDER BY b.witness) FILTER (WHERE b.raw IS NULL) AS cosigned
               FROM cosigned_before b LEFT JOIN witness_key k ON k.name = b.witness AND k.hash = substr(b.raw, 1, 4) GROUP BY b.size) x ON x.size = c.size
 ORDER BY c.size;

-- +goose StatementBegin
DO $$
DECLARE lost bigint;
BEGIN
    SELECT coalesce(b.size, c.size) INTO lost FROM checkpoint_bare b FULL JOIN checkpoint c ON c.size = b.size
     WHERE (b.size, b.at, b.origin, b.root, b.signatures, b.note) IS DISTINCT FROM (c.size, c.at, c.origin, c.root, c.signatures, c.note) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the checkpoint of % acts does not come out as it was signed', lost;
    END IF;
    WITH now AS (
        SELECT c.size, cosignature_line(k.name, k.hash, substr(c.cosignatures, i + 2, 72)) AS line
          FROM checkpoint c CROSS JOIN generate_series(1, length(c.cosignatures), 74) i
          LEFT JOIN witness_key k ON k.id = get_byte(c.cosignatures, i - 1) * 256 + get_byte(c.cosignatures, i)
         UNION ALL SELECT size, unnest(cosigned) FROM checkpoint)
    SELECT x.size INTO lost FROM (
           (SELECT size, line FROM cosignature EXCEPT ALL SELECT size, line FROM now) UNION ALL
           (SELECT size, line FROM now EXCEPT ALL SELECT size, line FROM cosignature)) x LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'what witnesses signed of the checkpoint of % acts does not come out as it was', lost;
    END IF;
END $$;
-- +goose StatementEnd

DROP FUNCTION cosignature_raw, cosignature_line;
DROP TABLE cosignature, checkpoint_bare;
ALTER TABLE checkpoint ADD PRIMARY KEY (size), ADD FOREIGN KEY (origin) REFERENCES checkpoint_origin;

-- Witnesses add to a checkpoint; nothing else of it changes, and nothing that they added.
CREATE TRIGGER checkpoint_append_only BEFORE DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_grows BEFORE UPDATE ON checkpoint FOR EACH ROW
    WHEN ((OLD.size, OLD.at, OLD.origin, OLD.root, OLD.signatures, OLD.note) IS DISTINCT FROM (NEW.size, NEW.at, NEW.origin, NEW.root, NEW.signatures, NEW.note)
          OR OLD.cosignatures IS DISTINCT FROM substr(NEW.cosignatures, 1, length(OLD.cosignatures))
          OR OLD.cosigned IS DISTINCT FROM NEW.cosigned[1:cardinality(OLD.cosigned)])
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
