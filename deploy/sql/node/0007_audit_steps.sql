-- How far each search went (IG-11): made, its result shown, an agency's involvement opened, its contact shown. Every time
-- it happens; who and when, never what was seen. Goes with its search.

CREATE TABLE audit_step (
    search uuid NOT NULL REFERENCES search ON DELETE CASCADE,
    step smallint NOT NULL CHECK (step BETWEEN 1 AND 4),
    member text NOT NULL CHECK (octet_length(member) <= 23), -- whose involvement or contact; '' for steps 1 and 2
    account text NOT NULL,
    role text NOT NULL,
    at bigint NOT NULL,
    CHECK ((step >= 3) = (member <> ''))
);
CREATE INDEX audit_step_search ON audit_step (search);
CREATE INDEX audit_step_account ON audit_step (account, at DESC);

GRANT SELECT, INSERT ON audit_step TO dolen_service;
