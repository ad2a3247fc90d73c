-- What was done: see office/record. An entry is never changed and never removed.
CREATE TABLE record (
    number {key},
    at {int} NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    -- In whose record it stands; 0 where it is nobody's in particular.
    unit_id {int} NOT NULL,
    details_sha256 {bytes} NOT NULL,
    previous {bytes} NOT NULL,
    digest {bytes} NOT NULL
);

CREATE INDEX record_unit ON record (unit_id, number);
CREATE INDEX record_object ON record (object, number);

-- What says who somebody is. Erased, the row is gone, and its salt with it.
CREATE TABLE record_details (
    number {key} REFERENCES record (number),
    salt {bytes} NOT NULL,
    details TEXT NOT NULL
);
