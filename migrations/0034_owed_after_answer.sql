-- +goose Up
-- What is owed after the answer (an order of a remedy, a correction) is a request's due day while it runs, so that lists show it when it is late.
UPDATE request r SET due_on = d.due_on, clock = d.status
  FROM deadline d
 WHERE d.request_id = r.id AND d.branch = 0 AND d.clock = 'correction' AND d.status IN ('running', 'missed') AND r.clock IN ('met', 'stopped');
UPDATE request r SET due_on = d.due_on, clock = d.status
  FROM deadline d, deadline a
 WHERE d.request_id = r.id AND d.branch = 0 AND d.clock = 'compliance' AND d.status IN ('running', 'missed')
   AND a.request_id = r.id AND a.branch = 0 AND a.clock = 'response' AND a.status IN ('met', 'stopped');
