-- Evidence that our own scanner is to look at: see store/incidents/looks. A row goes with the event that says what came of it.
CREATE TABLE evidence_look (
    incident_id {int} NOT NULL REFERENCES incident (id),
    number {int} NOT NULL,
    -- From when it waits, in seconds since 1970.
    asked_at {int} NOT NULL,
    -- How often somebody took it.
    tries {int} NOT NULL,
    -- Who has it, and until when; empty and 0 for nobody.
    taken_by TEXT NOT NULL,
    taken_until {int} NOT NULL,
    PRIMARY KEY (incident_id, number)
);

CREATE INDEX evidence_look_waits ON evidence_look (asked_at);
