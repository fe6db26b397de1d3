-- +goose Up
-- The published answers of a unit in the order of their days.
CREATE TABLE disclosure_unit (
    unit        text   NOT NULL,
    answered_on date   NOT NULL,
    request_id  bigint NOT NULL REFERENCES disclosure (request_id) ON DELETE CASCADE,
    PRIMARY KEY (unit, answered_on, request_id)
);
CREATE INDEX disclosure_unit_request ON disclosure_unit (request_id);
INSERT INTO disclosure_unit SELECT DISTINCT u.unit, p.answered_on, p.request_id FROM disclosure p, unnest(p.units) u (unit);
ANALYZE disclosure_unit;
DROP INDEX disclosure_units;

-- +goose StatementBegin
CREATE FUNCTION disclosure_of_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM disclosure_unit WHERE request_id = NEW.request_id;
    INSERT INTO disclosure_unit SELECT DISTINCT u.unit, NEW.answered_on, NEW.request_id FROM unnest(NEW.units) u (unit);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER disclosure_units AFTER INSERT OR UPDATE OF units, answered_on ON disclosure FOR EACH ROW EXECUTE FUNCTION disclosure_of_units();
