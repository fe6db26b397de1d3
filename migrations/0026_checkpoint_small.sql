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
    origin     smallint    REFERENCES checkpoint_origin,
    root       bytea       NOT NULL,
    signatures bytea, -- each 68 bytes: 4 of its key's hash, 64 of Ed25519; all by keys of the record's name
    note       text,  -- the whole note where it would not come out of the others
    CHECK (num_nulls(note, signatures) = 1 AND num_nulls(note, origin) = 1)
);

-- +goose StatementBegin
CREATE FUNCTION checkpoint_signatures(note text) RETURNS bytea LANGUAGE sql AS $$
    SELECT string_agg(decode(right(line, 92), 'base64'), '' ORDER BY n)
      FROM string_to_table(split_part(note, E'\n\n', 2), E'\n') WITH ORDINALITY AS x(line, n) WHERE line ~ '^— \S+ [A-Za-z0-9+/]{91}=$'
$$;
CREATE FUNCTION checkpoint_note(name text, size bigint, root bytea, at timestamptz, signatures bytea) RETURNS text LANGUAGE sql AS $$
    SELECT concat(name, E'\n', size, E'\n', encode(root, 'base64'), E'\ntime ', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), E'\n\n',
           (SELECT string_agg(concat('— ', name, ' ', replace(encode(substr(signatures, i, 68), 'base64'), E'\n', ''), E'\n'), '' ORDER BY i)
              FROM generate_series(1, length(signatures), 68) i))
$$;
-- +goose StatementEnd

INSERT INTO checkpoint_origin (name)
SELECT DISTINCT split_part(note, E'\n', 1) FROM checkpoint_text
 WHERE checkpoint_note(split_part(note, E'\n', 1), size, root, at, checkpoint_signatures(note)) = note;

INSERT INTO checkpoint (size, at, origin, root, signatures, note)
SELECT c.size, c.at, o.id, c.root, CASE WHEN o.id IS NOT NULL THEN checkpoint_signatures(c.note) END, CASE WHEN o.id IS NULL THEN c.note END
  FROM checkpoint_text c
  LEFT JOIN checkpoint_origin o ON o.name = split_part(c.note, E'\n', 1) AND checkpoint_note(o.name, c.size, c.root, c.at, checkpoint_signatures(c.note)) = c.note
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

DROP FUNCTION checkpoint_note, checkpoint_signatures;
DROP TABLE checkpoint_text;
ALTER TABLE checkpoint ADD PRIMARY KEY (size);
ALTER TABLE cosignature ADD FOREIGN KEY (size) REFERENCES checkpoint;
CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
