-- +goose Up
-- The page of the day shows a unit what others answered it.
CREATE INDEX entry_answered_to ON entry ((facts ->> 'unit'), at) WHERE event = 'unit_answered';
