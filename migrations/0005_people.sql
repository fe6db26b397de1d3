-- +goose Up
-- Whoever is away is stood in for, and what an administrator does is on record.

ALTER TABLE account ADD COLUMN backup bigint REFERENCES account CHECK (backup <> id),
    ADD COLUMN away_from timestamptz, ADD COLUMN away_until timestamptz, ADD CHECK (away_until > away_from);
CREATE INDEX account_backup ON account (backup) WHERE backup IS NOT NULL;
CREATE INDEX branch_account ON branch (account_id) WHERE state IN ('open', 'accepted', 'answered');

-- Ids and codes only: who did what to which account or unit.
CREATE TABLE admin_entry (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    account_id bigint NOT NULL,
    kind       text   NOT NULL,
    subject    text   NOT NULL,
    facts      jsonb  NOT NULL DEFAULT '{}'
);
CREATE TRIGGER admin_entry_append_only BEFORE DELETE OR UPDATE ON admin_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER admin_entry_no_truncate BEFORE TRUNCATE ON admin_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
