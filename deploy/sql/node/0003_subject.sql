-- What data subjects asked for (IG-27, IG-28), and what of it, and of retention (IG-14), is still to be entered into the
-- federation's ledger. Instants are bigint milliseconds since 1970.

-- kind: 1 restricted (not published until lifted), 2 erased (never published again; local_id is then ''), 3 disputed.
CREATE TABLE subject_mark (
    key uuid NOT NULL, -- keyed hash of the local identifier, as in the table published
    kind smallint NOT NULL CHECK (kind IN (1, 2, 3)),
    code text NOT NULL CHECK (octet_length(code) <= 23), -- of a dispute: which headline code; '' = all
    local_id text NOT NULL CHECK (octet_length(local_id) <= 64),
    account text NOT NULL,
    case_reference text NOT NULL,
    placed bigint NOT NULL,
    lifted bigint,
    CHECK (kind = 3 OR code = ''),
    CHECK (kind <> 2 OR local_id = '')
);
CREATE UNIQUE INDEX subject_mark_in_force ON subject_mark (key, kind, code) WHERE lifted IS NULL;

-- action: reported, restricted, lifted, erased, disputed, resolved; or what retention erased (searches).
CREATE TABLE ledger_notice (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- the notice's number at the broker, so that it is entered once
    made bigint NOT NULL,
    action text NOT NULL CHECK (action ~ '^[A-Za-z0-9._-]{1,23}$'),
    account text NOT NULL, -- '' = the retention job
    case_reference text NOT NULL,
    month integer NOT NULL CHECK (month >= 0),
    count bigint NOT NULL CHECK (count >= 0),
    entry bigint -- index of its ledger entry, once the broker has confirmed it
);
CREATE INDEX ledger_notice_unsent ON ledger_notice (made) WHERE entry IS NULL;

GRANT SELECT, INSERT, UPDATE ON subject_mark, ledger_notice TO dolen_service;
GRANT SELECT, INSERT ON ledger_notice TO dolen_eraser;
GRANT SELECT, DELETE ON subject_mark TO dolen_eraser;
GRANT SELECT (epoch), DELETE ON published, publication, published_run, published_change, published_result TO dolen_eraser;
