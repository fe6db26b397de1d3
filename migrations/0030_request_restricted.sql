-- +goose Up
-- Few requests are restricted; whoever counts for many readers at once leaves them out.
CREATE INDEX request_restricted ON request (id) WHERE restricted;
