-- Incidents: see office/incident. An incident is its events; all else of it here is what lists and rights go by.
CREATE TABLE incident (
    id {int} PRIMARY KEY,
    -- The unit that it happened to.
    unit_id {int} NOT NULL,
    -- The drill that it belongs to; none for a real one.
    drill_id {int},
    title TEXT NOT NULL,
    phase TEXT NOT NULL,
    kind TEXT NOT NULL,
    class TEXT NOT NULL,
    grade TEXT NOT NULL,
    step {int} NOT NULL,
    holder_id {int} NOT NULL,
    since {int} NOT NULL,
    due {int},
    detected_at {int} NOT NULL,
    opened_at {int} NOT NULL,
    last_at {int} NOT NULL,
    closed_at {int},
    -- The number of its last event.
    version {int} NOT NULL,
    -- Whether it is for named persons only.
    restricted {int} NOT NULL,
    -- Its title, folded, for searching.
    sought TEXT NOT NULL,
    -- By which whoever told of it, and papers, name it.
    code TEXT NOT NULL
);

CREATE INDEX incident_unit ON incident (unit_id);
CREATE INDEX incident_phase ON incident (phase, due);
CREATE INDEX incident_code ON incident (code);

CREATE TABLE incident_event (
    incident_id {int} NOT NULL REFERENCES incident (id),
    number {int} NOT NULL,
    at {int} NOT NULL,
    who TEXT NOT NULL,
    unit_id {int} NOT NULL,
    -- As JSON: office/incident/event.
    event TEXT NOT NULL,
    PRIMARY KEY (incident_id, number)
);

-- Units that have a part in one.
CREATE TABLE incident_side (
    unit_id {int} NOT NULL,
    incident_id {int} NOT NULL REFERENCES incident (id),
    PRIMARY KEY (unit_id, incident_id)
);

-- For whom one is that is restricted.
CREATE TABLE incident_named (
    incident_id {int} NOT NULL REFERENCES incident (id),
    person_id {int} NOT NULL REFERENCES person (id),
    PRIMARY KEY (incident_id, person_id)
);

-- What incidents have in common.
CREATE TABLE incident_indicator (
    kind {text} NOT NULL,
    value {text} NOT NULL,
    incident_id {int} NOT NULL REFERENCES incident (id),
    PRIMARY KEY (kind, value, incident_id)
);

-- Every edition of a playbook by which an incident goes or went.
CREATE TABLE playbook_edition (
    sha256 {text} PRIMARY KEY,
    kind TEXT NOT NULL,
    bytes {bytes} NOT NULL
);
