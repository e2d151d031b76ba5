-- Retention (IG-14): what was erased, until it stands in the ledger; and whose index lost records by it.

-- Written by the retention job in the transaction that erases, so that nothing goes without a trace; the service, which
-- alone can append to the ledger, enters each row and notes the entry. No personal data: what, of which month, how many.
CREATE TABLE erasure (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    erased bigint NOT NULL,                                             -- instant
    agency text NOT NULL CHECK (agency ~ '^[A-Za-z0-9._-]{0,23}$'),     -- whose, '' = the hub's own
    outcome text NOT NULL CHECK (outcome ~ '^[A-Za-z0-9._-]{1,23}$'),   -- a headline code, or what was erased
    month integer NOT NULL CHECK (month >= 0),                          -- 0 = of no month
    count bigint NOT NULL CHECK (count > 0),
    entry bigint                                                        -- index of its ledger entry
);
CREATE INDEX erasure_unrecorded ON erasure (id) WHERE entry IS NULL;

-- After the delta `sequence` of an agency, records of its were erased here: its set digest no longer says what stands in
-- the index, so nothing but a snapshot may follow. Moot once another delta was applied.
CREATE TABLE erased_index (
    agency smallint NOT NULL REFERENCES agency,
    epoch integer NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (agency, epoch)
);

-- Which fields a question held (DOLEN_FIELD_...), so that a subject's report lists questions about that person and not
-- about everybody who shares a surname. Questions from before this file count as holding name, birth and place.
ALTER TABLE consultation ADD COLUMN fields smallint NOT NULL DEFAULT 15;

GRANT SELECT, INSERT ON erasure TO dolen_eraser;
GRANT SELECT, INSERT, UPDATE ON erased_index TO dolen_eraser;
GRANT SELECT ON agency TO dolen_eraser;
GRANT SELECT (agency, epoch, sequence) ON delta TO dolen_eraser;
GRANT SELECT (id, agency, epoch, subject, token_values), DELETE ON record TO dolen_eraser;
GRANT SELECT (value, record), DELETE ON token TO dolen_eraser;
GRANT SELECT, UPDATE (persons, addresses) ON population TO dolen_eraser;
GRANT SELECT, UPDATE (entry) ON erasure TO dolen_service;
GRANT SELECT ON erased_index TO dolen_service;
