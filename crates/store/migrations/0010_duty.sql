-- Who is on duty: see office/duty. A shift that was taken off the roster is gone; the record keeps it.
CREATE TABLE duty_shift (
    id {int} PRIMARY KEY,
    unit_id {int} NOT NULL,
    person_id {int} NOT NULL REFERENCES person (id),
    -- Seconds since 1970, UTC; below too.
    starts_at {int} NOT NULL,
    ends_at {int} NOT NULL,
    phone TEXT NOT NULL
);

CREATE INDEX duty_shift_unit ON duty_shift (unit_id, ends_at);
CREATE INDEX duty_shift_now ON duty_shift (ends_at);

-- Counts the changes of each unit's roster.
CREATE TABLE duty_state (
    unit_id {int} NOT NULL PRIMARY KEY,
    version {int} NOT NULL
);

CREATE TABLE duty_hand_over (
    id {int} PRIMARY KEY,
    unit_id {int} NOT NULL,
    at {int} NOT NULL,
    from_id {int} NOT NULL REFERENCES person (id),
    to_id {int} NOT NULL REFERENCES person (id),
    note TEXT NOT NULL
);

CREATE INDEX duty_hand_over_unit ON duty_hand_over (unit_id, at);
