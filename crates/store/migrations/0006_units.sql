-- Units: see office/units. A unit that was founded by mistake is removed; every other is kept with its end.
CREATE TABLE unit (
    id {int} PRIMARY KEY,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Days, as 2025-07-01; below too. What ends does so before that day.
    founded TEXT NOT NULL,
    ended TEXT,
    version {int} NOT NULL,
    -- How it is reached: these have no history but the record's.
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    contact_version {int} NOT NULL
);

-- What a unit was called, and under whom it stood, one after another without a gap.
CREATE TABLE unit_span (
    unit_id {int} NOT NULL REFERENCES unit (id),
    since TEXT NOT NULL,
    until TEXT,
    name TEXT NOT NULL,
    parent_id {int} REFERENCES unit (id),
    PRIMARY KEY (unit_id, since)
);

CREATE INDEX unit_span_parent ON unit_span (parent_id);

-- Where a unit that ended went.
CREATE TABLE unit_lineage (
    from_id {int} NOT NULL REFERENCES unit (id),
    to_id {int} NOT NULL REFERENCES unit (id),
    day TEXT NOT NULL,
    how TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id)
);

-- Counts the changes to all of these, for those who keep them in memory. One row, from the first change on.
CREATE TABLE unit_state (
    one {int} PRIMARY KEY,
    version {int} NOT NULL,
    -- The highest number that a unit ever had: the number of one that was removed is not given again.
    last_id {int} NOT NULL
);
