-- Which records a question matched at probable or better, and what became of each: what its owner is told (IG-32) and a
-- subject can ask for (IG-28). Always 32 places, whatever was found; outcome 0 is an empty place. Written with the
-- ledger entry in one transaction, erased with the row. Handles are sealed, as in record.

ALTER TABLE consultation
    ADD COLUMN matched_handles uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(matched_handles) <= 32),
    ADD COLUMN matched_agencies text[] NOT NULL DEFAULT '{}'
        CHECK (cardinality(matched_agencies) = cardinality(matched_handles)),
    ADD COLUMN matched_outcomes smallint[] NOT NULL DEFAULT '{}'
        CHECK (cardinality(matched_outcomes) = cardinality(matched_handles));
