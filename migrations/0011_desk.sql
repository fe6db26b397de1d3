-- +goose Up
-- Which open requests have all their branches back is asked by every page of the desk: those that have a live one are found here.
CREATE INDEX branch_live ON branch (request_id) WHERE state IN ('open', 'accepted', 'answered');

-- How each unit keeps a term is counted over every clock that there ever was: from the index alone, in its order.
CREATE INDEX deadline_figures ON deadline (clock, unit, status, missed, extended);

-- What is closed is listed by number. The newest numbers are of what is still open: walking all numbers meets those first.
CREATE INDEX request_closed ON request (id) WHERE state IN ('answered', 'published', 'withdrawn', 'transferred');
CREATE INDEX request_clock_ended ON request (clock, id) WHERE clock IN ('met', 'stopped');
