-- The ledger: a Merkle tree of commitments, and beside it the readable entries, which can be erased (docs/ledger.md).
-- Whoever appends locks the one row of ledger_head to the end of its transaction; checkpoints can thus never disagree.
-- dolen_service may add, never change or remove; dolen_eraser may blank an entry's text and salt, nothing else.

CREATE TABLE ledger_head (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    peaks bytea NOT NULL CHECK (octet_length(peaks) % 32 = 0), -- one hash per set bit of size, lowest level first
    checkpoint text NOT NULL                                   -- the latest signed checkpoint, '' before the first
) WITH (fillfactor = 10);

INSERT INTO ledger_head (size, root, peaks, checkpoint) VALUES (0, sha256(''), '', '');

CREATE TABLE ledger_node (
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 62),
    index bigint NOT NULL CHECK (index >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, index)
);

CREATE TABLE ledger_leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    commitment bytea NOT NULL CHECK (octet_length(commitment) = 32)
);

CREATE TABLE ledger_entry (
    index bigint PRIMARY KEY REFERENCES ledger_leaf,
    kind smallint NOT NULL,
    created bigint NOT NULL,    -- milliseconds since 1970
    concerns text[] NOT NULL,   -- members that may read it
    salt bytea CHECK (octet_length(salt) = 32),
    entry bytea CHECK (octet_length(entry) BETWEEN 1 AND 4096),
    CHECK ((salt IS NULL) = (entry IS NULL))
);
CREATE INDEX ledger_entry_created ON ledger_entry (created) WHERE entry IS NOT NULL;

-- Checkpoints worth keeping: one a minute at most, and every cosigned one.
CREATE TABLE ledger_checkpoint (
    size bigint NOT NULL CHECK (size >= 0),
    created bigint NOT NULL,
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    PRIMARY KEY (size, created)
);
CREATE INDEX ledger_checkpoint_created ON ledger_checkpoint (created);

CREATE FUNCTION ledger_head_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root) THEN
        RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_head_only_grows BEFORE UPDATE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_head_only_grows();

CREATE FUNCTION ledger_entry_only_blanks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.salt IS NOT NULL OR NEW.entry IS NOT NULL OR NEW.concerns <> '{}' THEN
        RAISE EXCEPTION 'an entry can only be blanked' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_entry_only_blanks BEFORE UPDATE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_only_blanks();

GRANT SELECT, UPDATE (size, root, peaks, checkpoint) ON ledger_head TO dolen_service;
GRANT SELECT, INSERT ON ledger_node, ledger_leaf, ledger_entry, ledger_checkpoint TO dolen_service;
GRANT SELECT (index, kind, created, entry), UPDATE (concerns, salt, entry) ON ledger_entry TO dolen_eraser;
