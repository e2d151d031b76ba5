-- What the rules withheld from the answer to a question, and why (IG-35): lines "MEMBER CODE RULE REASON", filled up with
-- zero bytes to one length, so that a row is the same size whatever there was. The ledger entry commits to the lines under
-- this salt. Erased with the question.

CREATE TABLE withheld (
    entry bigint PRIMARY KEY REFERENCES consultation ON DELETE CASCADE,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    list bytea NOT NULL CHECK (octet_length(list) = 4096)
);

GRANT SELECT, INSERT ON withheld TO dolen_service;
