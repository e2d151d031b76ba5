-- Who read the agency's own log of searches, on which ground (IG-09, IG-12), and what finding a search needs.

-- kind: 1 list, 2 one search, 3 export, 4 findings, 5 the searches for one person, 6 the list of readings.
CREATE TABLE log_reading (
    id uuid PRIMARY KEY, -- also of its notice to the ledger
    at bigint NOT NULL,
    account text NOT NULL,
    role text NOT NULL,
    ground text NOT NULL CHECK (ground ~ '^[a-z-]{1,23}$'),
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 6),
    count bigint NOT NULL CHECK (count >= 0),
    about text NOT NULL CHECK (octet_length(about) <= 64) -- a search's number or ''; never personal data
);
CREATE INDEX log_reading_newest ON log_reading (at, id);

-- A notice of a reading: who acted in which role, and why.
ALTER TABLE ledger_notice
    ADD COLUMN role text NOT NULL DEFAULT '' CHECK (octet_length(role) <= 23),
    ADD COLUMN ground text NOT NULL DEFAULT '' CHECK (octet_length(ground) <= 23);
CREATE INDEX ledger_notice_reading ON ledger_notice (made) WHERE ground <> '';

-- Newest first, page by page, by what an officer looks for. Each ends with the instant and the number, in which pages
-- go on.
DROP INDEX search_asked;
DROP INDEX search_account;
CREATE INDEX search_newest ON search (asked, id);
CREATE INDEX search_by_account ON search (account, asked, id);
CREATE INDEX search_by_outcome ON search (outcome, asked, id);
CREATE INDEX search_by_purpose ON search (purpose, asked, id);
CREATE INDEX search_urgent ON search (asked, id) WHERE urgent_reason <> '';
CREATE INDEX search_entry ON search (ledger_index) WHERE ledger_index IS NOT NULL;

-- Searches that an open finding of unusual use names. Empty until there are findings (0010_findings.sql).
CREATE VIEW search_with_finding AS SELECT id AS search FROM search WHERE false;

GRANT SELECT, INSERT ON log_reading TO dolen_service;
GRANT SELECT ON search_with_finding TO dolen_service;
GRANT SELECT, DELETE ON log_reading TO dolen_eraser;

-- Notices of readings that the ledger has go with the readings; the eraser may touch no other notice.
CREATE FUNCTION erase_reading_notices(before bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM public.ledger_notice WHERE ground <> '' AND made < before AND entry IS NOT NULL
$$;
REVOKE ALL ON FUNCTION erase_reading_notices (bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_reading_notices (bigint) TO dolen_eraser;
