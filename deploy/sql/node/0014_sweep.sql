-- Retention of what the node noted about the ledger (IG-14): closed alarms, and comparisons but the latest, from which the
-- next one goes on.

GRANT SELECT (closed), DELETE ON alarm TO dolen_eraser;
GRANT SELECT (number, finished) ON reconciliation TO dolen_eraser;
