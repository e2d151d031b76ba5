-- The broker's index: what agencies have published, as stored values that only the broker's key makes comparable.
-- Instants are bigint milliseconds since 1970; months are integer year * 12 + month - 1; days are days since 1970.

CREATE TABLE agency (
    id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[A-Za-z0-9._-]{1,23}$')
);

CREATE SEQUENCE record_id AS bigint;

-- One published record. No foreign keys on the large tables: only whole deltas change them, in one transaction each.
-- token_values and token_kinds repeat what stands in token, so that a record's tokens are found without a second index.
CREATE TABLE record (
    id bigint PRIMARY KEY,
    agency smallint NOT NULL,
    epoch integer NOT NULL CHECK (epoch > 0),
    handle uuid NOT NULL, -- sealed: never as the agency's node knows it
    subject smallint NOT NULL CHECK (subject IN (1, 2)),
    fields smallint NOT NULL,
    protection smallint NOT NULL CHECK (protection IN (0, 1)),
    contact integer NOT NULL CHECK (contact BETWEEN 0 AND 65535),
    element bytea NOT NULL CHECK (octet_length(element) = 32), -- its part of the agency's set digest
    token_values uuid[] NOT NULL CHECK (cardinality(token_values) BETWEEN 1 AND 24),
    token_kinds smallint[] NOT NULL CHECK (cardinality(token_kinds) = cardinality(token_values)),
    UNIQUE (agency, epoch, handle)
) WITH (fillfactor = 90);

CREATE TABLE token (
    value uuid NOT NULL,
    record bigint NOT NULL,
    kind smallint NOT NULL,
    PRIMARY KEY (value, record) INCLUDE (kind)
) PARTITION BY HASH (value);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE token_%s PARTITION OF token FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                       part, part);
    END LOOP;
END
$$;

CREATE TABLE flag (
    record bigint NOT NULL,
    code text NOT NULL CHECK (octet_length(code) BETWEEN 1 AND 23),
    kind smallint NOT NULL CHECK (kind IN (1, 2, 3)),
    opened integer NOT NULL,
    closed integer NOT NULL,
    latest integer, -- day; events only
    disputed boolean NOT NULL,
    months integer[] NOT NULL CHECK (cardinality(months) <= 36),
    counts integer[] NOT NULL CHECK (cardinality(counts) = cardinality(months)),
    PRIMARY KEY (record, code)
);

-- Events by month, for statistics.
CREATE VIEW activity AS
    SELECT flag.record, flag.code, item.month, item.count, flag.latest
    FROM flag CROSS JOIN LATERAL unnest(flag.months, flag.counts) AS item(month, count);

-- How many records an agency has published in an epoch: kept, never counted.
CREATE TABLE population (
    agency smallint NOT NULL REFERENCES agency,
    epoch integer NOT NULL,
    persons bigint NOT NULL CHECK (persons >= 0),
    addresses bigint NOT NULL CHECK (addresses >= 0),
    PRIMARY KEY (agency, epoch)
);

-- Every delta applied. The latest of an agency and epoch is its state; rows are never changed or deleted.
CREATE TABLE delta (
    agency smallint NOT NULL REFERENCES agency,
    epoch integer NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    set_digest bytea NOT NULL CHECK (octet_length(set_digest) = 32),
    kind smallint NOT NULL CHECK (kind IN (1, 2)),
    puts bigint NOT NULL,
    withdrawals bigint NOT NULL,
    extract_as_of bigint NOT NULL,
    applied bigint NOT NULL,
    receipt bytea NOT NULL,
    PRIMARY KEY (agency, epoch, sequence)
);

-- Staging: chunks of deltas that are not committed yet. Lost in a crash of the server as a whole, and sent again.
CREATE UNLOGGED TABLE stage_chunk (
    agency smallint NOT NULL,
    epoch integer NOT NULL,
    chunk integer NOT NULL CHECK (chunk >= 0),
    sequence bigint NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    puts integer NOT NULL,
    withdrawals integer NOT NULL,
    put_persons integer NOT NULL,
    put_addresses integer NOT NULL,
    old_persons integer NOT NULL,
    old_addresses integer NOT NULL,
    put_sum bytea NOT NULL CHECK (octet_length(put_sum) = 32),
    old_sum bytea NOT NULL CHECK (octet_length(old_sum) = 32),
    PRIMARY KEY (agency, epoch, chunk)
);

-- operation: 1 a new record, 2 replaces one, 3 withdraws one, 4 withdraws one that is not there.
CREATE UNLOGGED TABLE stage_record (
    agency smallint NOT NULL,
    epoch integer NOT NULL,
    chunk integer NOT NULL, -- -1: a snapshot's implied withdrawals
    operation smallint NOT NULL CHECK (operation BETWEEN 1 AND 4),
    record bigint NOT NULL,
    handle uuid NOT NULL,
    subject smallint NOT NULL,
    fields smallint NOT NULL,
    protection smallint NOT NULL,
    contact integer NOT NULL,
    element bytea NOT NULL,
    token_values uuid[] NOT NULL,
    token_kinds smallint[] NOT NULL,
    added_values uuid[] NOT NULL,
    added_kinds smallint[] NOT NULL,
    removed_values uuid[] NOT NULL
);
CREATE INDEX stage_record_place ON stage_record (agency, epoch, chunk);

CREATE UNLOGGED TABLE stage_flag (
    agency smallint NOT NULL,
    epoch integer NOT NULL,
    chunk integer NOT NULL,
    record bigint NOT NULL,
    code text NOT NULL,
    kind smallint NOT NULL,
    opened integer NOT NULL,
    closed integer NOT NULL,
    latest integer,
    disputed boolean NOT NULL,
    months integer[] NOT NULL,
    counts integer[] NOT NULL
);
CREATE INDEX stage_flag_place ON stage_flag (agency, epoch, chunk);

-- How often something was asked for in a slot of time.
CREATE TABLE quota (
    name text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 96),
    slot bigint NOT NULL,
    used bigint NOT NULL,
    PRIMARY KEY (name, slot)
) WITH (fillfactor = 50);

CREATE TABLE seen_request (
    request uuid PRIMARY KEY,
    seen bigint NOT NULL
);
CREATE INDEX seen_request_age ON seen_request (seen);

-- Which stored values a question asked for, so that owners and subjects can be told who consulted a record. Always as
-- many values as a question carries, whatever was found. Erased with the ledger entry's text.
CREATE TABLE consultation (
    entry bigint PRIMARY KEY, -- index of the question's ledger entry
    request uuid NOT NULL,
    asked bigint NOT NULL,
    epoch integer NOT NULL,
    token_values uuid[] NOT NULL CHECK (cardinality(token_values) <= 24),
    token_kinds smallint[] NOT NULL CHECK (cardinality(token_kinds) = cardinality(token_values))
);
CREATE INDEX consultation_asked ON consultation (asked);

GRANT SELECT, INSERT ON agency, delta, consultation TO dolen_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON record, token, flag, population, quota, seen_request TO dolen_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON stage_chunk, stage_record, stage_flag TO dolen_service;
GRANT SELECT ON activity TO dolen_service;
GRANT USAGE ON SEQUENCE record_id TO dolen_service;
GRANT SELECT, DELETE ON quota, seen_request, consultation TO dolen_eraser;
GRANT SELECT, DELETE, UPDATE (months, counts) ON flag TO dolen_eraser;
