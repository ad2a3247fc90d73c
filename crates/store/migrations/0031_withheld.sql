-- What is not there for somebody who is named for it, since an administrator reset their account and nobody has said yet
-- that it is in the right hands. One row for the reset itself, with neither, and one for each thing that they were named
-- for then.
CREATE TABLE withheld (
    person_id {int} NOT NULL REFERENCES person (id),
    -- 0 where it is none.
    system_id {int} NOT NULL,
    incident_id {int} NOT NULL,
    -- Who reset the account.
    by_id {int} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (person_id, system_id, incident_id)
);

-- Who made or reset whose account is asked of the record, which has few such entries among many.
CREATE INDEX record_accounts ON record (action, number) WHERE action IN ('person.invited', 'person.reset');
