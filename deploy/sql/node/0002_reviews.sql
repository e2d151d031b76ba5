-- Who took the decision that a question rests on, who authorised an urgent one (in clear: they stay at the agency), the
-- reviews that override and urgency open (IG-15, IG-20), and what this agency is told of its own records (IG-32).

ALTER TABLE search
    ADD COLUMN decision_maker text NOT NULL DEFAULT '' CHECK (octet_length(decision_maker) <= 1000),
    ADD COLUMN urgent_reason text NOT NULL DEFAULT '' CHECK (octet_length(urgent_reason) <= 23),
    ADD COLUMN authoriser text NOT NULL DEFAULT '' CHECK (octet_length(authoriser) <= 1000),
    ADD COLUMN consent boolean NOT NULL DEFAULT false;

-- reasons: 1 a protected record was opened, 2 urgent override, 3 both.
CREATE TABLE review (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    search uuid NOT NULL UNIQUE,
    reasons smallint NOT NULL CHECK (reasons BETWEEN 1 AND 3),
    account text NOT NULL,
    role text NOT NULL,
    purpose text NOT NULL,
    case_reference text NOT NULL,
    urgent_reason text NOT NULL,
    authoriser text NOT NULL,
    opened bigint NOT NULL,
    due bigint NOT NULL CHECK (due >= opened),
    closed bigint CHECK (closed >= opened),
    closed_by text,
    outcome text,
    CHECK ((closed IS NULL) = (closed_by IS NULL) AND (closed IS NULL) = (outcome IS NULL)),
    CHECK (outcome IN ('justified', 'not-justified', 'referred'))
);
CREATE INDEX review_open ON review (due) WHERE closed IS NULL;

-- Consultations of this agency's records by others. agency and purpose are empty where naming them would name a
-- sensitive service. outcome: 1 nothing was released, 2 shown, 3 protected: its existence was told, 4 protected: opened.
CREATE TABLE owner_notice (
    entry bigint NOT NULL, -- of the ledger
    handle uuid NOT NULL,
    key uuid,              -- of the record in published, when it is still there
    agency text NOT NULL,
    purpose text NOT NULL,
    asked bigint NOT NULL,
    urgent boolean NOT NULL,
    outcome smallint NOT NULL CHECK (outcome BETWEEN 1 AND 4),
    received bigint NOT NULL,
    PRIMARY KEY (entry, handle)
);
CREATE INDEX owner_notice_asked ON owner_notice (asked DESC);
CREATE INDEX owner_notice_key ON owner_notice (key);

-- The last ledger entry whose notices were fetched.
CREATE TABLE notice_place (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    reached bigint NOT NULL
);
INSERT INTO notice_place (reached) VALUES (-1);

-- Which local ids are protected: an alert about one must say whom it is about at once. Replaced by each publication.
CREATE TABLE shielded (
    key uuid PRIMARY KEY, -- as in published
    local_id text NOT NULL CHECK (octet_length(local_id) BETWEEN 1 AND 64)
);

GRANT SELECT, INSERT ON review TO dolen_service;
GRANT UPDATE (closed, closed_by, outcome) ON review TO dolen_service;
GRANT SELECT, INSERT ON owner_notice TO dolen_service;
GRANT SELECT, UPDATE (reached) ON notice_place TO dolen_service;
GRANT SELECT, INSERT, DELETE ON shielded TO dolen_service;
GRANT SELECT, DELETE ON review, owner_notice TO dolen_eraser;
