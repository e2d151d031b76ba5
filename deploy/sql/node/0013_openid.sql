-- Who signs in at the agency's own OpenID provider, when somebody last proved who they are, and logouts that providers
-- have told us of.

-- The provider's name of somebody: its issuer and the subject there. Such an account has no password ('').
ALTER TABLE account
    ADD COLUMN openid_issuer text CHECK (octet_length(openid_issuer) BETWEEN 1 AND 512),
    ADD COLUMN openid_subject text CHECK (octet_length(openid_subject) BETWEEN 1 AND 255),
    ADD CHECK ((openid_issuer IS NULL) = (openid_subject IS NULL)),
    ADD CHECK (openid_subject IS NULL OR password_hash = ''),
    ADD UNIQUE (openid_issuer, openid_subject);

-- authenticated: instant of the last sign-in or re-authentication. openid_sid: the provider's name of its session; ''
-- when it gave none; NULL for a session of a local account.
ALTER TABLE session
    ADD COLUMN authenticated bigint NOT NULL DEFAULT 0,
    ADD COLUMN openid_sid text CHECK (octet_length(openid_sid) <= 255);
UPDATE session SET authenticated = started;
CREATE INDEX session_openid_sid ON session (openid_sid) WHERE openid_sid <> '';

-- Logout tokens that were taken: none is taken twice. id: SHA-256 of issuer and token id.
CREATE TABLE openid_logout (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    until bigint NOT NULL -- instant after which the token would be refused anyway
);

GRANT SELECT, INSERT, DELETE ON openid_logout TO dolen_service;
