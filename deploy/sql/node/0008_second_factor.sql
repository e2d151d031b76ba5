-- Authenticator apps of staff accounts. The shared secret follows from the node's key, the account and the nonce: this
-- table alone makes no code.
CREATE TABLE second_factor (
    account text PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    nonce bytea NOT NULL CHECK (octet_length(nonce) = 16),
    confirmed boolean NOT NULL DEFAULT false, -- a first code was shown
    last_step bigint NOT NULL DEFAULT 0       -- of the latest code taken: none is taken twice
);

GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor TO dolen_service;
