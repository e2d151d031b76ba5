-- Watches and alerts (IG-32): which own records are watched, what others did that their teams are told of, and what
-- the teams did about it. Instants are bigint milliseconds since 1970; days are integer days since 1970.

-- Own people in clear, so that an alert can say whom it is about. Replaced by each publication.
CREATE TABLE watched (
    key uuid NOT NULL, -- as in published
    watch text NOT NULL CHECK (octet_length(watch) BETWEEN 1 AND 23),
    local_id text NOT NULL CHECK (octet_length(local_id) BETWEEN 1 AND 64),
    name text NOT NULL CHECK (octet_length(name) <= 2000),
    team smallint NOT NULL CHECK (team > 0), -- number of the own contact
    PRIMARY KEY (key, watch)
);

-- kind: 1 another agency published a flag, 2 another agency consulted the record. state: 1 new, 2 seen, 3 in hand,
-- 4 ended. Not shown, by the view below: an alert about no watched record (key is null: it waits for one), one whose
-- person was erased (local_id is ''), and those about people who are restricted. The agency is empty where naming it
-- would name a sensitive service.
CREATE TABLE alert (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind smallint NOT NULL CHECK (kind IN (1, 2)),
    entry bigint NOT NULL, -- of the ledger
    handle uuid NOT NULL,
    watch text NOT NULL CHECK (octet_length(watch) BETWEEN 1 AND 23),
    agency text NOT NULL,
    flag text NOT NULL, -- '' of a consultation
    flag_kind smallint NOT NULL CHECK (flag_kind BETWEEN 0 AND 3),
    month integer NOT NULL CHECK (month >= 0),
    latest integer, -- day; null: not shown, or no event
    contact smallint NOT NULL CHECK (contact >= 0),
    disputed boolean NOT NULL,
    purpose text NOT NULL, -- of a consultation, else of the watch
    outcome smallint NOT NULL CHECK (outcome BETWEEN 0 AND 4), -- as in owner_notice; 0 = no consultation
    urgent boolean NOT NULL,
    raised bigint NOT NULL,
    received bigint NOT NULL,
    clock text NOT NULL,                    -- of the rules; '' = none
    due bigint NOT NULL CHECK (due >= 0),   -- when the clock ends; 0 = no clock
    key uuid,
    local_id text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    team smallint NOT NULL DEFAULT 0,
    state smallint NOT NULL DEFAULT 1 CHECK (state BETWEEN 1 AND 4),
    holder text NOT NULL DEFAULT '',  -- account that has it in hand, or ended it
    ended text NOT NULL DEFAULT '',   -- outcome, a word of the clock's list
    changed bigint NOT NULL DEFAULT 0,
    UNIQUE (entry, handle, watch, flag, agency),
    CHECK ((kind = 1) = (flag <> '')),
    CHECK ((state >= 3) = (holder <> '')),
    CHECK ((state = 4) = (ended <> ''))
);
CREATE INDEX alert_open ON alert (raised) WHERE state < 4;
CREATE INDEX alert_raised ON alert (raised);
CREATE INDEX alert_key ON alert (key);
CREATE INDEX alert_nobody ON alert (handle) WHERE key IS NULL;

CREATE VIEW alert_shown AS
SELECT * FROM alert a WHERE key IS NOT NULL AND local_id <> '' AND NOT EXISTS (
    SELECT FROM subject_mark m WHERE m.key = a.key AND m.kind IN (1, 2) AND m.lifted IS NULL);

-- What was done with an alert, never changed. step: 1 looked at, each time (IG-11), 2 taken, 3 taken over, 4 ended.
CREATE TABLE alert_step (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert uuid NOT NULL REFERENCES alert ON DELETE CASCADE,
    at bigint NOT NULL,
    account text NOT NULL CHECK (account <> ''),
    role text NOT NULL,
    step smallint NOT NULL CHECK (step BETWEEN 1 AND 4),
    outcome text NOT NULL CHECK ((step = 4) = (outcome <> ''))
);
CREATE INDEX alert_step_alert ON alert_step (alert);
CREATE INDEX alert_step_account ON alert_step (account, at DESC);

-- The last ledger entries: whose alerts were fetched; whose consultations were looked at for watched records.
CREATE TABLE alert_place (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    reached bigint NOT NULL,
    consulted bigint NOT NULL
);
INSERT INTO alert_place (reached, consulted) SELECT -1, reached FROM notice_place;

GRANT SELECT, INSERT, DELETE ON watched TO dolen_service;
GRANT SELECT, INSERT ON alert, alert_step TO dolen_service;
GRANT UPDATE (key, local_id, name, team, state, holder, ended, changed) ON alert TO dolen_service;
GRANT SELECT ON alert_shown TO dolen_service;
GRANT SELECT, UPDATE (reached, consulted) ON alert_place TO dolen_service;
GRANT SELECT, DELETE ON alert TO dolen_eraser;
