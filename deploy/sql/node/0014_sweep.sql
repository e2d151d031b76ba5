-- When notices of this agency's own records were fetched last (IG-32).
ALTER TABLE notice_place ADD COLUMN fetched bigint NOT NULL DEFAULT (extract(epoch FROM now()) * 1000)::bigint;
GRANT UPDATE (fetched) ON notice_place TO dolen_service;

-- Retention of what the node noted about the ledger (IG-14): closed alarms, and comparisons but the latest, from which the
-- next one goes on.
GRANT SELECT (closed), DELETE ON alarm TO dolen_eraser;
GRANT SELECT (number, finished) ON reconciliation TO dolen_eraser;
