-- One import of one report.
CREATE TABLE import (
    id {int} PRIMARY KEY,
    file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    report TEXT NOT NULL,
    source TEXT NOT NULL,
    imported_at {int} NOT NULL,
    rows_read {int} NOT NULL,
    rows_new {int} NOT NULL,
    rows_repeated {int} NOT NULL,
    rows_refused {int} NOT NULL,
    -- Days of UTC since 1970 of the new sightings. Without any, these and the segment are NULL.
    first_day {int},
    last_day {int},
    -- The segment of evidence: its digest is its name.
    segment_sha256 TEXT,
    segment_bytes {int}
);

-- What an import added: different addresses and sightings by day, family and source.
CREATE TABLE sighted (
    import_id {int} NOT NULL REFERENCES import (id),
    day {int} NOT NULL,
    family TEXT NOT NULL,
    source TEXT NOT NULL,
    addresses_v4 {bytes} NOT NULL,
    addresses_v6 {bytes} NOT NULL,
    events {int} NOT NULL,
    PRIMARY KEY (import_id, day, family, source)
);

CREATE INDEX import_source ON import (source, first_day, last_day);
