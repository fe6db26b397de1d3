-- +goose Up
-- What the body declares about its calendar and its law, and the recounting of running clocks that follows.

ALTER TABLE deadline ADD COLUMN due_at timestamptz; -- of terms in hours

CREATE TABLE closure (
    no          int PRIMARY KEY,
    calendar    text NOT NULL,
    from_day    date NOT NULL,
    to_day      date NOT NULL CHECK (to_day >= from_day),
    unit        text NOT NULL DEFAULT '',
    worked      boolean NOT NULL DEFAULT false,
    name        text NOT NULL,
    source      text NOT NULL,
    document    text NOT NULL DEFAULT '' ,
    revives     boolean NOT NULL DEFAULT false,
    revokes     int UNIQUE REFERENCES closure (no),
    declared_at timestamptz NOT NULL,
    account_id  bigint
);
CREATE TRIGGER closure_append_only BEFORE DELETE OR UPDATE ON closure FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closure_no_truncate BEFORE TRUNCATE ON closure FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE force (
    statute     text NOT NULL,
    version     text NOT NULL,
    from_day    date NOT NULL,
    declared_at timestamptz NOT NULL,
    account_id  bigint,
    PRIMARY KEY (statute, version)
);
CREATE TRIGGER force_append_only BEFORE DELETE OR UPDATE ON force FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One row for each time that all running clocks are counted anew: the calendar changed, or a version that takes running
-- requests along came into force. Two lanes count at once, the requests with even and those with odd ids; cursors are the last request that
-- each has counted, and a batch and its cursor are one transaction.
CREATE TABLE recount (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reason      text NOT NULL UNIQUE,
    statute     text NOT NULL DEFAULT '',
    version     text NOT NULL DEFAULT '',
    revives     boolean NOT NULL DEFAULT false,
    total       bigint NOT NULL,
    cursors     bigint[] NOT NULL DEFAULT '{0,0}',
    seen        bigint NOT NULL DEFAULT 0,
    moved       bigint NOT NULL DEFAULT 0,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX recount_open ON recount (id) WHERE finished_at IS NULL;
CREATE INDEX deadline_counting ON deadline (request_id) WHERE status IN ('running', 'missed', 'suspended');

DROP TABLE applied_calendar;
