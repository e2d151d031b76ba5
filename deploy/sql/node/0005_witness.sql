-- This agency as a witness of the hub's ledger, and what it noticed.

-- What was cosigned last: durable before a cosignature leaves. It only grows, except by a signed statement of loss.
CREATE TABLE witness (
    origin text PRIMARY KEY CHECK (octet_length(origin) BETWEEN 1 AND 127),
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    cosigned bigint NOT NULL, -- seconds since 1970, as signed
    note text NOT NULL CHECK (octet_length(note) <= 16384) -- the checkpoint with the log's signature and our own
);

-- Statements of loss that this witness has accepted, each once.
CREATE TABLE witness_loss (
    statement bytea PRIMARY KEY CHECK (octet_length(statement) = 32), -- SHA-256
    kept bigint NOT NULL,
    accepted bigint NOT NULL
);

CREATE FUNCTION witness_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size = OLD.size AND NEW.root = OLD.root AND NEW.cosigned >= OLD.cosigned THEN
        RETURN NEW;
    END IF;
    IF NEW.size > OLD.size AND NEW.cosigned >= OLD.cosigned THEN
        RETURN NEW;
    END IF;
    IF NEW.size < OLD.size AND EXISTS (SELECT 1 FROM witness_loss WHERE kept = NEW.size) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a witness does not go back' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER witness_only_grows BEFORE UPDATE ON witness FOR EACH ROW EXECUTE FUNCTION witness_only_grows();

-- What people must look at. One open row of a kind; closing it needs a reason.
CREATE TABLE alarm (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind ~ '^[a-z-]{1,40}$'),
    first_seen bigint NOT NULL,
    last_seen bigint NOT NULL,
    times bigint NOT NULL DEFAULT 1,
    evidence text NOT NULL CHECK (octet_length(evidence) <= 65536),
    closed bigint,
    reason text CHECK (octet_length(reason) BETWEEN 1 AND 500),
    CHECK ((closed IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX alarm_open ON alarm (kind) WHERE closed IS NULL;

-- The receipt of a search once witnesses have confirmed it.
CREATE TABLE search_receipt (
    search uuid PRIMARY KEY REFERENCES search ON DELETE CASCADE,
    receipt text NOT NULL CHECK (octet_length(receipt) <= 65536)
);

-- Each comparison of the ledger with the node's own searches.
CREATE TABLE reconciliation (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finished bigint NOT NULL,
    until bigint NOT NULL, -- searches asked before this instant were compared
    size bigint NOT NULL,  -- of the tree
    searches bigint NOT NULL,
    entries bigint NOT NULL,
    missing bigint NOT NULL, -- searches that the ledger lacks
    unknown bigint NOT NULL  -- entries that no search of ours explains
);

GRANT SELECT, INSERT ON witness, witness_loss, alarm, search_receipt, reconciliation TO dolen_service;
GRANT UPDATE (size, root, cosigned, note) ON witness TO dolen_service;
GRANT UPDATE (last_seen, times, closed, reason) ON alarm TO dolen_service;
GRANT DELETE ON reconciliation TO dolen_eraser;
