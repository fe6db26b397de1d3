-- +goose Up
-- Erasing what is personal in a case: what was asked and who asked lose their words and the salts of their commitments, so that nobody
-- can prove or guess them any more. What has no salt was erased.
ALTER TABLE question ALTER salt DROP NOT NULL;
ALTER TABLE requester ALTER salt DROP NOT NULL;

-- Letters name the person: they may go once the erasure is written down, and are otherwise as unchangeable as before.
-- +goose StatementBegin
CREATE FUNCTION refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM erasure WHERE request_id = OLD.request_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
DROP TRIGGER letter_append_only ON letter;
CREATE TRIGGER letter_append_only BEFORE DELETE OR UPDATE ON letter FOR EACH ROW EXECUTE FUNCTION refuse_unless_erased();
