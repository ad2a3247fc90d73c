-- The file of a member of the response network: see office/member.
CREATE TABLE member_file (
    unit_id {int} NOT NULL PRIMARY KEY,
    -- Its fields by name, as JSON; those that hold nothing are left out.
    fields TEXT NOT NULL,
    -- A day, as 2026-11-28; none while it is a draft.
    signed TEXT,
    signatory TEXT NOT NULL,
    version {int} NOT NULL
);
