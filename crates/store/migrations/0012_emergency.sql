-- Emergency access: somebody asks, with a reason, to be let into what is restricted; a second person agrees. Kept for ever.
CREATE TABLE emergency (
    id {int} PRIMARY KEY,
    person_id {int} NOT NULL REFERENCES person (id),
    -- Where they belonged when they asked.
    unit_id {int} NOT NULL,
    -- What they typed, whether there is such a thing or not.
    code TEXT NOT NULL,
    why TEXT NOT NULL,
    asked_at {int} NOT NULL,
    agreed_by {int},
    agreed_at {int},
    -- What it opened, and until when; nothing where it opened nothing.
    system_id {int},
    until {int}
);

CREATE INDEX emergency_system ON emergency (system_id);

-- Which of its owners have read that somebody was let in.
CREATE TABLE emergency_read (
    emergency_id {int} NOT NULL REFERENCES emergency (id),
    person_id {int} NOT NULL REFERENCES person (id),
    PRIMARY KEY (emergency_id, person_id)
);
