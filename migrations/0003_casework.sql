-- +goose Up
ALTER TABLE requester ADD COLUMN format text NOT NULL DEFAULT '', ADD COLUMN behalf text NOT NULL DEFAULT '';
