-- +goose Up
-- A checkpoint is kept as what cannot be computed: most acts come alone, and each then has one of its own. Its signed note is written anew
-- when it is read: the record's name, size, root and time, and a line for each signature. A note that would not come out byte for byte
-- keeps its text.
CREATE TABLE checkpoint_origin (
    id   smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);
CREATE TRIGGER checkpoint_origin_append_only BEFORE DELETE OR UPDATE ON checkpoint_origin FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE cosignature DROP CONSTRAINT cosignature_size_fkey;
ALTER TABLE checkpoint DROP CONSTRAINT checkpoint_pkey;
ALTER TABLE checkpoint RENAME TO checkpoint_text;
DROP TRIGGER checkpoint_append_only ON checkpoint_text;

CREATE TABLE checkpoint ( -- in this order without a gap between them
    size       bigint      NOT NULL,
    at         timestamptz NOT NULL,
    origin     smallint,
    root       bytea       NOT NULL,
    signatures bytea, -- each 68 bytes: 4 of its key's hash, 64 of Ed25519; all by keys of the record's name
    note       text,  -- the whole note where it would not come out of the others
    CHECK (num_nulls(note, signatures) = 1 AND num_nulls(note, origin) = 1)
);

-- Nearly all have one signature: what takes it out, and puts it back, is an expression of which the rest is seldom asked.
-- +goose StatementBegin
CREATE FUNCTION checkpoint_several(lines text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(decode(right(line, 92), 'base64'), '' ORDER BY n)
      FROM string_to_table(lines, E'\n') WITH ORDINALITY AS x(line, n) WHERE line ~ '^— \S+ [A-Za-z0-9+/]{91}=$'
$$;
CREATE FUNCTION checkpoint_lines(name text, signatures bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(concat('— ', name, ' ', replace(encode(substr(signatures, i, 68), 'base64'), E'\n', ''), E'\n'), '' ORDER BY i)
      FROM generate_series(1, length(signatures), 68) i
$$;
CREATE FUNCTION checkpoint_signatures(lines text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN lines ~ '^— \S+ [A-Za-z0-9+/]{91}=\n$' THEN decode(left(right(lines, 93), 92), 'base64') ELSE checkpoint_several(lines) END
$$;
CREATE FUNCTION checkpoint_note(name text, size bigint, root bytea, at timestamptz, signatures bytea) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat(name, E'\n', size, E'\n', encode(root, 'base64'), E'\ntime ', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), E'\n\n',
           CASE WHEN length(signatures) = 68 THEN concat('— ', name, ' ', replace(encode(signatures, 'base64'), E'\n', ''), E'\n') ELSE checkpoint_lines(name, signatures) END)
$$;
-- +goose StatementEnd

CREATE TEMP TABLE checkpoint_before ON COMMIT DROP AS
SELECT size, root, at, note, name, CASE WHEN checkpoint_note(name, size, root, at, signatures) = note THEN signatures END AS signatures
  FROM (SELECT size, root, at, note, split_part(note, E'\n', 1) AS name, checkpoint_signatures(split_part(note, E'\n\n', 2)) AS signatures FROM checkpoint_text OFFSET 0) x;

INSERT INTO checkpoint_origin (name) SELECT DISTINCT name FROM checkpoint_before WHERE signatures IS NOT NULL;

INSERT INTO checkpoint (size, at, origin, root, signatures, note)
SELECT c.size, c.at, o.id, c.root, c.signatures, CASE WHEN c.signatures IS NULL THEN c.note END
  FROM checkpoint_before c LEFT JOIN checkpoint_origin o ON o.name = c.name AND c.signatures IS NOT NULL
 ORDER BY c.size;

-- +goose StatementBegin
DO $$
DECLARE lost bigint;
BEGIN
    SELECT coalesce(t.size, c.size) INTO lost
      FROM checkpoint_text t
      FULL JOIN checkpoint c ON c.size = t.size
      LEFT JOIN checkpoint_origin o ON o.id = c.origin
     WHERE (t.root, t.at, t.note) IS DISTINCT FROM (c.root, c.at, coalesce(c.note, checkpoint_note(o.name, c.size, c.root, c.at, c.signatures))) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the checkpoint of % acts does not come out as it was signed', lost;
    END IF;
END $$;
-- +goose StatementEnd

DROP FUNCTION checkpoint_note, checkpoint_signatures, checkpoint_lines, checkpoint_several;
DROP TABLE checkpoint_text;
ALTER TABLE checkpoint ADD PRIMARY KEY (size), ADD FOREIGN KEY (origin) REFERENCES checkpoint_origin;
ALTER TABLE cosignature ADD FOREIGN KEY (size) REFERENCES checkpoint;
CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
