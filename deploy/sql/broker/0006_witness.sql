-- What the witnesses confirmed. A round is one checkpoint that is laid before all of them, so that their cosignatures
-- meet on one tree; a witness that sees it again gives a later time (docs/ledger.md).

CREATE TABLE ledger_round (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL CHECK (octet_length(note) <= 16384), -- the checkpoint as the log signed it
    opened bigint NOT NULL
);

CREATE TABLE ledger_cosignature (
    size bigint NOT NULL REFERENCES ledger_round,
    member text NOT NULL CHECK (member ~ '^[A-Za-z0-9._-]{1,23}$'),
    cosigned bigint NOT NULL, -- instant, as signed
    line text NOT NULL CHECK (octet_length(line) <= 1024),
    PRIMARY KEY (size, member)
);
CREATE INDEX ledger_cosignature_member ON ledger_cosignature (member, cosigned);

-- Statements signed by the governance key that acknowledge entries as lost. An operator puts them here (dolen database
-- reconcile); the service makes each a ledger entry and can do nothing else with them.
CREATE TABLE ledger_loss (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    statement text NOT NULL UNIQUE CHECK (octet_length(statement) <= 4096),
    entry bigint -- the ledger entry that it became
);

CREATE FUNCTION ledger_cosignature_only_later() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size <> OLD.size OR NEW.member <> OLD.member OR NEW.cosigned < OLD.cosigned THEN
        RAISE EXCEPTION 'a cosignature is only replaced by a later one' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_cosignature_only_later BEFORE UPDATE ON ledger_cosignature
    FOR EACH ROW EXECUTE FUNCTION ledger_cosignature_only_later();

GRANT SELECT, INSERT ON ledger_round TO dolen_service;
GRANT SELECT, INSERT, UPDATE (cosigned, line) ON ledger_cosignature TO dolen_service;
GRANT SELECT, UPDATE (entry) ON ledger_loss TO dolen_service;
