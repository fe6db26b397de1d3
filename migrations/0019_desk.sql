-- +goose Up
-- A case has an officer who leads it. What comes back stands on the case, and on the branch that is to be answered again, until
-- somebody takes it up.
ALTER TABLE request ADD COLUMN owner bigint, ADD COLUMN back text NOT NULL DEFAULT '';
ALTER TABLE branch ADD COLUMN sent_back boolean NOT NULL DEFAULT false;

UPDATE request r SET back = CASE x.event WHEN 'branch_cancelled' THEN 'branch_approved' ELSE x.event END
  FROM (SELECT DISTINCT ON (e.request_id) e.request_id, e.event FROM entry e JOIN request q ON q.id = e.request_id AND q.state IN ('received', 'open', 'signing')
         WHERE e.event IN ('declined', 'clarified', 'clarification_lapsed', 'third_answered', 'documents_added', 'branch_returned',
                           'drafted', 'submitted', 'branch_opened', 'branch_moved', 'clarification_asked', 'third_consulted', 'joined')
            OR e.event IN ('branch_approved', 'branch_cancelled')
               AND EXISTS (SELECT 1 FROM branch b WHERE b.request_id = e.request_id AND b.state = 'approved')
               AND NOT EXISTS (SELECT 1 FROM branch b WHERE b.request_id = e.request_id AND b.state IN ('open', 'accepted', 'answered'))
         ORDER BY e.request_id, e.seq DESC) x
 WHERE x.request_id = r.id AND x.event IN ('declined', 'clarified', 'clarification_lapsed', 'third_answered', 'documents_added', 'branch_returned', 'branch_approved', 'branch_cancelled');
UPDATE branch b SET sent_back = true
 WHERE b.state = 'accepted'
   AND (SELECT e.event FROM entry e WHERE e.request_id = b.request_id AND (e.facts ->> 'branch')::int = b.no
           AND e.event IN ('branch_sent_back', 'branch_answered', 'branch_moved') ORDER BY e.seq DESC LIMIT 1) = 'branch_sent_back';

CREATE INDEX request_back ON request (COALESCE(due_on, 'infinity'::date), id) WHERE back <> '';
CREATE INDEX request_owner ON request (owner, COALESCE(due_on, 'infinity'::date), id) WHERE owner IS NOT NULL AND state IN ('received', 'open', 'signing', 'signed');
CREATE INDEX branch_back ON branch (unit, due_on, request_id) WHERE sent_back;
-- Questions of the same words have the same key: the list of what is new marks them.
CREATE INDEX question_twin ON question (md5(strip(words)::text));
