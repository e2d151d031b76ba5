-- Statistics (docs/statistics.md): what records are counted by, and the releases.

-- Small codes from the rules; '' = not known. Read by the statistics job alone: no question and no answer touches them.
ALTER TABLE record
    ADD COLUMN age_band text NOT NULL DEFAULT '' CHECK (octet_length(age_band) <= 23),
    ADD COLUMN care_experience text NOT NULL DEFAULT '' CHECK (octet_length(care_experience) <= 23),
    ADD COLUMN local_authority text NOT NULL DEFAULT '' CHECK (octet_length(local_authority) <= 23),
    ADD COLUMN missing_reason text NOT NULL DEFAULT '' CHECK (octet_length(missing_reason) <= 23);
ALTER TABLE stage_record
    ADD COLUMN age_band text NOT NULL DEFAULT '',
    ADD COLUMN care_experience text NOT NULL DEFAULT '',
    ADD COLUMN local_authority text NOT NULL DEFAULT '',
    ADD COLUMN missing_reason text NOT NULL DEFAULT '';

-- A release: the figures up to and including one month. Published once and never changed (decision 0022).
CREATE TABLE statistics_release (
    month integer PRIMARY KEY,
    made bigint NOT NULL,
    epoch integer NOT NULL,
    rules_version text NOT NULL,
    members text[] NOT NULL,           -- whose records were counted
    as_of bigint NOT NULL,             -- the oldest of their extracts
    figures integer NOT NULL CHECK (figures >= 0)
);

-- One published number, or the mark that it is not shown. What was counted is kept nowhere.
CREATE TABLE statistics_figure (
    release integer NOT NULL REFERENCES statistics_release (month),
    place integer NOT NULL CHECK (place >= 0),
    measure text NOT NULL CHECK (octet_length(measure) BETWEEN 1 AND 23),
    month integer NOT NULL,            -- that the figure is about: the release's, or an earlier one caught up with
    row_code text NOT NULL CHECK (octet_length(row_code) BETWEEN 1 AND 23),
    column_code text NOT NULL CHECK (octet_length(column_code) BETWEEN 1 AND 23),
    shown integer CHECK (shown >= 0),  -- NULL: not shown (IG-36)
    PRIMARY KEY (release, place),
    UNIQUE (measure, month, row_code, column_code)
);

-- The service adds and reads; nobody changes a release.
GRANT SELECT, INSERT ON statistics_release, statistics_figure TO dolen_service;
