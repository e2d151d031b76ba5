-- Unusual use (R-08): what looks unlike the work of a member of staff, for the data-protection officer. A finding names
-- searches by number alone; whom they were about stands in the table search and nowhere else.

-- kind: 1 own surname, 2 own address, 3 many in a day, 4 at an hour unlike their own, 5 one target again and again,
-- 6 many families for one case, 7 another team's case. figures and their values: what it rests on, as numbers.
CREATE TABLE finding (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 7),
    account text NOT NULL,
    figures smallint[] NOT NULL,
    figure_values bigint[] NOT NULL,
    first_search bigint NOT NULL, -- instants of the searches that it rests on
    last_search bigint NOT NULL CHECK (last_search >= first_search),
    raised bigint NOT NULL,
    changed bigint NOT NULL,  -- searches joined it
    follows bigint,           -- the closed finding that these searches were in before others joined them
    closed bigint,
    closed_by text,
    reason text CHECK (octet_length(reason) BETWEEN 1 AND 1000),
    CHECK (cardinality(figures) = cardinality(figure_values)),
    CHECK ((closed IS NULL) = (closed_by IS NULL) AND (closed IS NULL) = (reason IS NULL)),
    CHECK (closed_by <> account)
);
CREATE INDEX finding_account ON finding (account, kind);
CREATE INDEX finding_open ON finding (last_search DESC) WHERE closed IS NULL;

CREATE TABLE finding_search (
    finding bigint NOT NULL REFERENCES finding ON DELETE CASCADE,
    search uuid NOT NULL REFERENCES search ON DELETE CASCADE,
    PRIMARY KEY (finding, search)
);
CREATE INDEX finding_search_search ON finding_search (search);

-- What the officer's list of searches marks (0009_oversight.sql).
CREATE OR REPLACE VIEW search_with_finding AS
    SELECT s.search FROM finding_search s JOIN finding f ON f.number = s.finding WHERE f.closed IS NULL;

-- Up to which instant searches have been looked at.
CREATE TABLE finding_place (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    reached bigint NOT NULL
);
INSERT INTO finding_place (reached) VALUES (0);

-- All uses of one case reference together; letter case and spaces do not matter, as in what the ledger holds of it.
CREATE INDEX search_case ON search (upper(replace(case_reference, ' ', '') COLLATE "C"), asked, id);

ALTER TABLE account ADD COLUMN team text NOT NULL DEFAULT '' CHECK (octet_length(team) <= 64);

-- The home of a member of staff, so that their searches for it are noticed: digests under the node's key, each of one
-- match key of the address and of this account. The address itself is kept nowhere.
CREATE TABLE account_home (
    account text NOT NULL REFERENCES account ON DELETE CASCADE,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (account, digest)
);

GRANT SELECT, INSERT ON finding, finding_search TO dolen_service;
GRANT UPDATE (figures, figure_values, first_search, last_search, changed, closed, closed_by, reason) ON finding
    TO dolen_service;
GRANT SELECT, UPDATE (reached) ON finding_place TO dolen_service;
GRANT SELECT, INSERT, DELETE ON account_home TO dolen_service;
GRANT SELECT, DELETE ON finding TO dolen_eraser;
