-- Reviews of a random sample of each week's searches and of findings of unusual use, and what follows from a review.

-- reasons: 1 a protected record was opened, 2 urgent override, 4 drawn by lot, 8 a finding of unusual use; added up.
ALTER TABLE review DROP CONSTRAINT review_reasons_check;
ALTER TABLE review
    ADD CHECK (reasons BETWEEN 1 AND 15),
    ADD COLUMN follow_up text NOT NULL DEFAULT 'none'
        CHECK (follow_up IN ('none', 'training', 'manager-informed', 'access-withdrawn', 'incident-reported')),
    ADD COLUMN note text NOT NULL DEFAULT '' CHECK (octet_length(note) <= 500);
CREATE INDEX review_closed ON review (closed DESC) WHERE closed IS NOT NULL;

-- One draw for each week: its seed first, then what was drawn. Weeks count from Monday 29 December 1969.
CREATE TABLE review_sample (
    week integer PRIMARY KEY,
    seed bytea NOT NULL CHECK (octet_length(seed) = 32),
    origin text NOT NULL,     -- of the ledger whose checkpoint the seed is made from; '': from random bytes
    tree_size bigint NOT NULL,
    root bytea NOT NULL CHECK (octet_length(root) = 32), -- of that checkpoint, or the random bytes
    wanted integer NOT NULL CHECK (wanted > 0),
    recorded bigint NOT NULL, -- instant of the seed
    drawn bigint,             -- instant of the draw
    population bigint,
    size integer,
    CHECK ((drawn IS NULL) = (population IS NULL) AND (drawn IS NULL) = (size IS NULL))
);

GRANT UPDATE (reasons, follow_up, note) ON review TO dolen_service;
GRANT SELECT, INSERT ON review_sample TO dolen_service;
GRANT UPDATE (drawn, population, size) ON review_sample TO dolen_service;
