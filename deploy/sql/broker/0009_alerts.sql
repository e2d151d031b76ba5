-- Alerts of watches (IG-32, docs/decisions/0030).

-- Flags that were new when their delta was applied and that some watch tells of: each is looked at in the delta's own
-- transaction, or, when a delta brings very many, soon after, and then deleted. Nothing but what flag itself holds.
CREATE TABLE alert_pending (
    agency smallint NOT NULL,
    epoch integer NOT NULL,
    sequence bigint NOT NULL,
    record bigint NOT NULL,
    code text NOT NULL CHECK (octet_length(code) BETWEEN 1 AND 23),
    PRIMARY KEY (record, code)
);
CREATE INDEX alert_pending_place ON alert_pending (agency, epoch, sequence);

-- What waits for an agency, or was fetched by it not long ago, which also keeps the same from being told twice. The
-- handle is the receiving agency's, sealed as in record; whose record the flag stands in is kept nowhere. No alert stands
-- here without the ledger entry that records its disclosure.
CREATE TABLE alert (
    agency text NOT NULL CHECK (agency ~ '^[A-Za-z0-9._-]{1,23}$'),
    handle uuid NOT NULL,
    publisher text NOT NULL CHECK (publisher ~ '^[A-Za-z0-9._-]{1,23}$' AND publisher <> agency),
    code text NOT NULL CHECK (octet_length(code) BETWEEN 1 AND 23),
    kind smallint NOT NULL CHECK (kind IN (1, 2, 3)),
    month integer NOT NULL CHECK (month > 0),
    latest integer NOT NULL,      -- day; 0 when it is no event
    has_times boolean NOT NULL,   -- month and day are told too
    watch text NOT NULL CHECK (octet_length(watch) BETWEEN 1 AND 23),
    contact integer NOT NULL CHECK (contact BETWEEN 0 AND 65535),
    disputed boolean NOT NULL,
    raised bigint NOT NULL,
    entry bigint NOT NULL REFERENCES ledger_leaf,
    fetched bigint,
    PRIMARY KEY (agency, handle, publisher, code, month, latest)
);
CREATE INDEX alert_entry ON alert (agency, entry);

GRANT SELECT, INSERT, UPDATE, DELETE ON alert_pending TO dolen_service;
GRANT SELECT, INSERT, UPDATE (fetched) ON alert TO dolen_service;
GRANT SELECT, DELETE ON alert TO dolen_eraser;
