-- The agency's own database: staff accounts, sessions, searches, and what has been published of whom.
-- Instants are bigint milliseconds since 1970; days are integer days since 1970.

CREATE TABLE account (
    name text PRIMARY KEY CHECK (octet_length(name) BETWEEN 1 AND 64),
    full_name text NOT NULL CHECK (octet_length(full_name) <= 200),
    password_hash text NOT NULL CHECK (octet_length(password_hash) <= 128),
    roles text[] NOT NULL CHECK (cardinality(roles) BETWEEN 1 AND 8),
    created bigint NOT NULL,
    confirmed_until bigint NOT NULL, -- IG-30
    trained integer,                 -- day
    vetted integer,                  -- day
    suspended boolean NOT NULL DEFAULT false,
    failures integer NOT NULL DEFAULT 0,
    locked_until bigint NOT NULL DEFAULT 0
);

CREATE TABLE session (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32), -- SHA-256 of the cookie
    account text NOT NULL REFERENCES account ON DELETE CASCADE,
    role text NOT NULL,
    started bigint NOT NULL,
    last_used bigint NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_age ON session (last_used);

-- Who was searched, in clear: the agency's own record of its own searches.
CREATE TABLE search (
    id uuid PRIMARY KEY,
    account text NOT NULL,
    role text NOT NULL,
    purpose text NOT NULL,
    case_reference text NOT NULL,
    channel smallint NOT NULL,
    subject smallint NOT NULL CHECK (subject IN (1, 2)),
    asked bigint NOT NULL,
    searched text NOT NULL, -- what was typed, as JSON
    outcome text NOT NULL CHECK (octet_length(outcome) <= 64),
    involved integer NOT NULL,
    ledger_index bigint,
    answer text,
    receipt text
);
CREATE INDEX search_account ON search (account, asked DESC);
CREATE INDEX search_asked ON search (asked);

-- What the broker holds of each person or address, per key epoch. No column equals anything that another party stores:
-- the key and the digests are keyed with the node's key, and the element is masked with it.
CREATE TABLE published (
    epoch integer NOT NULL,
    key uuid NOT NULL,      -- keyed hash of the local identifier
    handle uuid NOT NULL,   -- as sent to the broker, which stores another form
    identity uuid NOT NULL, -- keyed hash of all that pseudonyms are made from
    flags uuid NOT NULL,    -- keyed hash of all else that is published
    element bytea NOT NULL CHECK (octet_length(element) = 32),
    PRIMARY KEY (epoch, key)
);

-- The last delta that the broker confirmed.
CREATE TABLE publication (
    epoch integer PRIMARY KEY,
    sequence bigint NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    set_digest bytea NOT NULL CHECK (octet_length(set_digest) = 32),
    extract_rows bigint NOT NULL,
    extract_as_of bigint NOT NULL,
    confirmed bigint NOT NULL,
    receipt bytea NOT NULL
);

-- The run under way. `sequence` is set once its delta may have been sent: such a run is settled before another begins.
CREATE TABLE published_run (
    epoch integer PRIMARY KEY,
    begun bigint NOT NULL,
    extract_rows bigint NOT NULL,
    extract_as_of bigint,
    sequence bigint,
    digest bytea,
    set_digest bytea,
    commit_message bytea
);

-- class: 1 new, 2 identity changed, 3 flags changed, 4 gone, 5 unchanged (in snapshots only).
CREATE TABLE published_change (
    epoch integer NOT NULL,
    number bigint NOT NULL,
    class smallint NOT NULL CHECK (class BETWEEN 1 AND 5),
    key uuid NOT NULL,
    identity uuid,
    flags uuid,
    place bigint NOT NULL,
    old_handle uuid,
    old_element bytea,
    PRIMARY KEY (epoch, number)
);

-- What was sent for a change; no element: nothing is published of it any more.
CREATE TABLE published_result (
    epoch integer NOT NULL,
    number bigint NOT NULL,
    handle uuid NOT NULL,
    element bytea CHECK (octet_length(element) = 32),
    PRIMARY KEY (epoch, number)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON account, session, published, publication, published_run, published_change,
    published_result TO dolen_service;
GRANT SELECT, INSERT ON search TO dolen_service;
GRANT SELECT, DELETE ON search, session TO dolen_eraser;
